import type pg from 'pg';
import type { MethodTable } from '../checks/check-ledger.ts';
import type { CountAgain } from './count-again.ts';
import { type Counts, verifyCompany } from './verify-company.ts';
import type { WrongRow } from './wrong-row.ts';

export type VerifyOptions = {
  readonly methods: MethodTable;
  readonly countAgain: (client: pg.ClientBase, companyId: string, now: Date) => Promise<CountAgain>;
  readonly now: Date;
  /** Only this one's books. */
  readonly companyId?: string | undefined;
  readonly onProgress: (counts: Readonly<Counts>) => void;
};

export type Verified = { readonly counts: Readonly<Counts>; readonly wrong: WrongRow | null };

/**
 * Looks at all books of a database, a company after the other, each in a snapshot of its own; writes nothing. Every purchase is
 * folded again from what was said of it. What is in memory is a page of purchases and the counters of one company.
 */
export async function verifyLedger(pool: pg.Pool, options: VerifyOptions): Promise<Verified> {
  const counts: Counts = { companies: 0, purchases: 0, events: 0, transfers: 0, balances: 0, counters: 0 };
  const client = await pool.connect();
  try {
    for await (const companyId of companies(pool, options.companyId)) {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const wrong = await verifyCompany(client, {
        ...{ companyId, methods: options.methods, counts },
        counting: await options.countAgain(client, companyId, options.now),
        onPage: () => options.onProgress(counts),
      });
      await client.query('COMMIT');
      if (wrong !== null) return { counts, wrong };
      counts.companies += 1;
    }
    return { counts, wrong: null };
  } finally {
    client.release(true);
  }
}

async function* companies(pool: pg.Pool, only: string | undefined): AsyncGenerator<string, void> {
  if (only !== undefined) {
    yield only;
    return;
  }
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<{ id: string }>(`SELECT id FROM companies WHERE id > $1 ORDER BY id LIMIT 1000`, [after]);
    for (const { id } of rows) yield id;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
