import { type BenchDatabase, withClient } from '../lib/cluster.ts';
import type { Sample } from './peer.ts';
import type { Group } from '../lib/world.ts';

/** What the product left behind for one approval of a group. */
export async function sampleOf({ adminUrl }: BenchDatabase, group: Group): Promise<Sample> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<Sample>(
      `SELECT d.record::text AS record, a.fingerprint, f.event AS "feedEvent"
         FROM authorizations a
         JOIN decision_records d ON d.company_id = a.company_id AND d.id = a.id
         JOIN feed_events f ON f.company_id = a.company_id AND f.transaction_id = a.transaction_id
        WHERE a.outcome = 'APPROVED' AND a.company_id IN (${COMPANIES_OF_A_GROUP}) ORDER BY a.id DESC LIMIT 1`,
      numbersOf(group),
    );
    const sample = rows[0];
    if (sample === undefined) throw new Error('the product approved nothing');
    return sample;
  });
}

/** The tables in which an approval leaves one row each. */
const TABLES = ['transactions', 'authorizations', 'decision_records', 'ledger_transfers', 'feed_events'] as const;
const TOLERANCE = 0.05;

/** Compares what product and peer wrote for an approval. @throws when one of them wrote other rows, or rows of another size */
export async function assertSameWork(product: BenchDatabase, peer: BenchDatabase, group: Group): Promise<void> {
  const [ours, theirs] = [await bytesByTable(product, group), await bytesByTable(peer, group)];
  for (const table of TABLES) {
    const [our, their] = [ours.get(table) ?? 0, theirs.get(table) ?? 0];
    if (Math.abs(our - their) > TOLERANCE * Math.max(our, their))
      throw new Error(
        `An approval takes ${our.toFixed(0)} bytes of ${table} with us and ${their.toFixed(0)} with the peer: the work is not the same.`,
      );
  }
}

/** Bytes of rows in each table for one approval. */
async function bytesByTable({ adminUrl }: BenchDatabase, group: Group): Promise<ReadonlyMap<string, number>> {
  return withClient(adminUrl, async (client) => {
    const bytes = new Map<string, number>();
    for (const table of TABLES) {
      const { rows } = await client.query<{ bytes: number }>(
        `SELECT sum(pg_column_size(t.*))::float8 / (SELECT count(*) FROM authorizations WHERE company_id IN (${COMPANIES_OF_A_GROUP})) AS bytes
           FROM ${table} t WHERE company_id IN (${COMPANIES_OF_A_GROUP}) ${table === 'ledger_transfers' ? `AND t.kind = 'hold'` : ''}`,
        numbersOf(group),
      );
      bytes.set(table, rows[0]?.bytes ?? 0);
    }
    return bytes;
  });
}

const COMPANIES_OF_A_GROUP = `SELECT bench_uuid('company', n) FROM generate_series($1::int, $2::int) n`;

function numbersOf({ firstCompany, companies }: Group): [number, number] {
  return [firstCompany, firstCompany + companies - 1];
}
