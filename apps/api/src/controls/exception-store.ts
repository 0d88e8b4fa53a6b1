import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transact.ts';
import type { MerchantMatch } from './merchants.ts';

export type StoredException = {
  readonly companyId: string;
  readonly id: string;
  readonly scope: 'CARD' | 'PERSON';
  readonly subjectId: string;
  readonly merchants: readonly MerchantMatch[] | null;
  readonly currency: string;
  readonly amountMinor: string;
  readonly expiresAt: Date;
  readonly uses: number;
  readonly reason: string;
  readonly grantedBy: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
};

export const EXCEPTION_COLUMNS = `e.company_id AS "companyId", e.id, e.scope, e.subject_id AS "subjectId", e.merchants, e.currency,
  e.amount_minor AS "amountMinor", e.expires_at AS "expiresAt", e.uses, e.reason, e.granted_by AS "grantedBy", e.created_at AS "createdAt", e.ended_at AS "endedAt"`;

export async function findException(manager: EntityManager, companyId: string, id: string): Promise<StoredException | null> {
  const [row] = await manager.query<StoredException[]>(
    `SELECT ${EXCEPTION_COLUMNS} FROM control_exceptions e WHERE e.company_id = $1 AND e.id = $2`,
    [companyId, id],
  );
  return row ?? null;
}

export async function insertException(tx: Tx, exception: StoredException): Promise<void> {
  const { companyId, id, scope, subjectId, merchants, currency, amountMinor, expiresAt, uses, reason, grantedBy, createdAt } = exception;
  await tx.query(
    `INSERT INTO control_exceptions (company_id, id, scope, subject_id, merchants, currency, amount_minor, expires_at, uses, reason, granted_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[companyId, id, scope, subjectId, merchants === null ? null : JSON.stringify(merchants), currency, amountMinor],
      ...[expiresAt, uses, reason, grantedBy, createdAt],
    ],
  );
}

export async function endException(tx: Tx, companyId: string, id: string, at: Date): Promise<void> {
  await tx.query(`UPDATE control_exceptions SET ended_at = $3 WHERE company_id = $1 AND id = $2 AND ended_at IS NULL`, [companyId, id, at]);
}

/** Those whose time is over: decisions need not look at them any more. */
export async function endExpired(tx: Tx, companyId: string, now: Date): Promise<void> {
  await tx.query(`UPDATE control_exceptions SET ended_at = expires_at WHERE company_id = $1 AND ended_at IS NULL AND expires_at <= $2`, [
    companyId,
    now,
  ]);
}

/** How many may be open at once: each is looked at in every decision of its card. */
export const MOST_OPEN = 20;

export async function openOf(tx: Tx, companyId: string, subjectId: string): Promise<number> {
  const [row] = await tx.query<{ open: number }[]>(
    `SELECT count(*)::int AS open FROM control_exceptions WHERE company_id = $1 AND subject_id = $2 AND ended_at IS NULL`,
    [companyId, subjectId],
  );
  return row?.open ?? 0;
}
