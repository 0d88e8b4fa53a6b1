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

/** Gives each of the people a row of their own, in one statement: who tells many holds the gate no longer for that. */
export async function appendNotified(
  tx: Tx,
  companyId: string,
  notified: readonly { readonly notificationId: string; readonly userId: string }[],
): Promise<void> {
  if (notified.length === 0) return;
  const context = contextOf(tx);
  const { clock } = context.database;
  const [gate] = await tx.query<{ number: string }[]>(
    `WITH taken AS (
       UPDATE company_gates SET next_feed_number = next_feed_number + cardinality($2::uuid[]) WHERE company_id = $1 RETURNING next_feed_number - 1 AS head
     ), told AS (
       INSERT INTO feed_events (company_id, number, id, kind, event, at, user_id, notification_id)
       SELECT $1, head - cardinality($2::uuid[]) + place, id, 'NOTIFICATION', 'notification.received', $5, user_id, notification_id
         FROM taken, unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY AS one (id, user_id, notification_id, place)
     )
     SELECT head AS number FROM taken`,
    [
      companyId,
      notified.map(() => uuidv7(clock)),
      notified.map(({ userId }) => userId),
      notified.map(({ notificationId }) => notificationId),
      clock.now(),
    ],
  );
  if (gate === undefined) throw new Error(`company ${companyId} has no gate`);
  context.feedNumber = BigInt(gate.number);
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
