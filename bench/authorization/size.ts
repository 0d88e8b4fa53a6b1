import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type BenchCluster, type BenchDatabase, withClient } from '../lib/cluster.ts';
import { seed } from '../lib/seed.ts';
import { cardsOf, layOut, type Group } from '../lib/world.ts';

export type LargeDatabase = { readonly database: BenchDatabase; readonly group: Group };

const COMPANIES = 1_000;
const PIECE = 50_000;
const WITH_HISTORY = [
  ...['transactions', 'authorizations', 'transaction_events', 'decision_records', 'ledger_transfers', 'ledger_accounts'],
  ...['feed_events', 'company_gates', 'cards', 'users'],
];

/** As many cards as asked for, and purchases of the last 90 days. */
export async function seedLarge(
  cluster: BenchCluster,
  { cards, purchases, record }: { cards: number; purchases: number; record: string },
): Promise<LargeDatabase> {
  const database = await cluster.create('bench_large');
  const { all } = layOut({ all: { companies: COMPANIES, cardsPerCompany: Math.ceil(cards / COMPANIES), ofCards: false } });
  await seed(database, [all]);
  const { first, count } = cardsOf(all);
  await withClient(database.adminUrl, async (client) => {
    await client.query(readFileSync(new URL('history.sql', import.meta.url), 'utf8'));
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off`);
    for (let done = 0; done < purchases; done += PIECE)
      await client.query('CALL bench_history($1, $2, $3, $4, $5, $6)', [
        first,
        count,
        done,
        Math.min(PIECE, purchases - done),
        done / purchases,
        record,
      ]);
    await client.query(`VACUUM ANALYZE ${WITH_HISTORY.join(', ')}`);
  });
  return { database, group: all };
}

/** Bytes of the whole database on disk. */
export async function bytesOf({ adminUrl, name }: BenchDatabase): Promise<number> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size($1) AS bytes', [name]);
    return Number(rows[0]?.bytes);
  });
}

/** Of the disk on which clusters to throw away are made. */
export async function freeBytes(): Promise<number> {
  const { bavail, bsize } = await statfs(tmpdir());
  return bavail * bsize;
}

/** Makes the planner know what a database holds by now, as it does after its first minutes of life. */
export async function analyze({ adminUrl }: BenchDatabase): Promise<void> {
  await withClient(adminUrl, (client) => client.query('ANALYZE'));
}
