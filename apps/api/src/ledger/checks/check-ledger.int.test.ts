import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../../testing/money-harness.ts';

let harness: MoneyHarness;
let api: Process;
let company: TestCompany;
let card: TestCard;
/** Superuser: what damages books in earnest passes by triggers too. */
let admin: pg.Client;
const registry = new Registry();

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process({ registry });
  admin = new pg.Client({ connectionString: harness.database.adminUrl });
  await admin.connect();
  await admin.query('SET session_replication_role = replica');
});
afterAll(async () => {
  await admin.end();
  await harness.close();
});

/** A company with a hold, a cleared purchase and one taken at once, under two limits. */
beforeEach(async () => {
  company = await harness.company();
  card = await company.card();
  await company.limit('CARD', card.id, 'DAY', 100_000);
  await company.limit('COMPANY', null, 'MONTH', 900_000);
  await api.ask(asking(card, { amount: 40 }));
  const [root, clearing] = [randomUUID(), randomUUID()];
  await api.ask(asking(card, { amount: 129, token: root }));
  await api.deliver(told(card, 'webhook.authorization.approved', { token: root }));
  await api.deliver(told(card, 'webhook.authorization.clearing', { token: clearing, preceding_related_transaction_token: root }));
  await api.ask(asking(card, { amount: 20 }, 'jit-request.auth_plus_capture'));
});

const byText = (left: string, right: string): number => (left < right ? -1 : 1);
const look = (): Promise<void> => api.job('ledger.check');
const MINUTE_MS = 60_000;

/** The checks that do not hold, as the last look left them. */
async function kept(): Promise<string[]> {
  const rows = await harness.sql<{ code: string }>(`SELECT code FROM ledger_checks WHERE company_id = $1 AND NOT holds ORDER BY code`, [
    company.id,
  ]);
  return rows.map(({ code }) => code);
}
const damage = (sql: string): Promise<unknown> => admin.query(sql.replaceAll('$1', `'${company.id}'`));

