import { join } from 'node:path';
import pg from 'pg';
import { PlainError } from './plain-error.mjs';
import { attachPostgres, startPostgres } from './postgres.mjs';

const DATABASE = 'atlanticfrewaycard';
const URLS = ['DATABASE_URL', 'DATABASE_GATEWAY_URL', 'DATABASE_OWNER_URL'];

/**
 * The database of the product: the server that the environment names, else the embedded one.
 * Answers `{ env, summary, exited?, stop }`, where `env` has the three URLs.
 */
export async function openDatabase({ dataDir, env = process.env, port = 5432, fast = false, logger }) {
  const given = URLS.filter((name) => env[name]);
  if (given.length === 0) return startEmbedded({ dataDir, port, fast, logger });
  const missing = URLS.filter((name) => !env[name]);
  if (missing.length > 0)
    throw new PlainError(
      `${given[0]} is set but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not: set all of ${URLS.join(', ')}, or none for the embedded PostgreSQL.`,
    );
  await checkConnection('DATABASE_OWNER_URL', env.DATABASE_OWNER_URL);
  return { env: Object.fromEntries(URLS.map((name) => [name, env[name]])), summary: describe(env.DATABASE_URL), stop: async () => {} };
}

async function startEmbedded({ dataDir, port, fast, logger }) {
  const server = await startPostgres({ dataDir: join(dataDir, 'postgres'), port, fast, logger });
  await makeOwnerAndDatabase(server);
  return {
    env: urlsOf(server),
    summary: `embedded, port ${server.port}`,
    exited: server.exited,
    stop: server.stop,
  };
}

/** The same for a command beside the product: a server that a running start keeps is used, not refused, and stays when it stops. */
export async function enterDatabase(options) {
  const running = URLS.some((name) => (options.env ?? process.env)[name]) ? undefined : attachPostgres(join(options.dataDir, 'postgres'));
  return running ? { env: urlsOf(running), summary: `embedded, port ${running.port}`, stop: async () => {} } : openDatabase(options);
}

const urlsOf = (server) => ({
  DATABASE_URL: server.url('afc_api', DATABASE),
  DATABASE_GATEWAY_URL: server.url('afc_gateway', DATABASE),
  DATABASE_OWNER_URL: server.url('afc_owner', DATABASE),
});

/** What the product's own migration cannot do for itself: the role that it runs as, and a database of that role. */
async function makeOwnerAndDatabase(server) {
  const client = new pg.Client({ connectionString: server.url() });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT exists(SELECT FROM pg_roles WHERE rolname = $1) AS role, exists(SELECT FROM pg_database WHERE datname = $2) AS database',
      ['afc_owner', DATABASE],
    );
    if (!rows[0].role) await client.query('CREATE ROLE afc_owner LOGIN CREATEROLE NOBYPASSRLS');
    await client.query(`ALTER ROLE afc_owner PASSWORD ${client.escapeLiteral(server.password('afc_owner'))}`);
    if (!rows[0].database) await client.query(`CREATE DATABASE ${DATABASE} OWNER afc_owner`);
  } finally {
    await client.end();
  }
}

/** Stops with one line that names the variable when no connection can be made with it. */
export async function checkConnection(name, url) {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw new PlainError(`${name} is not a URL of a database: it expects postgres://user:password@host:5432/database.`);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    throw new PlainError(`${name}: no connection to ${describe(url)}: ${reason(error)}.`);
  }
}

const reason = (error) => (error.errors?.[0]?.message ?? error.message ?? String(error)).replace(/\.$/, '');

/** The URL without its password. */
export function describe(url) {
  const { username, host, pathname } = new URL(url);
  return `${username ? `${decodeURIComponent(username)}@` : ''}${host}${pathname}`;
}
