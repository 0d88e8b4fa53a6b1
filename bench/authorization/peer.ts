import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type BenchDatabase, execute } from '../lib/cluster.ts';
import { pgbench, type PgbenchResult } from '../lib/pgbench.ts';
import { cardsOf, type Group } from '../lib/world.ts';

/** What the product wrote for one approval: the peer writes as many bytes. */
export type Sample = { readonly record: string; readonly fingerprint: string; readonly feedEvent: string };

export type Peer = {
  run(load: { readonly group: Group; readonly clients: number; readonly seconds: number; readonly rate?: number }): Promise<PgbenchResult>;
};

/** Puts the stored function into a seeded database. */
export async function installPeer(path: string, database: BenchDatabase, groups: readonly Group[], sample: Sample): Promise<Peer> {
  const cards = groups.map(cardsOf);
  const values: Readonly<Record<string, string>> = {
    first_card: String(Math.min(...cards.map(({ first }) => first))),
    last_card: String(Math.max(...cards.map(({ first, count }) => first + count - 1))),
    record: `${pg.escapeLiteral(sample.record)}::json`,
    fingerprint: pg.escapeLiteral(sample.fingerprint),
    feed_event: pg.escapeLiteral(sample.feedEvent),
  };
  const sql = readFileSync(new URL('peer.sql', import.meta.url), 'utf8');
  await execute(
    database.adminUrl,
    sql.replaceAll(/(?<!:):([a-z_]+)\b/g, (whole, name: string) => values[name] ?? whole),
  );
  return {
    async run({ group, clients, seconds, rate }) {
      const { first, count } = cardsOf(group);
      const folder = await mkdtemp(join(tmpdir(), 'afc-peer-'));
      try {
        const script = join(folder, 'authorize.sql');
        await writeFile(
          script,
          `\\set card random(${first}, ${first + count - 1})\n\\set amount random(100, 5000)\nSELECT peer_authorize(:card, :amount);\n`,
        );
        return await pgbench(path, { url: database.urls.gateway, script, clients, seconds, ...(rate === undefined ? {} : { rate }) });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
