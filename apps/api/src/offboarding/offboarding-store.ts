import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transact.ts';

export type OffboardingState =
  /** They leave when their last day is over. */
  | 'SCHEDULED'
  /** They have left. */
  | 'DONE'
  /** Somebody thought better of it. */
  | 'CANCELLED'
  /** The day came, and something stood in the way. They are here still. */
  | 'REFUSED';

/** What becomes of the cards of somebody who leaves, until they have. */
export type CardsUntilThen = 'KEEP' | 'FREEZE';

/** Who manages a team after the one who leaves. */
export type Successor = { readonly teamId: string; readonly personId: string };

/** A row of `offboardings`. */
export type Offboarding = {
  readonly companyId: string;
  readonly id: string;
  readonly userId: string;
  /** yyyy-MM-dd; null for who left at once. */
  readonly lastDay: string | null;
  readonly cards: CardsUntilThen;
  readonly successors: readonly Successor[];
  readonly casesTo: string | null;
  readonly state: OffboardingState;
  readonly refusal: string | null;
  readonly plannedAt: Date;
  readonly settledAt: Date | null;
};

const SELECT = `SELECT o.company_id AS "companyId", o.id, o.user_id AS "userId", o.last_day::text AS "lastDay", o.cards, o.successors,
  o.cases_to AS "casesTo", o.state, o.refusal, o.planned_at AS "plannedAt", o.settled_at AS "settledAt" FROM offboardings o`;

export async function findScheduled(manager: EntityManager, companyId: string, personId: string): Promise<Offboarding | null> {
  const [row] = await manager.query<Offboarding[]>(`${SELECT} WHERE o.company_id = $1 AND o.user_id = $2 AND o.state = 'SCHEDULED'`, [
    companyId,
    personId,
  ]);
  return row ?? null;
}

/** The one that was planned last. */
export async function findLast(manager: EntityManager, companyId: string, personId: string): Promise<Offboarding | null> {
  const [row] = await manager.query<Offboarding[]>(
    `${SELECT} WHERE o.company_id = $1 AND o.user_id = $2 ORDER BY o.planned_at DESC, o.id DESC LIMIT 1`,
    [companyId, personId],
  );
  return row ?? null;
}

export async function insertOffboarding(tx: Tx, row: Offboarding): Promise<void> {
  await tx.query(
    `INSERT INTO offboardings (company_id, id, user_id, last_day, cards, successors, cases_to, state, refusal, planned_at, settled_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[row.companyId, row.id, row.userId, row.lastDay, row.cards, JSON.stringify(row.successors), row.casesTo, row.state],
      ...[row.refusal, row.plannedAt, row.settledAt],
    ],
  );
}

export async function settle(
  tx: Tx,
  { companyId, id }: Offboarding,
  {
    state,
    refusal = null,
    at,
  }: { readonly state: Exclude<OffboardingState, 'SCHEDULED'>; readonly refusal?: string | null; readonly at: Date },
): Promise<void> {
  await tx.query(`UPDATE offboardings SET state = $3, refusal = $4, settled_at = $5 WHERE company_id = $1 AND id = $2`, [
    ...[companyId, id, state, refusal, at],
  ]);
}

export async function zoneOf(manager: EntityManager, companyId: string): Promise<string> {
  const [row] = await manager.query<{ zone: string }[]>(`SELECT time_zone AS zone FROM companies WHERE id = $1`, [companyId]);
  if (row === undefined) throw new Error(`there is no company ${companyId}`);
  return row.zone;
}
