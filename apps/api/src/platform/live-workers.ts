import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { KEEP_ALIVE_AFTER_MS } from './database.ts';
import type { Log } from './log.ts';

/** Of the advisory locks of workers, beside the hash of the worker's id. */
const LOCK_CLASS = 7_301;
const LOOK_EVERY_MS = 15_000;
/** What has not come by then will not come: the connection is dead, and another is opened. */
const ANSWER_WITHIN_MS = 5_000;
/** A worker may have taken its first job a moment before its sign of life is up. */
const GRACE = `interval '5 seconds'`;

/**
 * Frees the jobs of workers that were killed. graphile-worker leaves them, and all that waits in their queues, locked for four hours.
 * A worker is alive while its process holds an advisory lock, which the database lets go with the connection. Freed too early, after a
 * broken connection, a job runs twice: its handler expects that.
 */
export class LiveWorkers {
  readonly #own = new Set<string>();
  /** Whose locks the session has. */
  readonly #held = new Set<string>();
  readonly #stopping = new AbortController();
  #session: Promise<pg.Client> | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly ownerUrl: string,
    private readonly log: Log,
  ) {}

  /** A worker of this process. */
  add(workerId: string): void {
    this.#own.add(workerId);
    this.#inTurn((session) => this.#hold(session)).catch((error: unknown) => this.#failed(error));
  }

  /** One that has ended although its process goes on: what it has left locked is freed. */
  remove(workerId: string): void {
    this.#own.delete(workerId);
    this.#inTurn(async (session) => {
      if (this.#held.delete(workerId)) await session.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, workerId]);
      await this.#free(session);
    }).catch((error: unknown) => this.#failed(error));
  }

  /** Looks now and from time to time. */
  start(): void {
    this.#looking = this.#lookOn();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looking;
    await this.#turn;
    const session = await this.#session?.catch(() => null);
    await session?.end();
  }

  async #lookOn(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#inTurn(async (session) => {
        await this.#hold(session);
        await this.#free(session);
      }).catch((error: unknown) => this.#failed(error));
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  /** Not waited for: an earlier connection of ours that the server takes for alive has the lock, and is a sign of life as well. */
  async #hold(session: pg.Client): Promise<void> {
    for (const id of this.#own) {
      if (this.#held.has(id)) continue;
      const { rows } = await session.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [LOCK_CLASS, id]);
      if (rows[0]?.held === true) this.#held.add(id);
    }
  }

  async #free(session: pg.Client): Promise<void> {
    const { rows } = await session.query<{ id: string }>(LOCKED, [[...this.#own]]);
    for (const { id } of rows) {
      const { rows: tried } = await session.query<{ dead: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS dead', [
        LOCK_CLASS,
        id,
      ]);
      if (tried[0]?.dead !== true) continue;
      await session.query('SELECT graphile_worker.force_unlock_workers(ARRAY[$1::text])', [id]);
      await session.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, id]);
      this.log.warn({ worker: id }, 'a worker has died: its jobs are free again');
    }
  }

  /** One after the other, as a connection wants it. */
  #inTurn<T>(work: (session: pg.Client) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      const session = await this.#connected();
      try {
        return await work(session);
      } catch (error) {
        // It may not even have been told that its connection is dead.
        this.#lose(session);
        throw error;
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** One connection, whose locks are the signs of life; opened anew when it was lost. */
  #connected(): Promise<pg.Client> {
    this.#session ??= this.#open().catch((error: unknown) => {
      this.#session = null;
      throw error;
    });
    return this.#session;
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.ownerUrl,
      application_name: 'afc-live-workers',
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    client.on('error', (error) => {
      this.#session = null;
      this.#failed(error);
    });
    await client.connect();
    this.#held.clear();
    await this.#hold(client);
    return client;
  }

  #lose(session: pg.Client): void {
    this.#session = null;
    session.connection.stream.destroy();
  }

  #failed(error: unknown): void {
    this.log.warn({ err: error }, 'could not look for workers that have died');
  }
}

const LOCKED = `
SELECT locked_by AS id FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL AND locked_at < now() - ${GRACE} AND locked_by <> ALL ($1)
UNION
SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL AND locked_at < now() - ${GRACE} AND locked_by <> ALL ($1)`;
