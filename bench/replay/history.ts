import { readFileSync } from 'node:fs';
import { Buyers } from '../authorization/buyers.ts';
import { sampleOf } from '../authorization/same-work.ts';
import { type BenchCluster, type BenchDatabase, withClient } from '../lib/cluster.ts';
import { openLoadGenerator } from '../lib/load.ts';
import { startProduct } from '../lib/product.ts';
import { seed } from '../lib/seed.ts';
import { cardsOf, type Group, layOut } from '../lib/world.ts';

/** All decisions of a piece are made at one moment. */
const PIECES = 90 * 8;
/** One purchase in so many is cleared for less than was held: its life is not told by its end alone. */
const CLEARED_FOR_LESS = 20;

export type History = { readonly database: BenchDatabase; readonly companyId: string; readonly spentMinor: bigint };

/** One company with 500 cards and decisions of the last 90 days, each with a record that the product wrote. */
export async function seedHistory(cluster: BenchCluster, decisions: number): Promise<History> {
  const database = await cluster.create('bench_replay');
  const { past, sampled } = layOut({ past: { cardsPerCompany: 500 }, sampled: {} });
  await seed(database, [past, sampled]);
  const record = await recordOf(database, sampled);
  const { first, count } = cardsOf(past);
  return withClient(database.adminUrl, async (client) => {
    await client.query(readFileSync(new URL('../authorization/history.sql', import.meta.url), 'utf8'));
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off`);
    const piece = Math.ceil(decisions / PIECES);
    for (let done = 0; done < decisions; done += piece) {
      const amount = Math.min(piece, decisions - done);
      await client.query('CALL bench_history($1, $2, $3, $4, $5, $6)', [first, count, done, amount, done / decisions, record]);
    }
    await client.query(CLEAR_FOR_LESS, [CLEARED_FOR_LESS]);
    await client.query('VACUUM ANALYZE');
    const { rows } = await client.query<{ companyId: string; spentMinor: string }>(
      `SELECT company_id AS "companyId", sum(amount_minor) AS "spentMinor" FROM transactions WHERE company_id = bench_uuid('company', $1) GROUP BY 1`,
      [past.firstCompany],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the company has no history');
    return { database, companyId: row.companyId, spentMinor: BigInt(row.spentMinor) };
  });
}

/** What the product writes of a decision, from one that it makes. */
async function recordOf(database: BenchDatabase, group: Group): Promise<string> {
  const load = openLoadGenerator();
  const product = await startProduct({ database, role: 'api', profile: null });
  try {
    await new Buyers(load, product, 1).buy({ group, pace: { kind: 'closed' }, seconds: 5, maxRequests: 10 });
    return (await sampleOf(database, group)).record;
  } finally {
    await product.stop();
    await load.close();
  }
}

const CLEAR_FOR_LESS = `
WITH less AS (SELECT company_id, id, amount_minor - 50 AS amount FROM transactions WHERE amount_minor % $1 = 0),
     events AS (UPDATE transaction_events e SET amount_minor = s.amount, detail = '{"last": true}'
                  FROM less s WHERE e.company_id = s.company_id AND e.transaction_id = s.id AND e.type = 'authorization.clearing')
UPDATE transactions t SET amount_minor = s.amount, cleared_minor = s.amount, part_minor = ARRAY[s.amount]
  FROM less s WHERE t.company_id = s.company_id AND t.id = s.id`;
