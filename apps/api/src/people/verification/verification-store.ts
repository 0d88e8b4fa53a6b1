import type { EntityManager } from 'typeorm';
import { Company } from '../company.entity.ts';
import { Person } from '../person.entity.ts';
import type { HolderState } from './holder.ts';
import type { TermsOf } from './terms.ts';
import { Verification } from './verification.entity.ts';
import { IsNull } from 'typeorm';

/** Whom a verification is about: a person, or the company itself when there is no person's id. */
export type Subject = { readonly companyId: string; readonly userId: string | null };

export function termsOf({ userId }: Subject): TermsOf {
  return userId === null ? 'COMPANY' : 'CARDHOLDER';
}

/** Null when there is no such holder. */
export async function holderStateOf(manager: EntityManager, { companyId, userId }: Subject): Promise<HolderState | null> {
  const found =
    userId === null ? await manager.findOneBy(Company, { id: companyId }) : await manager.findOneBy(Person, { companyId, id: userId });
  return found === null ? null : { status: found.holderStatus, changedAt: found.holderChangedAt };
}

/** The oldest first. */
export function verificationsOf(manager: EntityManager, { companyId, userId }: Subject): Promise<Verification[]> {
  return manager.find(Verification, { where: { companyId, userId: userId ?? IsNull() }, order: { id: 'ASC' } });
}

/** A person's terms bind who accepted them; a company's are accepted by any of its people who may. */
export async function hasAccepted(manager: EntityManager, { companyId, userId }: Subject, version: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT 1 FROM terms_acceptances WHERE company_id = $1 AND terms = $2 AND version = $3 AND user_id = coalesce($4, user_id) LIMIT 1`,
    [companyId, termsOf({ companyId, userId }), version, userId],
  );
  return rows.length > 0;
}

/** The wrapped key that seals what is kept of the holder; null when it was erased, or the company has told nothing yet. */
export async function wrappedKeyOf(manager: EntityManager, { companyId, userId }: Subject): Promise<Buffer | null> {
  const [row] = await manager.query<{ wrapped_key: Buffer | null }[]>(
    userId === null
      ? `SELECT wrapped_key FROM company_details WHERE company_id = $1`
      : `SELECT wrapped_key FROM person_keys WHERE company_id = $1 AND user_id = $2`,
    userId === null ? [companyId] : [companyId, userId],
  );
  return row?.wrapped_key ?? null;
}
