import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type BenchDatabase, withClient } from '../lib/cluster.ts';
import { pgbench } from '../lib/pgbench.ts';

/** What intake left behind for one message: the peer writes as many bytes. */
export async function sampleBody({ adminUrl }: BenchDatabase): Promise<string> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ body: string }>('SELECT body FROM marqeta_inbox ORDER BY id LIMIT 1');
    const body = rows[0]?.body;
    if (body === undefined) throw new Error('the product kept nothing');
    return body;
  });
}

/** Keeps one message after the other, with the key that says that it is there: events a second. */
export async function insertOneByOne(
  path: string,
  database: BenchDatabase,
  { body, clients, seconds }: { body: string; clients: number; seconds: number },
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'afc-peer-'));
  try {
    const script = join(folder, 'keep.sql');
    // A colon would be a variable of pgbench's; the body comes from a table, where reading it costs next to nothing.
    await withClient(database.adminUrl, (client) =>
      client.query(
        `CREATE TABLE IF NOT EXISTS peer_body (body text); GRANT SELECT ON peer_body TO afc_gateway;
         TRUNCATE peer_body; INSERT INTO peer_body VALUES (${pg.escapeLiteral(body)})`,
      ),
    );
    await writeFile(
      script,
      `WITH given AS (SELECT gen_random_uuid()::text AS token, body FROM peer_body),
       kept AS (INSERT INTO message_keys (envelope, token, content_hash, received_at)
         SELECT 'transactions', token, decode(md5(token), 'hex'), now() FROM given ON CONFLICT DO NOTHING)
       INSERT INTO marqeta_inbox (id, shard, envelope, token, source, body, received_at)
         SELECT uuidv7(), 1, 'transactions', token, 'WEBHOOK', body, now() FROM given;\n`,
    );
    return (await pgbench(path, { url: database.urls.gateway, script, clients, seconds })).perSecond;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
