import type pg from 'pg';

/** The start of a transaction of the applier: the gates are waited for longer than by a decision, never for ever. */
const BEGIN_APPLY = `BEGIN; SET LOCAL lock_timeout = 5000; SET LOCAL statement_timeout = 10000;
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`;

/** One transaction of the gateway's role. A connection that broke is thrown away. */
export async function inTransaction<T>(gateway: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await gateway.connect();
  let broken: Error | undefined;
  try {
    await client.query(BEGIN_APPLY);
    const result = await run(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: unknown) => (broken = lost instanceof Error ? lost : new Error('connection lost')));
    throw error;
  } finally {
    client.release(broken);
  }
}
