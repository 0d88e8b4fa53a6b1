import { setImmediate } from 'node:timers/promises';
import type { LedgerCheckCode } from '@afc/words';
import type pg from 'pg';
import type { EffectOfMethod } from '../stored-purchase.ts';
import type { Account } from '../transfer.ts';
import { type AccountReading, judgeAccounts, type LedgerCheckResult, RECENT_ACCOUNTS, WHOLE_ACCOUNTS } from './accounts-check.ts';
import { RECENT_APPROVALS, WHOLE_APPROVALS } from './approvals-check.ts';
import { COUNTERS } from './counters-check.ts';
import { FUNDS } from './funds-check.ts';
import { differenceOf, foldRow, type FoldRow, RECENT_FOLDS, RECENT_PURCHASES, WHOLE_FOLDS, WHOLE_PURCHASES } from './purchases-check.ts';
import { ROLLUPS } from './rollups-check.ts';

/** What the checks have to be told of the table of methods, which is the gateway's. */
export type MethodTable = {
  readonly effectOf: EffectOfMethod;
  /** Those whose approval sets money apart. */
  readonly holding: readonly string[];
};

export type Scope = {
  readonly now: Date;
  readonly companyIds: readonly string[];
  readonly methods: MethodTable;
  /** How many purchases are folded again, drawn at random. */
  readonly foldsAtMost: number;
};

/** What transfers with ids before `sealedBefore` add up to. */
export type SealedTotal = {
  readonly companyId: string;
  readonly currency: string;
  readonly account: Account;
  readonly minor: bigint;
  readonly ofPurchases: bigint;
};

export type Checked = {
  readonly results: readonly LedgerCheckResult[];
  readonly sealedBefore: Date;
  readonly sealed: readonly SealedTotal[];
};

/** Transfers are sealed when nobody can write an older one any more, but for a clock that is off by so much. */
const SEALED_AFTER_MS = 15 * 60_000;

/** Looks at everything in the books of these companies, in the transaction of the caller. */
export function checkWhole(client: pg.ClientBase, scope: Scope): Promise<Checked> {
  const { companyIds, now, methods } = scope;
  return check(client, scope, {
    accounts: WHOLE_ACCOUNTS,
    sums: [
      ['PURCHASES_EQUAL_TRANSFERS', WHOLE_PURCHASES, [companyIds]],
      ['APPROVALS_HAVE_HOLDS', WHOLE_APPROVALS, [companyIds, methods.holding]],
      ['FUNDS_EQUAL_MOVEMENTS', FUNDS, [companyIds]],
      ['COUNTERS_EQUAL_RECOUNT', COUNTERS, [companyIds, now]],
      ['ROLLUPS_EQUAL_RECOUNT', ROLLUPS, [companyIds]],
    ],
    folds: WHOLE_FOLDS,
  });
}

/** Looks at what has changed since the marks of these companies were written: sound while what is older was found right. */
export async function checkRecent(client: pg.ClientBase, scope: Scope): Promise<Checked> {
  const { companyIds, methods } = scope;
  await client.query(ALONG_INDEXES);
  return check(client, scope, {
    accounts: RECENT_ACCOUNTS,
    sums: [
      ['PURCHASES_EQUAL_TRANSFERS', RECENT_PURCHASES, [companyIds]],
      ['APPROVALS_HAVE_HOLDS', RECENT_APPROVALS, [companyIds, methods.holding]],
      ['FUNDS_EQUAL_MOVEMENTS', FUNDS, [companyIds]],
    ],
    folds: RECENT_FOLDS,
  });
}

/** Of a few rows at the end of an index PostgreSQL knows only that there may be many, and would read everything before them. */
const ALONG_INDEXES = `SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`;

type Plan = {
  readonly accounts: string;
  readonly sums: readonly (readonly [LedgerCheckCode, string, unknown[]])[];
  readonly folds: string;
};

type Reading = Pick<AccountReading, 'companyId' | 'currency' | 'account'> &
  Record<'balance' | 'transfers' | 'purchases' | 'sealed' | 'sealedOfPurchases', string>;
