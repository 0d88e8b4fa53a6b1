import type { EntityManager } from 'typeorm';
import type { Sealer } from '../../platform/seal.ts';
import type { Tx } from '../../platform/transact.ts';
import type { CompanyDetails, PersonDetails } from './details.ts';
import { openCompany, openPerson, sealCompany, sealPerson } from './sealed-details.ts';
import { wrappedKeyOf } from './verification-store.ts';

/** Keeps a person's details. @returns the key that sealed them */
export async function keepPerson(tx: Tx, sealer: Sealer, companyId: string, userId: string, details: PersonDetails): Promise<Buffer> {
  const wrapped = await wrappedKeyOf(tx, { companyId, userId });
  if (wrapped === null) throw new Error(`person ${userId} was erased`);
  const key = sealer.unwrap(wrapped);
  const { birthDate, phone, address } = sealPerson(key, userId, details);
  await tx.query(`UPDATE users SET birth_date_sealed = $3, phone_sealed = $4, address_sealed = $5 WHERE company_id = $1 AND id = $2`, [
    companyId,
    userId,
    birthDate,
    phone,
    address,
  ]);
  return key;
}

/** Keeps a company's details. @returns the key that sealed them */
export async function keepCompany(tx: Tx, sealer: Sealer, companyId: string, details: CompanyDetails, now: Date): Promise<Buffer> {
  const known = await wrappedKeyOf(tx, { companyId, userId: null });
  if (known !== null) {
    const key = sealer.unwrap(known);
    const sealed = sealCompany(key, companyId, details);
    await tx.query(`UPDATE company_details SET details_sealed = $2, updated_at = $3 WHERE company_id = $1`, [companyId, sealed, now]);
    return key;
  }
  const { key, wrapped, masterKeyId } = sealer.newKey();
  await tx.query(
    `INSERT INTO company_details (company_id, wrapped_key, master_key_id, details_sealed, updated_at) VALUES ($1, $2, $3, $4, $5)`,
    [companyId, wrapped, masterKeyId, sealCompany(key, companyId, details), now],
  );
  return key;
}

/** Null when the person has told nothing yet, or was erased. */
export async function personDetails(
  manager: EntityManager,
  sealer: Sealer,
  companyId: string,
  userId: string,
): Promise<PersonDetails | null> {
  const wrapped = await wrappedKeyOf(manager, { companyId, userId });
  const [row] = await manager.query<{ birth: Buffer | null; phone: Buffer | null; address: Buffer | null }[]>(
    `SELECT birth_date_sealed AS birth, phone_sealed AS phone, address_sealed AS address FROM users WHERE company_id = $1 AND id = $2`,
    [companyId, userId],
  );
  if (wrapped === null || row === undefined) return null;
  return openPerson(sealer.unwrap(wrapped), userId, { birthDate: row.birth, phone: row.phone, address: row.address });
}

/** Null when the company has told nothing yet. */
export async function companyDetails(manager: EntityManager, sealer: Sealer, companyId: string): Promise<CompanyDetails | null> {
  const [row] = await manager.query<{ wrapped_key: Buffer; details_sealed: Buffer }[]>(
    `SELECT wrapped_key, details_sealed FROM company_details WHERE company_id = $1`,
    [companyId],
  );
  return row === undefined ? null : openCompany(sealer.unwrap(row.wrapped_key), companyId, row.details_sealed);
}
