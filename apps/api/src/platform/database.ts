import pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Publisher } from './publish.ts';
import { RequestPool } from './request-pool.ts';

export type DatabaseUrls = { readonly api: string; readonly gateway: string; readonly owner: string };

/** The two ways into PostgreSQL that requests have, and what every transaction needs beside them. */
export type Database = {
  /** Role `afc_api`: row-level security lets through the rows of the company named by `transact` or `read`. */
  readonly api: DataSource;
  /** The queue for the connections of `api`. */
  readonly requests: RequestPool;
  /** Role `afc_gateway`: decisions, intake and apply, on plain `pg`, in a pool of its own. */
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly log: Log;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  readonly urls: DatabaseUrls;
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly log: Log;
  readonly apiPoolSize?: number;
  readonly gatewayPoolSize?: number;
};

/** How many requests of a process can be in the database at once; the others wait. */
export const API_CONNECTIONS = 16;

/** A silent connection is asked whether it still lives after so long, not after the system's two hours. */
export const KEEP_ALIVE_AFTER_MS = 10_000;

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { urls, clock, publisher, log } = options;
  const api = new DataSource({
    type: 'postgres',
    url: urls.api,
    entities: options.entities as never,
    poolSize: options.apiPoolSize ?? API_CONNECTIONS,
    applicationName: 'afc-api',
    // The loaders of one page ask together: pipelined, they need not wait for each other's answers.
    extra: {
      statement_timeout: 15_000,
      idle_in_transaction_session_timeout: 20_000,
      connectionTimeoutMillis: 5_000,
      // Longer than the server takes to give up: what has not come by then is not on its way, the connection is dead.
      query_timeout: 20_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      pipeline: true,
    },
    synchronize: false,
    logging: false,
  });
  await api.initialize();
  const gateway = openGatewayPool(urls.gateway, log, options.gatewayPoolSize);
  return {
    api,
    requests: new RequestPool(api),
    gateway,
    clock,
    publisher,
    log,
    async close() {
      await Promise.all([api.destroy(), gateway.end()]);
    },
  };
}

/**
 * Connections of `afc_gateway`. They are pipelined: a transaction may send its next statement without waiting for the answer to
 * the one before. What fails then fails all that follows, up to the end of the transaction.
 */
export function openGatewayPool(url: string, log: Log, size = 16): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: 'afc-gateway',
    connectionTimeoutMillis: 1_000,
    idle_in_transaction_session_timeout: 5_000,
    // For what has no shorter time of its own (see `withConnection`); longer than the longest statement.
    query_timeout: 65_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    pipeline: true,
  });
  // An idle connection that PostgreSQL closes (restart, failover) raises here; the next query opens another.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'gateway connection lost'));
  // One that is lost between two statements of a transaction raises on the client; its next statement fails, which is handled there.
  pool.on('connect', (client) =>
    client.on('error', (error) => log.warn({ reason: error.message }, 'gateway connection lost in a transaction')),
  );
  return pool;
}

/**
 * Runs `work` on a connection of the pool and breaks the connection off when it is not done in time: behind a router that has
 * forgotten it, an answer would be waited for for ever. One that broke, or whose state `work` does not vouch for by returning, is
 * thrown away; so are those that idle in the pool when an answer did not come, since the same has probably happened to them.
 */
export async function withConnection<T>(pool: pg.Pool, withinMs: number, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let silent = false;
  let broken: Error | undefined;
  const timer = setTimeout(() => {
    silent = true;
    client.connection.stream.destroy(new Error(`connection terminated: no answer within ${withinMs} ms`));
  }, withinMs);
  try {
    return await work(client);
  } catch (error) {
    broken = await brokenBy(client);
    throw error;
  } finally {
    clearTimeout(timer);
    client.release(broken);
    if (silent) await dropIdle(pool);
  }
}

/**
 * Sends what is asked in this turn, and in the promises that follow from it, in one write. Each write wakes PostgreSQL up, and costs our
 * process more than many a statement costs the database.
 */
export function inOneWrite<T>({ connection: { stream } }: Pick<pg.PoolClient, 'connection'>, ask: () => T): T {
  stream.cork();
  process.nextTick(() => stream.uncork());
  return ask();
}

/**
 * Waits for statements that were asked for behind each other. When one fails the rest of its transaction fails with it, and may say so sooner:
 * thrown is what the first of them says, in the order given.
 */
export async function allInTurn<T extends readonly unknown[]>(
  asked: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  for (const { status, reason } of (await Promise.allSettled(asked)) as readonly { status: string; reason?: unknown }[])
    if (status === 'rejected') throw reason;
  return Promise.all(asked);
}

/** Ends whatever transaction is open. What then is wrong with the connection, if anything. */
async function brokenBy(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('connection lost');
  }
}

async function dropIdle(pool: pg.Pool): Promise<void> {
  for (let left = pool.idleCount; left > 0; left -= 1)
    await pool.connect().then(
      (client) => client.release(true),
      () => undefined,
    );
}
