import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Run, runOn } from '../platform/run.ts';
import { contextOf, type Tx } from '../platform/transact.ts';

export type FeedKind = 'TRANSACTION' | 'CARD' | 'CONTROL' | 'BALANCE' | 'RISK' | 'NOTIFICATION';

/** A change that somebody may be looking at. It names whose it is, so that who may see it is decided from the row alone. */
export type FeedEntry = {
  readonly companyId: string;
  readonly kind: FeedKind;
  /** Past tense: `card.suspended`. */
  readonly event: string;
  readonly transactionId?: string | null;
  readonly cardId?: string | null;
  /** Of kind RISK. */
  readonly caseId?: string | null;
  /** Of kind NOTIFICATION: the one that was written. */
  readonly notificationId?: string | null;
  readonly userId?: string | null;
  readonly teamIds?: readonly string[];
};

/**
 * Gives the change the company's next number. The caller holds the company's gate, so numbers become visible in their order
 * and without gap; `transact` says after commit how far the feed has come.
 */
export async function appendFeed(tx: Tx, entry: FeedEntry): Promise<void> {
  const context = contextOf(tx);
  context.feedNumber = await appendFeedOn(runOn(tx), entry, context.database.clock);
}

/** Many changes of one company in one statement, in their order: who tells many holds the gate no longer for that. */
export async function appendFeedAll(tx: Tx, companyId: string, entries: readonly Omit<FeedEntry, 'companyId'>[]): Promise<void> {
  if (entries.length === 0) return;
  const context = contextOf(tx);
  const { clock } = context.database;
  const rows = entries.map((entry) => ({
    ...{ id: uuidv7(clock), kind: entry.kind, event: entry.event, transaction_id: entry.transactionId, card_id: entry.cardId },
    ...{ user_id: entry.userId, team_ids: entry.teamIds ?? [], case_id: entry.caseId, notification_id: entry.notificationId },
  }));
  const [gate] = await tx.query<{ number: string }[]>(
    `WITH taken AS (
       UPDATE company_gates SET next_feed_number = next_feed_number + $3 WHERE company_id = $1 RETURNING next_feed_number - 1 AS head
     ), told AS (
       INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id, card_id, user_id, team_ids, case_id, notification_id)
       SELECT $1, head - $3 + place, id, kind, event, $4, transaction_id, card_id, user_id, team_ids, case_id, notification_id
         FROM taken, ROWS FROM (jsonb_to_recordset($2) AS (
           id uuid, kind text, event text, transaction_id uuid, card_id uuid, user_id uuid, team_ids uuid[], case_id uuid, notification_id uuid))
           WITH ORDINALITY AS e (id, kind, event, transaction_id, card_id, user_id, team_ids, case_id, notification_id, place)
     )
     SELECT head AS number FROM taken`,
    [companyId, JSON.stringify(rows), rows.length, clock.now()],
  );
  if (gate === undefined) throw new Error(`company ${companyId} has no gate`);
  context.feedNumber = BigInt(gate.number);
}

/** Gives each of the people a row of their own. */
export function appendNotified(
  tx: Tx,
  companyId: string,
  notified: readonly { readonly notificationId: string; readonly userId: string }[],
): Promise<void> {
  const event = { kind: 'NOTIFICATION', event: 'notification.received' } as const;
  return appendFeedAll(
    tx,
    companyId,
    notified.map((one) => ({ ...event, ...one })),
  );
}

/** The same in any transaction. @returns the number, which the caller says after commit */
export async function appendFeedOn(run: Run, entry: FeedEntry, clock: Clock): Promise<bigint> {
  const [row] = await run<{ number: string }>(
    `WITH taken AS (
       UPDATE company_gates SET next_feed_number = next_feed_number + 1 WHERE company_id = $1 RETURNING next_feed_number - 1 AS number
     )
     INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id, card_id, user_id, team_ids, case_id, notification_id)
     SELECT $1, number, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM taken RETURNING number`,
    [
      entry.companyId,
      uuidv7(clock),
      entry.kind,
      entry.event,
      clock.now(),
      entry.transactionId ?? null,
      entry.cardId ?? null,
      entry.userId ?? null,
      entry.teamIds ?? [],
      entry.caseId ?? null,
      entry.notificationId ?? null,
    ],
  );
  if (row === undefined) throw new Error(`company ${entry.companyId} has no gate`);
  return BigInt(row.number);
}
