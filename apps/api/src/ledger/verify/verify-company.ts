import type pg from 'pg';
import type { AccountReading } from '../checks/accounts-check.ts';
import { OF_A_CHARGE, WHOLE_ACCOUNTS } from '../checks/accounts-check.ts';
import { WHOLE_APPROVALS } from '../checks/approvals-check.ts';
import type { MethodTable } from '../checks/check-ledger.ts';
import { foldRow, type FoldRow, POSITION_OF_TRANSFERS, REST_OF_PURCHASE } from '../checks/purchases-check.ts';
import { WRONG_FOLDS, WRONG_SUMS, type WrongSum } from '../checks/rollups-check.ts';
import { readPurchase } from '../stored-purchase.ts';
import type { CountAgain } from './count-again.ts';
import { type WrongRow, wrongRowOfPurchase } from './wrong-row.ts';

/** What was looked at. */
export type Counts = {
  companies: number;
  purchases: number;
  events: number;
  transfers: number;
  balances: number;
  counters: number;
};

export type VerifyCompany = {
  readonly companyId: string;
  readonly methods: MethodTable;
  readonly counting: CountAgain;
  readonly counts: Counts;
  readonly onPage: () => void;
};

/** Looks at every row of a company's books, a page at a time, and stops at the first that is wrong. */
export async function verifyCompany(client: pg.ClientBase, company: VerifyCompany): Promise<WrongRow | null> {
  const expected = new Map<string, bigint>();
  return (
    (await missingAnswer(client, company)) ??
    (await wrongPurchase(client, company, expected)) ??
    (await unheldApproval(client, company)) ??
    (await strayTransfer(client, company)) ??
    (await wrongBalance(client, company)) ??
    (await wrongCounter(client, company, expected)) ??
    wrongRollup(client, company)
  );
}

const PAGE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

type PageRow = FoldRow & { id: string; held: string; cleared: string; credited: string; fees: string; disputed: string; transfers: string };

const PURCHASES = `
SELECT purchase_state(t) AS document, ${REST_OF_PURCHASE}, m.*
  FROM (SELECT company_id, id FROM transactions WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT ${PAGE}) k
  JOIN transactions t ON t.company_id = k.company_id AND t.id = k.id
  CROSS JOIN LATERAL (SELECT ${POSITION_OF_TRANSFERS}, count(*) AS transfers
                        FROM ledger_transfers l WHERE l.company_id = k.company_id AND l.transaction_id = k.id AND l.currency = t.currency) m
 ORDER BY k.id`;

async function wrongPurchase(
  client: pg.ClientBase,
  { companyId, methods, counting, counts, onPage }: VerifyCompany,
  expected: Map<string, bigint>,
): Promise<WrongRow | null> {
  for (let after = FIRST; ; ) {
    const { rows } = await client.query<PageRow>({ name: 'verify-purchases', text: PURCHASES, values: [companyId, after] });
    for (const row of rows) {
      const wrong = wrongRowOfPurchase({
        ...foldRow(row, methods.effectOf),
        ...{ companyId, id: row.id, hasMessages: row.document.events.length > 0 },
        moved: {
          held_minor: row.held,
          cleared_minor: row.cleared,
          credited_minor: row.credited,
          fees_minor: row.fees,
          disputed_minor: row.disputed,
        },
      });
      if (wrong !== null) return wrong;
      const { id } = row;
      for (const { id: counter, minor } of counting.of(readPurchase({ ...row.document, id }, methods.effectOf)))
        expected.set(counter, (expected.get(counter) ?? 0n) + minor);
      counts.events += row.document.events.length + row.document.verdicts.length;
      counts.transfers += Number(row.transfers);
    }
    counts.purchases += rows.length;
    onPage();
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return null;
    after = last.id;
  }
}

/** An answer that a purchase names and that is not there. */
async function missingAnswer(client: pg.ClientBase, { companyId }: VerifyCompany): Promise<WrongRow | null> {
  const missing = await client.query<{ id: string; authorization_id: string }>(
    `SELECT t.id, t.authorization_id FROM transactions t WHERE t.company_id = $1 AND t.authorization_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM authorizations a WHERE a.company_id = t.company_id AND a.id = t.authorization_id AND a.transaction_id = t.id) ORDER BY t.id LIMIT 1`,
    [companyId],
  );
  for (const { id, authorization_id: authorizationId } of missing.rows)
    return {
      ...{ table: 'authorizations', key: { company_id: companyId, id: authorizationId }, column: 'transaction_id' },
      ...{ expected: id, found: 'no such row' },
    };
  return null;
}

/** An approval without its hold. */
async function unheldApproval(client: pg.ClientBase, { companyId, methods }: VerifyCompany): Promise<WrongRow | null> {
  const unheld = await client.query<{ difference: string }>(WHOLE_APPROVALS, [[companyId], methods.holding]);
  if (unheld.rows.length === 0) return null;
  const { rows } = await client.query<{ id: string; amount: string }>(
    `SELECT a.id, a.amount_minor AS amount FROM authorizations a
      WHERE a.company_id = $1 AND a.outcome = 'APPROVED' AND a.released_at IS NULL AND a.amount_minor > 0 AND a.method = ANY ($2)
        AND NOT EXISTS (SELECT FROM transaction_events e WHERE e.company_id = a.company_id AND e.transaction_id = a.transaction_id)
        AND NOT EXISTS (SELECT FROM ledger_transfers l WHERE l.company_id = a.company_id AND l.transaction_id = a.transaction_id AND l.debit_account = 'AVAILABLE')
      ORDER BY a.id LIMIT 1`,
    [companyId, methods.holding],
  );
  return {
    ...{ table: 'authorizations', key: { company_id: companyId, id: rows[0]?.id ?? 'several' }, column: 'amount_minor' },
    ...{ expected: 'a hold of as much', found: 'less is held' },
  };
}

