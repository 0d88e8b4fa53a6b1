import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import type { Run } from '../platform/run.ts';
import { dueAt } from './deadline.ts';
import type { DisputeReason } from './dispute-reason.ts';
import { type DisputeStanding, type DisputeState, toTell, type WantedStep } from './dispute.state.ts';

/** A row of `disputes`. Its id is the token of the chargeback at Marqeta. */
export type Dispute = DisputeStanding & {
  readonly companyId: string;
  readonly id: string;
  readonly transactionId: string;
  /** Whose purchase it is, and the teams that the purchase counts to. */
  readonly userId: string;
  readonly teamIds: readonly string[];
  readonly clearingToken: string;
  readonly amount: Money;
  readonly reason: DisputeReason;
  readonly statement: string;
  readonly waitingSince: Date | null;
  readonly dueAt: Date | null;
  readonly remindedAt: Date | null;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly version: number;
};

type Row = {
  company_id: string;
  id: string;
  transaction_id: string;
  user_id: string;
  team_ids: string[];
  clearing_token: string;
  currency: string;
  amount_minor: string;
  reason: DisputeReason;
  statement: string;
  state: DisputeState;
  state_at: Date;
  wanted: WantedStep | null;
  waiting_since: Date | null;
  issuer_refusal: string | null;
  due_at: Date | null;
  reminded_at: Date | null;
  opened_by: string;
  opened_at: Date;
  version: number;
};

export const DISPUTE_COLUMNS = `d.company_id, d.id, d.transaction_id, d.user_id, d.team_ids, d.clearing_token, d.currency, d.amount_minor, d.reason,
  d.statement, d.state, d.state_at, d.wanted, d.waiting_since, d.issuer_refusal, d.due_at, d.reminded_at, d.opened_by, d.opened_at, d.version`;
export type DisputeRow = Row;

export function disputeOf(row: Row): Dispute {
  return {
    companyId: row.company_id,
    id: row.id,
    transactionId: row.transaction_id,
    userId: row.user_id,
    teamIds: row.team_ids,
    clearingToken: row.clearing_token,
    amount: { minor: BigInt(row.amount_minor), currency: row.currency },
    reason: row.reason,
    statement: row.statement,
    state: row.state,
    stateAt: row.state_at,
    wanted: row.wanted,
    waitingSince: row.waiting_since,
    issuerRefusal: row.issuer_refusal,
    dueAt: row.due_at,
    remindedAt: row.reminded_at,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    version: row.version,
  };
}

const TO_NOTHING: ReadonlySet<DisputeState> = new Set(['REFUSED', 'NETWORK_REJECTED', 'WITHDRAWN']);

/** Of those that came to nothing another dispute of the same purchase can follow. The unique index `disputes_once` says the same. */
export function cameToSomething({ state }: Pick<Dispute, 'state'>): boolean {
  return !TO_NOTHING.has(state);
}

/** In the gateway's transactions no company is set: the id alone is unique. */
export async function findDispute(run: Run, id: string): Promise<Dispute | null> {
  const [row] = await run<Row>(`SELECT ${DISPUTE_COLUMNS} FROM disputes d WHERE d.id = $1`, [id]);
  return row === undefined ? null : disputeOf(row);
}

export async function insertDispute(run: Run, dispute: Dispute): Promise<void> {
  await run(
    `INSERT INTO disputes (company_id, id, transaction_id, user_id, team_ids, clearing_token, currency, amount_minor, reason, statement,
       state, state_at, waiting_since, opened_by, opened_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)`,
    [
      dispute.companyId,
      dispute.id,
      dispute.transactionId,
      dispute.userId,
      dispute.teamIds,
      dispute.clearingToken,
      dispute.amount.currency,
      dispute.amount.minor.toString(),
      dispute.reason,
      dispute.statement,
      dispute.state,
      dispute.stateAt,
      dispute.waitingSince,
      dispute.openedBy,
      dispute.openedAt,
    ],
  );
}

/** Writes where the dispute stands now. What somebody would decide on, when it changes, makes a new version. Under the gate. */
export async function saveStanding(run: Run, before: Dispute, after: DisputeStanding, now: Date): Promise<Dispute> {
  const waitingSince = toTell(after) === null ? null : (before.waitingSince ?? now);
  const due = dueAt(after.state, after.stateAt);
  const version = before.state === after.state && before.wanted === after.wanted ? before.version : before.version + 1;
  await run(
    `UPDATE disputes SET state = $2, state_at = $3, wanted = $4, issuer_refusal = $5, waiting_since = $6, due_at = $7, version = $8, updated_at = $9,
            reminded_at = CASE WHEN due_at IS NOT DISTINCT FROM $7 THEN reminded_at END
      WHERE id = $1`,
    [before.id, after.state, after.stateAt, after.wanted, after.issuerRefusal, waitingSince, due, version, now],
  );
  return { ...before, ...after, waitingSince, dueAt: due, version };
}

type DisputeEventKind = 'STATE' | 'EVIDENCE' | 'DECISION' | 'REFUSAL';

export type NewDisputeEvent = {
  /** Of Marqeta's transition, or a name of ours: what is said twice is kept once. */
  readonly token: string;
  readonly kind: DisputeEventKind;
  readonly detail: string;
  readonly reason?: string | null;
  readonly byUserId?: string | null;
  readonly at: Date;
};

/** True when it was not there yet. */
export async function insertDisputeEvent(
  run: Run,
  { companyId, id }: Pick<Dispute, 'companyId' | 'id'>,
  event: NewDisputeEvent,
  clock: Clock,
): Promise<boolean> {
  const rows = await run(
    `INSERT INTO dispute_events (company_id, id, dispute_id, token, kind, detail, reason, by_user_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (company_id, dispute_id, token) DO NOTHING RETURNING id`,
    [companyId, uuidv7(clock), id, event.token, event.kind, event.detail, event.reason ?? null, event.byUserId ?? null, event.at],
  );
  return rows.length > 0;
}
