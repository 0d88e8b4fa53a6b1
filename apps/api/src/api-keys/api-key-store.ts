import type { EntityManager } from 'typeorm';
import type { Scope } from '../access/scopes.ts';
import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import type { Tx } from '../platform/transact.ts';
import type { KeyLife } from './key-life.ts';

export type ServiceAccount = {
  readonly companyId: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly allowedIps: readonly string[];
  readonly version: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
};

export type ApiKey = KeyLife & {
  readonly companyId: string;
  readonly id: string;
  readonly accountId: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly replacedBy: string | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedIp: string | null;
};

const ACCOUNT = `SELECT a.company_id AS "companyId", a.id, a.name, a.scopes, a.allowed_ips AS "allowedIps", a.version, a.created_by AS "createdBy",
  a.created_at AS "createdAt", a.closed_at AS "closedAt" FROM service_accounts a`;
const KEY = `SELECT k.company_id AS "companyId", k.id, k.service_account_id AS "accountId", k.created_by AS "createdBy", k.created_at AS "createdAt",
  k.expires_at AS "expiresAt", k.replaced_by AS "replacedBy", k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt",
  host(k.last_used_ip) AS "lastUsedIp" FROM api_keys k`;

/** Those that are open. */
export function accountsOf(manager: EntityManager, companyId: string): Promise<ServiceAccount[]> {
  return manager.query(`${ACCOUNT} WHERE a.company_id = $1 AND a.closed_at IS NULL ORDER BY a.name, a.id`, [companyId]);
}

export type ApiKeySortBy = 'CREATED' | 'LAST_USED' | 'EXPIRES';
const SORTED: Readonly<Record<ApiKeySortBy, string>> = {
  CREATED: 'newest.id',
  // What was never used comes before everything that was.
  LAST_USED: `coalesce(newest."lastUsedAt", '-infinity')`,
  EXPIRES: 'newest."expiresAt"',
};

/** The newest 200, in an order; a key's id is its age. */
export function keysOf(
  manager: EntityManager,
  companyId: string,
  accountId: string | null,
  { by, direction }: Sort<ApiKeySortBy>,
): Promise<ApiKey[]> {
  return manager.query(
    `SELECT newest.* FROM (${KEY} WHERE k.company_id = $1 AND ($2::uuid IS NULL OR k.service_account_id = $2) ORDER BY k.id DESC LIMIT 200) AS newest
      ORDER BY ${SORTED[by]} ${direction}, newest.id ${direction}`,
    [companyId, accountId],
  );
}

export async function findAccount(manager: EntityManager, companyId: string, id: string): Promise<ServiceAccount | null> {
  const [row] = await manager.query<ServiceAccount[]>(`${ACCOUNT} WHERE a.company_id = $1 AND a.id = $2`, [companyId, id]);
  return row ?? null;
}

export async function findKey(manager: EntityManager, companyId: string, id: string): Promise<ApiKey | null> {
  const [row] = await manager.query<ApiKey[]>(`${KEY} WHERE k.company_id = $1 AND k.id = $2`, [companyId, id]);
  return row ?? null;
}

export const accountById = loaderBy<string, ServiceAccount>(
  (account) => account.id,
  (manager, ids) => manager.query(`${ACCOUNT} WHERE a.id = ANY ($1)`, [ids]),
);

/** The newest 20 of each account, newest first. */
export const keysOfAccount = loaderManyBy<string, ApiKey>(
  (key) => key.accountId,
  (manager, ids) =>
    manager.query(
      `SELECT newest.* FROM unnest($1::uuid[]) AS account (id) CROSS JOIN LATERAL (
         ${KEY} WHERE k.company_id = app_company() AND k.service_account_id = account.id ORDER BY k.id DESC LIMIT 20) AS newest
        ORDER BY newest.id DESC`,
      [ids],
    ),
);

export async function countAccounts(tx: Tx, companyId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM service_accounts WHERE company_id = $1 AND closed_at IS NULL`,
    [companyId],
  );
  return row?.count ?? 0;
}

export async function isNameTaken(tx: Tx, { companyId, id, name }: ServiceAccount): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM service_accounts WHERE company_id = $1 AND name = $2 AND id <> $3 AND closed_at IS NULL`,
    [companyId, name, id],
  );
  return rows.length > 0;
}

export async function insertAccount(
  tx: Tx,
  { companyId, id, name, scopes, allowedIps, createdBy, createdAt }: ServiceAccount,
): Promise<void> {
  await tx.query(
    `INSERT INTO service_accounts (company_id, id, name, scopes, allowed_ips, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [companyId, id, name, scopes, allowedIps, createdBy, createdAt],
  );
}

/** Its live keys are read anew, everywhere. */
export async function updateAccount(tx: Tx, { companyId, id, name, scopes, allowedIps, version }: ServiceAccount, at: Date): Promise<void> {
  await tx.query(
    `UPDATE service_accounts SET name = $3, scopes = $4, allowed_ips = $5, version = $6, updated_at = $7 WHERE company_id = $1 AND id = $2`,
    [companyId, id, name, scopes, allowedIps, version, at],
  );
  await tx.query(
    `UPDATE api_keys SET changed_at = clock_timestamp() WHERE company_id = $1 AND service_account_id = $2 AND revoked_at IS NULL AND expires_at > $3`,
    [companyId, id, at],
  );
}

/** @returns the keys that were live and end with it */
export async function closeAccount(tx: Tx, { companyId, id, version }: ServiceAccount, at: Date): Promise<string[]> {
  await tx.query(`UPDATE service_accounts SET closed_at = $3, updated_at = $3, version = $4 WHERE company_id = $1 AND id = $2`, [
    ...[companyId, id, at, version + 1],
  ]);
  const ended = await tx.query<{ id: string }[]>(
    `WITH ended AS (
       UPDATE api_keys SET revoked_at = $3, changed_at = clock_timestamp()
        WHERE company_id = $1 AND service_account_id = $2 AND revoked_at IS NULL AND expires_at > $3 RETURNING id)
     SELECT id FROM ended ORDER BY id`,
    [companyId, id, at],
  );
  return ended.map((key) => key.id);
}

export async function countLive(tx: Tx, companyId: string, accountId: string, at: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM api_keys WHERE company_id = $1 AND service_account_id = $2 AND revoked_at IS NULL AND expires_at > $3`,
    [companyId, accountId, at],
  );
  return row?.count ?? 0;
}

export async function insertKey(
  tx: Tx,
  { companyId, id, accountId, createdBy, createdAt, expiresAt }: ApiKey,
  secretHash: Buffer,
): Promise<void> {
  await tx.query(
    `INSERT INTO api_keys (company_id, id, service_account_id, secret_hash, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [companyId, id, accountId, secretHash, createdBy, createdAt, expiresAt],
  );
}

export async function replaceKey(tx: Tx, { companyId, id }: ApiKey, by: { replacedBy: string; expiresAt: Date }): Promise<void> {
  await tx.query(
    `UPDATE api_keys SET replaced_by = $3, expires_at = $4, changed_at = clock_timestamp() WHERE company_id = $1 AND id = $2`,
    [companyId, id, by.replacedBy, by.expiresAt],
  );
}

export async function endKey(tx: Tx, { companyId, id }: ApiKey, at: Date): Promise<void> {
  await tx.query(`UPDATE api_keys SET revoked_at = $3, changed_at = clock_timestamp() WHERE company_id = $1 AND id = $2`, [
    companyId,
    id,
    at,
  ]);
}