type Sum = { companyId: string; currency: string; difference: string };

async function check(client: pg.ClientBase, { now, companyIds, methods, foldsAtMost }: Scope, plan: Plan): Promise<Checked> {
  const sealedBefore = new Date(now.getTime() - SEALED_AFTER_MS);
  const { rows } = await client.query<Reading>(plan.accounts, [companyIds, sealedBefore]);
  const results = judgeAccounts(
    rows.map(({ balance, transfers, purchases, ...of }) => ({
      ...of,
      balance: BigInt(balance),
      transfers: BigInt(transfers),
      purchases: BigInt(purchases),
    })),
  );
  for (const [code, sql, values] of plan.sums) {
    const sums = await client.query<Sum>(sql, values);
    for (const { companyId, currency, difference } of sums.rows)
      results.push({ companyId, code, currency, differenceMinor: BigInt(difference) });
  }
  const folds = await client.query<FoldRow>(plan.folds, [companyIds, foldsAtMost]);
  results.push(...(await foldedAgain(folds.rows, methods.effectOf)));
  return {
    results: withAll([...plan.sums.map(([code]) => code), 'PURCHASES_EQUAL_EVENTS'], results),
    sealedBefore,
    sealed: rows.map(({ companyId, currency, account, sealed, sealedOfPurchases }) => ({
      ...{ companyId, currency, account },
      ...{ minor: BigInt(sealed), ofPurchases: BigInt(sealedOfPurchases) },
    })),
  };
}

/** What found nothing to compare holds. */
function withAll(codes: readonly LedgerCheckCode[], results: readonly LedgerCheckResult[]): LedgerCheckResult[] {
  const keyOf = ({ companyId, currency, code }: LedgerCheckResult): string => `${companyId} ${currency} ${code}`;
  const all = new Map(
    results.flatMap(({ companyId, currency }) =>
      codes.map((code) => {
        const holds: LedgerCheckResult = { companyId, code, currency, differenceMinor: 0n };
        return [keyOf(holds), holds] as const;
      }),
    ),
  );
  for (const result of results) all.set(keyOf(result), result);
  return [...all.values()];
}

const FOLDS_AT_ONCE = 200;

/** Lets others have the processor now and then: decisions may be waiting for it. */
async function foldedAgain(rows: readonly FoldRow[], effectOf: EffectOfMethod): Promise<LedgerCheckResult[]> {
  const byFunds = new Map<string, LedgerCheckResult>();
  for (const [i, row] of rows.entries()) {
    if (i % FOLDS_AT_ONCE === 0) await setImmediate();
    const { companyId, currency } = row.document;
    const key = `${companyId} ${currency}`;
    const differenceMinor = (byFunds.get(key)?.differenceMinor ?? 0n) + differenceOf(foldRow(row, effectOf));
    byFunds.set(key, { companyId, code: 'PURCHASES_EQUAL_EVENTS', currency, differenceMinor });
  }
  return [...byFunds.values()];
}

/** Counts the limits of these companies again. */
export async function checkCounters(client: pg.ClientBase, now: Date, companyIds: readonly string[]): Promise<LedgerCheckResult[]> {
  const { rows } = await client.query<Sum>({ name: 'check-counters', text: COUNTERS, values: [companyIds, now] });
  return rows.map(({ companyId, currency, difference }) => ({
    ...{ companyId, code: 'COUNTERS_EQUAL_RECOUNT', currency },
    differenceMinor: BigInt(difference),
  }));
}

/** Runs `look` in one snapshot. */
export async function inSnapshot<T>(pool: pg.Pool, timeoutMs: number, look: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = ${timeoutMs}; SET LOCAL idle_in_transaction_session_timeout = 60000`,
    );
    const seen = await look(client);
    await client.query('COMMIT');
    return seen;
  } catch (error) {
    // A snapshot has nothing to save: the connection is thrown away with it.
    failure = error instanceof Error ? error : new Error('connection lost');
    throw error;
  } finally {
    client.release(failure);
  }
}
