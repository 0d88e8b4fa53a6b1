import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { DatabaseUrls } from '../platform/database.ts';
import { TEMPLATE } from './cluster.ts';

function at(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}

export type TestDatabase = {
  readonly urls: DatabaseUrls;
  /** Superuser, for looking and for breaking things on purpose. */
  readonly adminUrl: string;
  drop(): Promise<void>;
};

/** A database of its own, cloned from the migrated template: for a test file, not for a test. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const { admin, api, gateway, owner } = inject('postgres');
  const name = `afc_${randomBytes(6).toString('hex')}`;
  await asAdmin(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER afc_owner`);
  return {
    urls: { api: at(api, name), gateway: at(gateway, name), owner: at(owner, name) },
    adminUrl: at(admin, name),
    drop: () => asAdmin(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
