import type pg from 'pg';
import { unnest } from './unnest.ts';

/**
 * What can happen to the hold of an approval besides Marqeta simply confirming it. Stable: kept in `hold_events`; `@afc/words` has a
 * sentence for each.
 * - `RELEASED_LATE`: our own deadline had passed when it was committed; Marqeta had been told no.
 * - `RELEASED_IN_SILENCE`: Marqeta does not know it, hours later, although it tells us of newer purchases.
 * - `RELEASED_TIMED_OUT`, `RELEASED_UNHEARD`: Marqeta says that our yes came too late, or did not reach it whole.
 * - `RELEASED_DECLINED`, `RELEASED_ERROR`: Marqeta declined it, or failed, after our yes.
 * - `RELEASED_RIGHTLY`: Marqeta declined what we had released.
 * - `HOLD_RESTORED`: Marqeta spoke of it after we had released it. `HOLD_CONFIRMED`: it spoke after we had begun to ask.
 * - `TOLD_FIRST_APPROVED`, `TOLD_FIRST_DECLINED`: Marqeta's word came before we had answered.
 * - `ASKED_…`: Marqeta was asked, and how it answered.
 */
export const HOLD_CODES = [
  'ASKED_FOUND',
  'ASKED_NOT_FOUND',
  'ASKED_UNREACHABLE',
  'RELEASED_LATE',
  'RELEASED_IN_SILENCE',
  'RELEASED_TIMED_OUT',
  'RELEASED_UNHEARD',
  'RELEASED_DECLINED',
  'RELEASED_ERROR',
  'RELEASED_RIGHTLY',
  'HOLD_RESTORED',
  'HOLD_CONFIRMED',
  'TOLD_FIRST_APPROVED',
  'TOLD_FIRST_DECLINED',
] as const;
export type HoldCode = (typeof HOLD_CODES)[number];

/** That Marqeta was asked says nothing yet of the hold. */
export type HoldOutcome = Exclude<HoldCode, `ASKED_${string}`>;

export const ORPHAN_STATES = ['UNCONFIRMED', 'RELEASED', 'RESTORED', 'CONFIRMED', 'NOT_HELD'] as const;
export type OrphanState = (typeof ORPHAN_STATES)[number];

const STATE_AFTER: Readonly<Record<HoldOutcome, OrphanState>> = {
  RELEASED_LATE: 'RELEASED',
  RELEASED_IN_SILENCE: 'RELEASED',
  RELEASED_TIMED_OUT: 'RELEASED',
  RELEASED_UNHEARD: 'RELEASED',
  RELEASED_DECLINED: 'RELEASED',
  RELEASED_ERROR: 'RELEASED',
  RELEASED_RIGHTLY: 'RELEASED',
  HOLD_RESTORED: 'RESTORED',
  HOLD_CONFIRMED: 'CONFIRMED',
  TOLD_FIRST_APPROVED: 'CONFIRMED',
  TOLD_FIRST_DECLINED: 'NOT_HELD',
};

export type HoldNote = {
  readonly companyId: string;
  readonly id: string;
  /** Of the message that our approval answered. */
  readonly token: string;
  readonly code: HoldOutcome;
  readonly atMs: number;
  readonly detail: string | null;
  /** When Marqeta is to be asked about it next; null: no more. */
  readonly askAtMs: number | null;
};

const NOTES = unnest<HoldNote>([
  ['company_id', 'uuid', (note) => note.companyId],
  ['id', 'uuid', (note) => note.id],
  ['token', 'text', (note) => note.token],
  ['code', 'text', (note) => note.code],
  ['state', 'text', (note) => STATE_AFTER[note.code]],
  ['at', 'timestamptz', (note) => note.atMs],
  ['detail', 'text', (note) => note.detail],
  ['ask_at', 'timestamptz', (note) => note.askAtMs],
]);

/** Of several notes about one approval the last one is how it stands. */
const NOTE = `
WITH noted AS MATERIALIZED (
  SELECT g.*, a.id AS authorization_id, a.transaction_id
    FROM (${NOTES.select(1)}) g JOIN authorizations a ON a.transaction_token = g.token AND a.company_id = g.company_id
   WHERE a.transaction_id IS NOT NULL),
told AS (
  INSERT INTO hold_events (company_id, id, authorization_id, transaction_id, code, at, detail)
  SELECT company_id, id, authorization_id, transaction_id, code, at, detail FROM noted)
INSERT INTO orphan_holds AS o (company_id, authorization_id, transaction_id, state, cause, opened_at, changed_at, ask_at)
SELECT DISTINCT ON (company_id, authorization_id) company_id, authorization_id, transaction_id, state, code, at, at, ask_at
  FROM noted ORDER BY company_id, authorization_id, id DESC
ON CONFLICT (company_id, authorization_id) DO UPDATE SET state = EXCLUDED.state, cause = EXCLUDED.cause, changed_at = EXCLUDED.changed_at, ask_at = EXCLUDED.ask_at`;

/** Writes what happened to holds, in the transaction in which it happens, after the gates and the authorizations. */
export async function noteHolds(client: pg.ClientBase, notes: readonly HoldNote[]): Promise<void> {
  const statement = noteHoldsStatement(notes);
  if (statement !== null) await client.query(statement);
}

/** What {@link noteHolds} asks; null where there is nothing to write. */
export function noteHoldsStatement(notes: readonly HoldNote[]): pg.QueryConfig | null {
  return notes.length === 0 ? null : { name: 'note-holds', text: NOTE, values: NOTES.parameters(notes) };
}
