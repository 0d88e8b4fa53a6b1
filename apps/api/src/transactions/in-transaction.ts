import type pg from 'pg';
import { allInTurn, inOneWrite, withConnection } from '../platform/database.ts';

/** The start of a transaction of the applier: the gates are waited for longer than by a decision, never for ever. */
const BEGIN_APPLY = `BEGIN; SET LOCAL lock_timeout = 5000; SET LOCAL statement_timeout = 10000;
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`;
const ANSWER_WITHIN_MS = 15_000;

/** One transaction of the gateway's role. A connection that broke is thrown away. */
export function inTransaction<T>(gateway: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withConnection(gateway, ANSWER_WITHIN_MS, async (client) => {
    await client.query(BEGIN_APPLY);
    const result = await run(client);
    await client.query('COMMIT');
    return result;
  });
}

/**
 * The same in as few writes as it takes, for what is done often: each is a wait of the transaction, which holds gates, and wakes both sides up.
 * @param first sent with the beginning, and only reads: if nothing has begun it stands outside
 * @param run returns what remains to be written, which is sent with the end: all its statements are made before, and asked for before the first
 *   is waited for. One that failed before PostgreSQL had it would leave the others to be committed
 */
export function inFewWrites<First, T>(
  gateway: pg.Pool,
  first: (client: pg.PoolClient) => Promise<First>,
  run: (client: pg.PoolClient, read: First) => Promise<() => Promise<T>>,
): Promise<T> {
  return withConnection(gateway, ANSWER_WITHIN_MS, async (client) => {
    const [, read] = await inOneWrite(client, () => allInTurn([client.query(BEGIN_APPLY), first(client)]));
    const write = await run(client, read);
    // When PostgreSQL refuses one of them, the end only ends a transaction that is lost already.
    const [result] = await inOneWrite(client, () => allInTurn([write(), client.query('COMMIT')]));
    return result;
  });
}
