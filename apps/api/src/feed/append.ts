import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Run, runOn } from '../platform/run.ts';
import { contextOf, type Tx } from '../platform/transact.ts';

export type FeedKind = 'TRANSACTION' | 'CARD' | 'CONTROL' | 'BALANCE' | 'RISK';

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

/** The same in any transaction. @returns the number, which the caller says after commit */
export async function appendFeedOn(run: Run, entry: FeedEntry, clock: Clock): Promise<bigint> {
  const [row] = await run<{ number: string }>(
    `WITH taken AS (
       UPDATE company_gates SET next_feed_number = next_feed_number + 1 WHERE company_id = $1 RETURNING next_feed_number - 1 AS number
     )
     INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id, card_id, user_id, team_ids, case_id)
     SELECT $1, number, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM taken RETURNING number`,
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
    ],
  );
  if (row === undefined) throw new Error(`company ${entry.companyId} has no gate`);
  return BigInt(row.number);
}
