import type pg from 'pg';
import { type InboxReading, typeName } from './meter.ts';

/**
 * Brings the letters of these messages up to what the inbox now says of them: one that has a problem gets a letter or has one more
 * attempt; a letter whose message went through is settled. In the transaction that settled the messages.
 */
export async function noteLetters(client: pg.ClientBase | pg.Pool, at: Date, inboxIds: readonly string[]): Promise<void> {
  if (inboxIds.length === 0) return;
  await client.query({ name: 'note-letters', text: NOTE, values: [inboxIds, at] });
}

const NOTE = `
WITH message AS (
  SELECT id, shard, envelope, type, token, source, flag, said_at, received_at, coalesce(problem, '') AS problem,
         CASE WHEN state = 'KEPT' AND problem IS NOT NULL THEN 'UNKNOWN' ELSE state END AS state
    FROM marqeta_inbox WHERE id = ANY ($1::uuid[]) AND state <> 'PENDING'
),
passed AS (
  UPDATE dead_letters d SET state = m.state, attempts = d.attempts + 1, settled_at = $2
    FROM message m WHERE d.id = m.id AND m.state IN ('APPLIED', 'KEPT')
)
INSERT INTO dead_letters AS d (id, shard, envelope, type, token, source, state, problem, flag, said_at, received_at, first_failed_at, failed_at)
SELECT id, shard, envelope, type, token, source, state, problem, flag, said_at, received_at, $2, $2 FROM message WHERE state IN ('SET_ASIDE', 'UNKNOWN')
ON CONFLICT (id) DO UPDATE SET state = excluded.state, problem = excluded.problem, attempts = d.attempts + 1, failed_at = excluded.failed_at, settled_at = NULL`;

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
