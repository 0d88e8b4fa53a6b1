import type pg from 'pg';
import { UNDERSTANDING } from '../ledger/message-type.ts';
import { type InboxReading, typeName } from './meter.ts';

/**
 * Brings the letters of these messages up to what the inbox now says of them: one that has a problem gets a letter or has one more
 * attempt; a letter whose message went through is settled. In the transaction that settled the messages.
 */
export async function noteLetters(client: pg.ClientBase | pg.Pool, at: Date, settled: readonly ToNote[]): Promise<void> {
  if (settled.length === 0) return;
  const values = [settled.map(({ id }) => id), at, settled.map(({ aboutToken }) => aboutToken ?? null), UNDERSTANDING];
  await client.query({ name: 'note-letters', text: NOTE, values });
}

/** By its id in the inbox. */
export type ToNote = {
  readonly id: string;
  /** The message whose purchase it waits for. */
  readonly aboutToken?: string | null;
};

const NOTE = `
WITH message AS (
  SELECT i.id, shard, envelope, type, token, source, flag, said_at, received_at, coalesce(problem, '') AS problem, given.about_token,
         CASE WHEN state = 'KEPT' AND problem IS NOT NULL THEN 'UNKNOWN' ELSE state END AS state
    FROM unnest($1::uuid[], $3::text[]) AS given (id, about_token) JOIN marqeta_inbox i ON i.id = given.id WHERE state <> 'PENDING'
),
passed AS (
  UPDATE dead_letters d SET state = m.state, attempts = d.attempts + 1, settled_at = $2
    FROM message m WHERE d.id = m.id AND m.state IN ('APPLIED', 'KEPT')
)
INSERT INTO dead_letters AS d (id, shard, envelope, type, token, source, state, problem, flag, said_at, received_at, first_failed_at, failed_at,
  about_token, understanding)
SELECT id, shard, envelope, type, token, source, state, problem, flag, said_at, received_at, $2, $2, about_token, $4
  FROM message WHERE state IN ('SET_ASIDE', 'UNKNOWN')
ON CONFLICT (id) DO UPDATE SET state = excluded.state, problem = excluded.problem, attempts = d.attempts + 1, failed_at = excluded.failed_at, settled_at = NULL,
  about_token = excluded.about_token, understanding = excluded.understanding`;

/**
 * Puts messages back that were kept for want of the purchase that they speak of, when a message of it has been applied. In the
 * transaction that applied it. @returns whether there were any
 */
export async function putBackThoseAbout(client: pg.ClientBase, tokens: readonly string[]): Promise<boolean> {
  if (tokens.length === 0) return false;
  const { rowCount } = await client.query({ name: 'put-back-about', text: putBack(ABOUT), values: [tokens] });
  return (rowCount ?? 0) > 0;
}
const ABOUT = `d.about_token = ANY ($1::text[]) AND d.problem IN ('PURCHASE_UNKNOWN', 'TYPE_UNKNOWN', 'NOT_FOR_CARDS')`;

/** Puts messages back that another build did not understand, some at a time. @returns their shards */
export async function putBackWhatMayBeUnderstood(client: pg.ClientBase | pg.Pool): Promise<readonly number[]> {
  const { rows } = await client.query<{ shard: number }>(putBack(MAY_BE_UNDERSTOOD), [UNDERSTANDING]);
  return rows.map(({ shard }) => shard);
}
const MAY_BE_UNDERSTOOD = `d.envelope = 'transactions' AND d.understanding IS DISTINCT FROM $1 AND d.problem <> 'CARD_UNKNOWN'`;

/** The inbox first, as whoever decides about letters locks them. */
function putBack(condition: string): string {
  return `
WITH kept AS (
  SELECT i.id FROM dead_letters d JOIN marqeta_inbox i ON i.id = d.id
   WHERE d.state = 'UNKNOWN' AND ${condition} AND i.state = 'KEPT' ORDER BY i.id LIMIT 500 FOR UPDATE OF i SKIP LOCKED
),
letters AS (
  UPDATE dead_letters d SET state = 'REPLAYING' FROM kept WHERE d.id = kept.id AND d.state = 'UNKNOWN' RETURNING d.id
)
UPDATE marqeta_inbox i SET state = 'PENDING', settled_at = NULL, replays = i.replays + 1 FROM letters WHERE i.id = letters.id RETURNING i.shard`;
}

type Waiting = { envelope: string; type: string | null; state: InboxReading['byType'][number]['state']; count: number; oldest: Date };

/** For the figures of the process: what waits in the inbox, and what for an operator. */
export async function readInbox(gateway: pg.Pool, now: Date): Promise<InboxReading> {
  const { rows } = await gateway.query<Waiting>({
    name: 'read-inbox',
    text: `SELECT envelope, type, 'PENDING' AS state, count(*)::int AS count, min(received_at) AS oldest
             FROM marqeta_inbox WHERE state = 'PENDING' GROUP BY envelope, type
           UNION ALL
           SELECT envelope, type, state, count(*)::int, min(received_at)
             FROM dead_letters WHERE state IN ('SET_ASIDE', 'UNKNOWN', 'REPLAYING') GROUP BY envelope, type, state`,
  });
  const of = (wanted: Waiting['state']) => rows.filter(({ state }) => state === wanted);
  const countOf = (state: Waiting['state']) => of(state).reduce((sum, { count }) => sum + count, 0);
  const oldest = Math.min(now.getTime(), ...of('PENDING').map((row) => row.oldest.getTime()));
  return {
    pending: countOf('PENDING'),
    oldestPendingSeconds: (now.getTime() - oldest) / 1_000,
    deadLetters: { SET_ASIDE: countOf('SET_ASIDE'), UNKNOWN: countOf('UNKNOWN'), REPLAYING: countOf('REPLAYING') },
    byType: rows.map(({ envelope, type, state, count }) => ({ type: typeName(envelope, type), state, count })),
  };
}
