import type pg from 'pg';
import { withConnection } from '../platform/database.ts';

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
