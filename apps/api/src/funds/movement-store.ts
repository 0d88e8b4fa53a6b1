import type { EntityManager } from 'typeorm';
import type { Money } from '../platform/money.ts';
import type { FundKind, FundState } from './movement.ts';

/** A row of `fund_movements`. */
export type FundMovement = {
  readonly companyId: string;
  readonly id: string;
  readonly kind: FundKind;
  readonly state: FundState;
  readonly amount: Money;
  readonly reference: string;
  readonly approvalId: string | null;
  /** Null for a part of the system. */
  readonly requestedBy: string | null;
  readonly requestedByName: string;
  readonly requestedAt: Date;
  readonly stateAt: Date;
  readonly version: number;
};

export type FundMovementRow = {
  company_id: string;
  id: string;
  kind: FundKind;
  state: FundState;
  currency: string;
  amount_minor: string;
  reference: string;
  approval_id: string | null;
  requested_by: string | null;
  requested_by_name: string;
  requested_at: Date;
  state_at: Date;
  version: number;
};

export const FUND_MOVEMENT_COLUMNS = `m.company_id, m.id, m.kind, m.state, m.currency, m.amount_minor, m.reference, m.approval_id, m.requested_by,
  m.requested_by_name, m.requested_at, m.state_at, m.version`;

export function fundMovementOf(row: FundMovementRow): FundMovement {
  return {
    companyId: row.company_id,
    id: row.id,
    kind: row.kind,
    state: row.state,
    amount: { minor: BigInt(row.amount_minor), currency: row.currency },
    reference: row.reference,
    approvalId: row.approval_id,
    requestedBy: row.requested_by,
    requestedByName: row.requested_by_name,
    requestedAt: row.requested_at,
    stateAt: row.state_at,
    version: row.version,
  };
}

export async function findFundMovement(manager: EntityManager, companyId: string, id: string): Promise<FundMovement | null> {
  const [row] = await manager.query<FundMovementRow[]>(
    `SELECT ${FUND_MOVEMENT_COLUMNS} FROM fund_movements m WHERE m.company_id = $1 AND m.id = $2`,
    [companyId, id],
  );
  return row === undefined ? null : fundMovementOf(row);
}

export async function insertFundMovement(manager: EntityManager, movement: FundMovement): Promise<void> {
  const { companyId, id, kind, state, amount, reference, approvalId, requestedBy, requestedByName, requestedAt, stateAt } = movement;
  await manager.query(
    `INSERT INTO fund_movements (company_id, id, kind, state, currency, amount_minor, reference, approval_id, requested_by, requested_by_name,
       requested_at, state_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[companyId, id, kind, state, amount.currency, amount.minor.toString(), reference, approvalId],
      ...[requestedBy, requestedByName, requestedAt, stateAt],
    ],
  );
}

export async function saveFundState(
  manager: EntityManager,
  { companyId, id, state, stateAt, version }: Pick<FundMovement, 'companyId' | 'id' | 'state' | 'stateAt' | 'version'>,
): Promise<void> {
  await manager.query(`UPDATE fund_movements SET state = $3, state_at = $4, version = $5 WHERE company_id = $1 AND id = $2`, [
    ...[companyId, id, state, stateAt, version],
  ]);
}

/** What of this kind one admin alone let through since then: what another agreed to, or what came to nothing, does not count. */
export async function movedAlone(
  manager: EntityManager,
  companyId: string,
  { kind, currency, since }: { readonly kind: FundKind; readonly currency: string; readonly since: Date },
): Promise<bigint> {
  const [row] = await manager.query<{ minor: string }[]>(
    `SELECT coalesce(sum(amount_minor), 0) AS minor FROM fund_movements
      WHERE company_id = $1 AND kind = $2 AND currency = $3 AND requested_at > $4 AND requested_by IS NOT NULL AND approval_id IS NULL
        AND state NOT IN ('CANCELLED', 'REFUSED', 'RETURNED')`,
    [companyId, kind, currency, since],
  );
  return BigInt(row?.minor ?? '0');
}
