import { fileURLToPath } from 'node:url';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { ConfigError } from './config.ts';

export type MigrateOptions = {
  /** A role that owns the schema and may create roles. */
  readonly ownerUrl: string;
  /** The logins whose roles and passwords are made or set. */
  readonly apiUrl: string;
  readonly gatewayUrl: string;
};

/** Brings the roles, the jobs' schema and the product's schema up to date. Safe to run again, and while the product runs. */
export async function migrate({ ownerUrl, apiUrl, gatewayUrl }: MigrateOptions): Promise<string[]> {
  await ensureRoles(ownerUrl, { afc_api: apiUrl, afc_gateway: gatewayUrl });
  await runMigrations({ connectionString: ownerUrl });
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [fileURLToPath(new URL('../migrations/*.{js,ts}', import.meta.url))],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    logging: false,
  });
  await source.initialize();
  try {
    const done = await source.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

/** Roles belong to the cluster, not to a database. None has BYPASSRLS; afc_lookup cannot log in. */
async function ensureRoles(ownerUrl: string, logins: Readonly<Record<string, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Two migrations at once must not both find a role missing.
    await client.query(`SELECT pg_advisory_lock(hashtext('afc roles'))`);
    for (const role of ['afc_owner', 'afc_api', 'afc_gateway', 'afc_lookup']) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      if (rowCount === 0) await client.query(`CREATE ROLE ${role} NOLOGIN NOBYPASSRLS`);
    }
    for (const [role, url] of Object.entries(logins)) {
      const { username, password } = new URL(url);
      if (username !== role) throw new ConfigError(`The database URL of ${role} signs in as "${username}": it expects ${role}.`);
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(decodeURIComponent(password))}`);
    }
    const { rows } = await client.query<{ owner: string }>('SELECT current_user AS owner');
    const owner = rows[0]?.owner;
    if (owner !== 'afc_owner') throw new ConfigError(`DATABASE_OWNER_URL signs in as "${owner}": it expects afc_owner.`);
    await client.query(`GRANT afc_lookup TO afc_owner`);
    await client.query(`GRANT USAGE ON SCHEMA public TO afc_api, afc_gateway, afc_lookup; GRANT CREATE ON SCHEMA public TO afc_lookup`);
  } finally {
    await client.end();
  }
}

if (import.meta.filename === process.argv[1]) {
  const { DATABASE_OWNER_URL, DATABASE_URL, DATABASE_GATEWAY_URL } = process.env;
  if (!DATABASE_OWNER_URL || !DATABASE_URL || !DATABASE_GATEWAY_URL) {
    throw new ConfigError('DATABASE_OWNER_URL, DATABASE_URL and DATABASE_GATEWAY_URL must all be set: they expect postgres:// URLs.');
  }
  const names = await migrate({ ownerUrl: DATABASE_OWNER_URL, apiUrl: DATABASE_URL, gatewayUrl: DATABASE_GATEWAY_URL });
  process.stdout.write(`${JSON.stringify({ migrated: names })}\n`);
}
