import { mkdir, mkdtemp } from 'node:fs/promises';
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
  /** The database of this name that was `finish`ed with as much, brought up to the product's schema; one of the name that was not is dropped. */
  find(name: string, holding: string): Promise<BenchDatabase | null>;
  /** Notes that a database holds all that it was to hold. */
  finish(database: BenchDatabase, holding: string): Promise<void>;
  /** Makes a database with the product's schema. */
  create(name: string): Promise<BenchDatabase>;
  /** Copies one to which nobody is connected. */
  clone(from: BenchDatabase, name: string): Promise<BenchDatabase>;
  drop(database: BenchDatabase): Promise<void>;
  stop(): Promise<void>;
};

/**
 * A cluster as durable as a real one: fsync on, synchronous commit on, full page writes on.
 * @param keep the folder in which it stays, and may be already; without it it is thrown away
 */
export async function startCluster(settings: Readonly<Record<string, string>> = {}, keep: string | null = null): Promise<BenchCluster> {
  if (keep !== null) await mkdir(keep, { recursive: true });
  const dataDir = keep ?? (await mkdtemp(join(tmpdir(), 'afc-bench-')));
  const postgres = await startPostgres({ dataDir, port: 0, fast: false, settings });
  const admin = (sql: string): Promise<void> => execute(postgres.url(), sql);
  const asked = (sql: string, name: string): Promise<string | null | undefined> =>
    withClient(postgres.url(), async (client) => (await client.query<{ answer: string | null }>(sql, [name])).rows[0]?.answer);
  if ((await asked(`SELECT rolname AS answer FROM pg_roles WHERE rolname = $1`, 'afc_owner')) === undefined)
    await admin(`CREATE ROLE afc_owner LOGIN CREATEROLE CREATEDB PASSWORD '${postgres.password('afc_owner')}'`);
  const named = (name: string): BenchDatabase => ({
    name,
    urls: { api: postgres.url('afc_api', name), gateway: postgres.url('afc_gateway', name), owner: postgres.url('afc_owner', name) },
    adminUrl: postgres.url('postgres', name),
  });
  return {
    postgres,
    async find(name, holding) {
      const held = await asked(`SELECT shobj_description(oid, 'pg_database') AS answer FROM pg_database WHERE datname = $1`, name);
      if (held === undefined) return null;
      if (held === holding) return migrated(named(name));
      await admin(`DROP DATABASE ${name}`);
      return null;
    },
    finish: ({ name }, holding) => admin(`COMMENT ON DATABASE ${name} IS '${holding}'`),
    async create(name) {
      await admin(`CREATE DATABASE ${name} OWNER afc_owner`);
      return migrated(named(name));
    },
    async clone(from, name) {
      await admin(`CREATE DATABASE ${name} TEMPLATE ${from.name} OWNER afc_owner STRATEGY file_copy`);
      return named(name);
    },
    drop: (database) => admin(`DROP DATABASE ${database.name} WITH (FORCE)`),
    stop: () => postgres.stop({ remove: keep === null }),
  };
}

async function migrated(database: BenchDatabase): Promise<BenchDatabase> {
  const { owner, api, gateway } = database.urls;
  await migrate({ ownerUrl: owner, apiUrl: api, gatewayUrl: gateway });
  return database;
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