const DAMAGES: readonly (readonly [what: string, sql: string, codes: readonly string[]])[] = [
  [
    'a balance that was raised',
    `UPDATE ledger_accounts SET balance_minor = balance_minor + 5 WHERE company_id = $1 AND account = 'AVAILABLE'`,
    ['ACCOUNTS_SUM_TO_ZERO', 'TRANSFERS_BALANCE'],
  ],
  [
    'money that was moved from one balance to another',
    `UPDATE ledger_accounts SET balance_minor = balance_minor + CASE account WHEN 'SPENT' THEN 9 ELSE -9 END WHERE company_id = $1 AND account IN ('AVAILABLE', 'SPENT')`,
    ['SPENT_EQUALS_CLEARED', 'TRANSFERS_BALANCE'],
  ],
  [
    'a transfer that is gone',
    `DELETE FROM ledger_transfers WHERE company_id = $1 AND kind = 'hold' AND amount_minor = 4000`,
    ['APPROVALS_HAVE_HOLDS', 'PURCHASES_EQUAL_TRANSFERS', 'TRANSFERS_BALANCE'],
  ],
  [
    'a hold that its purchase does not know',
    `UPDATE transactions SET held_minor = held_minor - 7 WHERE company_id = $1 AND held_minor > 0`,
    ['HELD_EQUALS_OPEN_AUTHORIZATIONS', 'PURCHASES_EQUAL_EVENTS', 'PURCHASES_EQUAL_TRANSFERS'],
  ],
  [
    'a debt beside what is available',
    `WITH moved AS (INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
       VALUES ($1, uuidv7(), 'overdraft', 'USD', 'RECEIVABLE', 'AVAILABLE', 100, 'test', now()))
     INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, 'USD', 'RECEIVABLE', -100), ($1, 'USD', 'AVAILABLE', 100)
     ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
    ['DEBT_IS_RECEIVABLE'],
  ],
  [
    'a message that says something else now',
    `UPDATE transaction_events SET amount_minor = amount_minor - 1 WHERE company_id = $1 AND type = 'authorization.clearing'`,
    ['PURCHASES_EQUAL_EVENTS'],
  ],
  [
    'a state that is not that of its events',
    `UPDATE transactions SET status = 'REVERSED' WHERE company_id = $1 AND held_minor > 0`,
    ['PURCHASES_EQUAL_EVENTS'],
  ],
  [
    'a counter that is off',
    `UPDATE spend_counters SET amount_minor = amount_minor - 3 WHERE company_id = $1 AND scope = 'COMPANY' AND amount_minor > 0`,
    ['COUNTERS_EQUAL_RECOUNT'],
  ],
  [
    'money in transit that no top-up announced',
    `WITH moved AS (INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
       VALUES ($1, uuidv7(), 'announcement', 'USD', 'EXTERNAL', 'IN_TRANSIT', 100, 'test', now()))
     INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, 'USD', 'IN_TRANSIT', 100), ($1, 'USD', 'EXTERNAL', -100)
     ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
    ['FUNDS_EQUAL_MOVEMENTS'],
  ],
  [
    'a withdrawal for which nothing is set aside',
    `INSERT INTO fund_movements (company_id, id, kind, state, currency, amount_minor, reference, requested_by_name, requested_at, state_at)
       VALUES ($1, uuidv7(), 'WITHDRAWAL', 'SENDING', 'USD', 100, 'Rent', 'test', now(), now())`,
    ['FUNDS_EQUAL_MOVEMENTS'],
  ],
  [
    'money of no purchase in an account of purchases',
    `WITH moved AS (INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
       VALUES ($1, uuidv7(), 'fee', 'USD', 'AVAILABLE', 'FEES', 100, 'test', now()))
     INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, 'USD', 'FEES', 100), ($1, 'USD', 'AVAILABLE', -100)
     ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
    ['FEES_EQUAL_CHARGED'],
  ],
];

describe('a look at everything', () => {
  test.each(DAMAGES)('finds %s', async (_what, sql, codes) => {
    expect(await harness.broken(company)).toEqual([]);

    await damage(sql);

    expect((await harness.broken(company)).map((check) => check.split(' ')[0] ?? '').sort(byText)).toEqual(codes);
    await api.job('ledger.checkWhole');
    expect(await kept()).toEqual(codes);
  });
});

describe('a look at what has changed', () => {
  beforeEach(async () => {
    await look();
    harness.clock.advance(5 * MINUTE_MS);
  });

  test.each(DAMAGES.filter(([, sql]) => /ledger_accounts/.test(sql)))(
    'finds %s in a company where nothing else happened',
    async (_what, sql, codes) => {
      await damage(sql);

      await look();

      expect(await kept()).toEqual(codes);
    },
  );

  test.each(DAMAGES)('finds %s where a purchase was just told of', async (_what, sql, codes) => {
    await damage(sql);
    await damage(`INSERT INTO feed_events (company_id, number, id, kind, event, at, transaction_id)
      SELECT t.company_id, g.next_feed_number + row_number() OVER (), uuidv7(), 'TRANSACTION', 'transaction.updated', now(), t.id
        FROM transactions t JOIN company_gates g USING (company_id) WHERE t.company_id = $1`);
    await damage(`UPDATE company_gates SET next_feed_number = next_feed_number + 10 WHERE company_id = $1`);

    await look();

    expect(await kept()).toEqual(codes);
  });

  test('keeps the result of a company in which nothing has changed, and writes nothing', async () => {
    const before = await harness.sql(`SELECT * FROM ledger_checks WHERE company_id = $1 ORDER BY code`, [company.id]);

    await look();

    expect(await harness.sql(`SELECT * FROM ledger_checks WHERE company_id = $1 ORDER BY code`, [company.id])).toEqual(before);
    expect(await harness.sql(`SELECT kind FROM ledger_check_runs WHERE started_at = $1`, [harness.clock.now()])).toEqual([
      { kind: 'RECENT' },
    ]);
  });

  test('reads old transfers no more: their sum is sealed, and still holds with those that follow', async () => {
    harness.clock.advance(60 * MINUTE_MS);
    await api.ask(asking(card, { amount: 3 }));
    await look();
    harness.clock.advance(60 * MINUTE_MS);
    await api.ask(asking(card, { amount: 4 }));
    await look();

    expect(await kept()).toEqual([]);
    const sealed = await harness.sql(`SELECT account, minor::int FROM ledger_sealed_totals WHERE company_id = $1 AND account = 'HELD'`, [
      company.id,
    ]);
    expect(sealed).toEqual([{ account: 'HELD', minor: 4_300 }]);
    expect(await company.balances()).toMatchObject({ HELD: 4_700 });
  });

  test('takes a transfer that was written under an old clock for what it is: an alarm is raised only by a look at everything', async () => {
    harness.clock.advance(120 * MINUTE_MS);
    await api.ask(asking(card, { amount: 3 }));
    await look();
    harness.clock.advance(-110 * MINUTE_MS);

    await api.ask(asking(card, { amount: 5 }));
    await look();

    expect(await kept()).toEqual([]);
    expect(await harness.broken(company)).toEqual([]);
    harness.clock.advance(110 * MINUTE_MS);
  });

  test('finds a company right again once it is mended, and knows since when it was broken', async () => {
    await damage(`UPDATE ledger_accounts SET balance_minor = balance_minor + 5 WHERE company_id = $1 AND account = 'AVAILABLE'`);
    await look();
    const since = harness.clock.now();
    harness.clock.advance(5 * MINUTE_MS);
    await look();
    const [broken] = await harness.sql(
      `SELECT broken_since, difference_minor FROM ledger_checks WHERE company_id = $1 AND code = 'TRANSFERS_BALANCE'`,
      [company.id],
    );
    expect(broken).toEqual({ broken_since: since, difference_minor: '5' });

    await damage(`UPDATE ledger_accounts SET balance_minor = balance_minor - 5 WHERE company_id = $1 AND account = 'AVAILABLE'`);
    await look();

    expect(await kept()).toEqual([]);
    expect(
      await harness.sql(`SELECT broken_since FROM ledger_checks WHERE company_id = $1 AND broken_since IS NOT NULL`, [company.id]),
    ).toEqual([]);
  });
});

test('operators are told when a check breaks, and once', async () => {
  await look();
  const waiting = async (): Promise<number> =>
    (await admin.query(`SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'ledger.tellBroken'`)).rowCount ?? 0;
  await admin.query(`DELETE FROM graphile_worker._private_jobs`);
  expect(await waiting()).toBe(0);
  await damage(`UPDATE ledger_accounts SET balance_minor = balance_minor + 5 WHERE company_id = $1 AND account = 'AVAILABLE'`);

  await look();

  expect(await waiting()).toBe(1);
  await admin.query(`DELETE FROM graphile_worker._private_jobs`);
  harness.clock.advance(5 * MINUTE_MS);
  await look();
  expect(await waiting()).toBe(0);
});

test('each check has its state and its age among the figures, and each run its time', async () => {
  await admin.query(`UPDATE ledger_checks SET holds = true, difference_minor = NULL, broken_since = NULL`);
  await api.job('ledger.checkWhole');
  await damage(
    `UPDATE spend_counters SET amount_minor = amount_minor + 1 WHERE company_id = $1 AND scope = 'COMPANY' AND amount_minor > 0`,
  );
  await api.ask(asking(card, { amount: 1 }));
  await look();
  harness.clock.advance(90_000);

  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('ledger_check'));

  const [row] = await harness.sql<{ broken: number }>(
    `SELECT count(*)::int AS broken FROM ledger_checks WHERE code = 'COUNTERS_EQUAL_RECOUNT' AND NOT holds`,
  );
  expect(await kept()).toEqual(['COUNTERS_EQUAL_RECOUNT']);
  expect(lines).toContain(`ledger_check_broken{check="COUNTERS_EQUAL_RECOUNT"} ${row?.broken}`);
  expect(lines).toContain('ledger_check_age_seconds{check="TRANSFERS_BALANCE"} 90');
  expect(lines).toContain('ledger_check_run_age_seconds{kind="RECENT"} 90');
  expect(lines.some((line) => line.startsWith('ledger_check_run_seconds{kind="WHOLE"}'))).toBe(true);
});

test('a look is over at once when the process is about to end, and is not told of as one', async () => {
  const runs = () => harness.sql<{ finished_at: Date }>(`SELECT finished_at FROM ledger_check_runs WHERE kind = 'RECENT'`);
  await look();
  const before = await runs();
  harness.clock.advance(MINUTE_MS);

  await api.job('ledger.check', AbortSignal.abort());

  expect(await runs()).toEqual(before);
  await look();
  expect(await runs()).not.toEqual(before);
});