/** Money that moved through an account of purchases and belongs to none. */
async function strayTransfer(client: pg.ClientBase, { companyId, counts }: VerifyCompany): Promise<WrongRow | null> {
  const { rows } = await client.query<{ id: string; kind: string; debit: string; credit: string }>(
    `SELECT l.id, l.kind, l.debit_account AS debit, l.credit_account AS credit
       FROM ledger_transfers l LEFT JOIN transactions t ON t.company_id = l.company_id AND t.id = l.transaction_id
      WHERE l.company_id = $1 AND (CASE WHEN l.transaction_id IS NULL
              THEN ARRAY[l.debit_account, l.credit_account] && ARRAY['HELD', 'SPENT', 'DISPUTES', 'FEES'] AND NOT ${OF_A_CHARGE} ELSE t.currency IS DISTINCT FROM l.currency END)
      ORDER BY l.id LIMIT 1`,
    [companyId],
  );
  for (const { id, kind, debit, credit } of rows)
    return {
      ...{ table: 'ledger_transfers', key: { company_id: companyId, id }, column: 'transaction_id' },
      ...{ expected: 'a purchase of the same currency', found: `none (${kind}, ${debit} -> ${credit})` },
    };
  const others = await client.query<{ count: string }>(
    `SELECT count(*) AS count FROM ledger_transfers WHERE company_id = $1 AND transaction_id IS NULL`,
    [companyId],
  );
  counts.transfers += Number(others.rows[0]?.count ?? 0);
  return null;
}

type BalanceRow = Pick<AccountReading, 'currency' | 'account'> & { balance: string; transfers: string };

async function wrongBalance(client: pg.ClientBase, { companyId, counts }: VerifyCompany): Promise<WrongRow | null> {
  const { rows } = await client.query<BalanceRow>(WHOLE_ACCOUNTS, [[companyId], new Date(0)]);
  const inOrder = rows.sort((left, right) => (`${left.currency} ${left.account}` < `${right.currency} ${right.account}` ? -1 : 1));
  for (const { currency, account, balance, transfers } of inOrder) {
    const wrong = (expected: string): WrongRow => ({
      ...{ table: 'ledger_accounts', key: { company_id: companyId, currency, account }, column: 'balance_minor' },
      ...{ expected, found: balance },
    });
    if (BigInt(balance) !== BigInt(transfers)) return wrong(transfers);
    if (account === 'AVAILABLE' && BigInt(balance) < 0n) return wrong('zero or more: RECEIVABLE carries what is owed');
    const available = inOrder.find((one) => one.currency === currency && one.account === 'AVAILABLE')?.balance ?? '0';
    if (account === 'RECEIVABLE' && (BigInt(balance) > 0n || (BigInt(balance) < 0n && BigInt(available) > 0n)))
      return wrong(`zero while ${available} is available`);
  }
  counts.balances += rows.length;
  return null;
}

type CounterRow = {
  id: string;
  scope: string;
  subjectId: string;
  filter: string;
  unit: string;
  period: string;
  zone: string;
  startsOn: string;
  amount: string;
};

const COUNTERS = `
SELECT id, scope, subject_id AS "subjectId", filter, unit, period, zone, starts_on::text AS "startsOn", amount_minor AS amount
  FROM spend_counters WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT 5000`;

async function wrongCounter(
  client: pg.ClientBase,
  { companyId, counting, counts, onPage }: VerifyCompany,
  expected: Map<string, bigint>,
): Promise<WrongRow | null> {
  const wrong = (id: string, should: bigint, found: string): WrongRow => ({
    ...{ table: 'spend_counters', key: { company_id: companyId, id }, column: 'amount_minor' },
    ...{ expected: should.toString(), found },
  });
  for (let after = FIRST; ; ) {
    const { rows } = await client.query<CounterRow>({ name: 'verify-counters', text: COUNTERS, values: [companyId, after] });
    for (const { id, amount, ...key } of rows) {
      if (!counting.isKeptUp(key)) continue;
      const should = expected.get(id) ?? 0n;
      if (BigInt(amount) !== should) return wrong(id, should, amount);
      expected.delete(id);
      counts.counters += 1;
    }
    onPage();
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  for (const [id, should] of expected) if (should !== 0n) return wrong(id, should, 'no such row');
  return null;
}

/** A sum of spend, or what it has of a purchase, that a recount does not come to. */
async function wrongRollup(client: pg.ClientBase, { companyId }: VerifyCompany): Promise<WrongRow | null> {
  const [fold] = (await client.query<WrongSum>(WRONG_FOLDS, [[companyId]])).rows;
  if (fold !== undefined) return { table: 'spend_folds', column: 'what is folded of it', ...fold };
  const [sum] = (await client.query<WrongSum>(WRONG_SUMS, [[companyId]])).rows;
  return sum === undefined ? null : { table: 'spend_rollups', column: 'minor, purchases', ...sum };
}
