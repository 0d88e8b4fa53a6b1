import pg from 'pg';
import type { RunningPostgres } from '../../../../scripts/lib/postgres.mjs';
import { migrate } from '../migrate.ts';
import type { DatabaseUrls } from '../platform/database.ts';

export const TEMPLATE = 'afc_template';

/** The three ways into one database of a cluster. */
function urlsOf(postgres: Pick<RunningPostgres, 'url'>, database: string): DatabaseUrls {
  return {
    api: postgres.url('afc_api', database),
    gateway: postgres.url('afc_gateway', database),
    owner: postgres.url('afc_owner', database),
  };
}

/** Makes the owner, a database and its schema in a fresh cluster. */
export async function prepareDatabase(postgres: RunningPostgres, database: string): Promise<DatabaseUrls> {
  const admin = new pg.Client({ connectionString: postgres.url() });
  await admin.connect();
  try {
    const { rowCount } = await admin.query(`SELECT 1 FROM pg_roles WHERE rolname = 'afc_owner'`);
    if (rowCount === 0) await admin.query(`CREATE ROLE afc_owner LOGIN CREATEROLE CREATEDB PASSWORD '${postgres.password('afc_owner')}'`);
    await admin.query(`CREATE DATABASE ${database} OWNER afc_owner`);
  } finally {
    await admin.end();
  }
  const urls = urlsOf(postgres, database);
  await migrate({ ownerUrl: urls.owner, apiUrl: urls.api, gatewayUrl: urls.gateway });
  return urls;
}
