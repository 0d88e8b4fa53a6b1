import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type PostgresOptions, type RunningPostgres, startPostgres } from '../../../../../scripts/lib/postgres.mjs';
import type { DatabaseUrls } from '../../platform/database.ts';
import { prepareDatabase } from '../cluster.ts';
import type { TestDatabase } from '../test-database.ts';
import { SmallVolume } from './small-volume.ts';

const DATABASE = 'afc_faults';
/** Room for the schema, some hours of purchases and the journal; with nothing else on it, soon filled. */
const VOLUME_MB = 768;
/** As durable as a real one, and small enough for its volume. */
const SETTINGS = { max_wal_size: '128MB', min_wal_size: '32MB', shared_buffers: '64MB', checkpoint_timeout: '60s' };
const PATIENCE_MS = 60_000;

/** A PostgreSQL that can be killed, filled up and started again, always on the same port. */
export class FaultCluster {
  private constructor(
    readonly volume: SmallVolume,
    readonly database: TestDatabase,
    readonly port: number,
    private running: RunningPostgres,
  ) {}

  static async start(): Promise<FaultCluster> {
    const volume = SmallVolume.make(VOLUME_MB);
    const running = await startPostgres(optionsOf(volume, 0));
    const urls = await prepareDatabase(running, DATABASE);
    const database = { urls, adminUrl: running.url('postgres', DATABASE), drop: () => Promise.resolve() };
    return new FaultCluster(volume, database, running.port, running);
  }

  /** The same ways in, by another port. */
  urlsBy(port: number): DatabaseUrls {
    const by = (url: string): string => Object.assign(new URL(url), { port: String(port) }).href;
    const { api, gateway, owner } = this.database.urls;
    return { api: by(api), gateway: by(gateway), owner: by(owner) };
  }

  /** Nothing of it is given time for anything. Resolves when no process of it is left. */
  async kill(): Promise<void> {
    const postmaster = Number(readFileSync(join(this.running.dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const children = childrenOf(postmaster);
    process.kill(postmaster, 'SIGKILL');
    await this.running.exited;
    while (children.some(isAlive)) await sleep(5);
  }

  /** Starts it if it has ended. Resolves when it accepts connections. */
  async revive(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (!(await this.#accepts())) {
      if (performance.now() > until) throw new Error('PostgreSQL did not come back.');
      if (await hasSettled(this.running.exited)) {
        this.running = await startPostgres(optionsOf(this.volume, this.port));
        if (this.running.port !== this.port) throw new Error(`Port ${this.port} of PostgreSQL was taken meanwhile.`);
      }
      await sleep(10);
    }
  }

  /** Ends every connection to the database but ours that asks for it. @returns how many */
  async endConnections(): Promise<number> {
    const [row] = await this.#query<{ ended: number }>(
      `SELECT count(pg_terminate_backend(pid))::int AS ended FROM pg_stat_activity WHERE datname = '${DATABASE}' AND pid <> pg_backend_pid()`,
    );
    return row?.ended ?? 0;
  }

  async deadlocks(): Promise<number> {
    const [row] = await this.#query<{ deadlocks: number }>(`SELECT deadlocks::int FROM pg_stat_database WHERE datname = '${DATABASE}'`);
    return row?.deadlocks ?? 0;
  }

  async stop(): Promise<void> {
    this.volume.free();
    await this.running.stop({ remove: true }).catch(() => undefined);
    this.volume.remove();
  }

  async #accepts(): Promise<boolean> {
    return this.#query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  async #query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.database.adminUrl, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }
}

function optionsOf({ folder }: SmallVolume, port: number): PostgresOptions {
  return { dataDir: join(folder, 'postgres'), port, settings: SETTINGS };
}

function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, of]) => (pid !== undefined && of === parent ? [pid] : []));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), sleep(0).then(() => false)]);
}
