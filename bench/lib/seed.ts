import { readFileSync } from 'node:fs';
import { type BenchDatabase, withClient } from './cluster.ts';
import type { Group } from './world.ts';

const SEEDED = [
  'companies',
  'company_gates',
  'users',
  'card_products',
  'cards',
  'spending_controls',
  'ledger_accounts',
  'ledger_transfers',
];

/** Fills a database with these groups of companies. */
export async function seed(database: BenchDatabase, groups: readonly Group[]): Promise<void> {
  await withClient(database.adminUrl, async (client) => {
    await client.query(readFileSync(new URL('seed.sql', import.meta.url), 'utf8'));
    for (const { firstCompany, companies, firstCard, cardsPerCompany, controls, binding, ofCards, limitMinor } of groups)
      await client.query('SELECT bench_seed($1, $2, $3, $4, $5, $6, $7, $8)', [
        firstCompany,
        companies,
        firstCard,
        cardsPerCompany,
        controls,
        binding,
        ofCards,
        limitMinor.toString(),
      ]);
    // Only what has rows: of a table found empty PostgreSQL expects that it stays so, and reads it whole at each foreign key check.
    await client.query(`VACUUM ANALYZE ${SEEDED.join(', ')}`);
  });
}
