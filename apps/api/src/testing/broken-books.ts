import type pg from 'pg';
import { METHOD_TABLE } from '../authorization/methods.ts';
import type { LedgerCheckResult } from '../ledger/checks/accounts-check.ts';
import { checkWhole, inSnapshot } from '../ledger/checks/check-ledger.ts';

const MINUTE_MS = 60_000;

/** Every check of the books of these companies that does not hold at this moment. */
export async function brokenBooks(pool: pg.Pool, now: Date, companyIds: readonly string[]): Promise<LedgerCheckResult[]> {
  const { results } = await inSnapshot(pool, MINUTE_MS, (client) =>
    checkWhole(client, { now, companyIds, methods: METHOD_TABLE, foldsAtMost: 100_000 }),
  );
  return results.filter(({ differenceMinor }) => differenceMinor !== 0n);
}
