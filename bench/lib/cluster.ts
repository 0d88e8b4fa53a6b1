import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@afc/api/dist/src/migrate.js';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../scripts/lib/postgres.mjs';

export type BenchDatabase = {
  readonly name: string;
  readonly urls: { readonly api: string; readonly gateway: string; readonly owner: string };
  readonly adminUrl: string;
};

export type BenchCluster = {
  readonly postgres: RunningPostgres;
  /** Makes a database with the product's schema. */
  create(name: string): Promise<BenchDatabase>;
  /** Copies one to which nobody is connected. */
  clone(from: BenchDatabase, name: string): Promise<BenchDatabase>;
  drop(database: BenchDatabase): Promise<void>;
  stop(): Promise<void>;
};

/** A cluster to throw away, as durable as a real one: fsync on, synchronous commit on, full page writes on. */
export async function startCluster(settings: Readonly<Record<string, string>> = {}): Promise<BenchCluster> {
  const postgres = await startPostgres({ dataDir: await mkdtemp(join(tmpdir(), 'afc-bench-')), port: 0, fast: false, settings });
  const admin = (sql: string): Promise<void> => execute(postgres.url(), sql);
  await admin(`CREATE ROLE afc_owner LOGIN CREATEROLE CREATEDB PASSWORD '${postgres.password('afc_owner')}'`);
  const named = (name: string): BenchDatabase => ({
    name,
    urls: { api: postgres.url('afc_api', name), gateway: postgres.url('afc_gateway', name), owner: postgres.url('afc_owner', name) },
    adminUrl: postgres.url('postgres', name),
  });
  return {
    postgres,
    async create(name) {
      await admin(`CREATE DATABASE ${name} OWNER afc_owner`);
      const database = named(name);
      const { urls } = database;
      await migrate({ ownerUrl: urls.owner, apiUrl: urls.api, gatewayUrl: urls.gateway });
      return database;
    },
    async clone(from, name) {
      await admin(`CREATE DATABASE ${name} TEMPLATE ${from.name} OWNER afc_owner STRATEGY file_copy`);
      return named(name);
    },
    drop: (database) => admin(`DROP DATABASE ${database.name} WITH (FORCE)`),
    stop: () => postgres.stop({ remove: true }),
  };
}

/** Several statements, as the superuser, on a connection of their own. */
export async function execute(url: string, sql: string): Promise<void> {
  await withClient(url, (client) => client.query(sql));
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Refuses figures of a cluster that could lose what it acknowledged. */
export async function assertDurable(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
      if (rows[0]?.[name] !== 'on') throw new Error(`${name} is ${rows[0]?.[name]}: the figures would be of another promise.`);
    }
  });
}
