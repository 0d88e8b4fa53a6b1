import type { EntityManager } from 'typeorm';
import { ScimRefusalError } from './scim.errors.ts';

/** A user or a group, and what the directory calls it. */
export type Link = {
  readonly table: 'scim_users' | 'scim_groups';
  readonly companyId: string;
  readonly id: string;
  readonly at: Date;
};

/** Under the gate. @throws ScimRefusalError when the directory calls another one so */
export async function link(manager: EntityManager, { table, companyId, id, at }: Link, externalId: string | null): Promise<void> {
  const others = await manager.query<unknown[]>(`SELECT 1 FROM ${table} WHERE company_id = $1 AND external_id = $3 AND id <> $2`, [
    ...[companyId, id, externalId],
  ]);
  if (others.length > 0) throw new ScimRefusalError('uniqueness', 'Another one has this externalId already.');
  await manager.query(
    `INSERT INTO ${table} (company_id, id, external_id, changed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (company_id, id) DO UPDATE SET external_id = $3, changed_at = $4, removed_at = NULL`,
    [companyId, id, externalId, at],
  );
}

/** The directory lets go of it. Under the gate. */
export async function unlink(manager: EntityManager, { table, companyId, id, at }: Link): Promise<void> {
  await manager.query(
    `INSERT INTO ${table} (company_id, id, changed_at, removed_at) VALUES ($1, $2, $3, $3)
       ON CONFLICT (company_id, id) DO UPDATE SET external_id = NULL, changed_at = $3, removed_at = $3`,
    [companyId, id, at],
  );
}
