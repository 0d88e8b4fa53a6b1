import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../platform/database.ts';
import { createLog } from '../platform/log.ts';
import { asking, MoneyHarness, type Process, type TestCompany } from '../testing/money-harness.ts';
import { LedgerService } from './ledger.service.ts';

let harness: MoneyHarness;
let api: Process;
let db: Database;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
  db = await openDatabase({
    urls: harness.database.urls,
    entities: [],
    clock: harness.clock,
    publisher: { companyAt: () => undefined },
    log: createLog('silent'),
  });
});
afterAll(async () => {
  await db.close();
  await harness.close();
});

const fund = (company: TestCompany, minor: bigint): Promise<void> =>
  new LedgerService(db).fund({ kind: 'system', companyId: company.id, name: 'test' }, { minor, currency: company.currency });

test('a top-up is available at once, audited, and told to who watches', async () => {
  const company = await harness.company({ funds: 0 });

  await fund(company, 50_000n);

  expect(await company.balances()).toEqual({ AVAILABLE: 50_000 });
  expect(await company.feed()).toEqual(['balance.funded']);
  expect(await harness.sql(`SELECT command FROM audit_events WHERE company_id = $1`, [company.id])).toEqual([{ command: 'ledger.fund' }]);
  expect(await harness.broken(company)).toEqual([]);
});

test('a top-up pays a debt first', async () => {
  const company = await harness.company({ funds: 0 });
  await harness.sql(
    `INSERT INTO ledger_accounts (company_id, currency, account, balance_minor) VALUES ($1, 'USD', 'RECEIVABLE', -700), ($1, 'USD', 'EXTERNAL', 700)`,
    [company.id],
  );

  await fund(company, 1_000n);

  expect(await company.balances()).toEqual({ AVAILABLE: 300 });
});

test.each([0n, -1n])('a top-up of %s is refused', async (minor) => {
  const company = await harness.company({ funds: 0 });

  expect(() => fund(company, minor)).toThrow(expect.objectContaining({ code: 'TOP_UP_AMOUNT' }));
});

test.each(['UPDATE ledger_transfers SET amount_minor = 1', 'DELETE FROM ledger_transfers', 'TRUNCATE ledger_transfers'])(
  '%s is refused even to the owner',
  async (sql) => {
    await harness.company();

    await expect(harness.sql(sql)).rejects.toThrow(/never changed/);
  },
);

describe('the continuous checks', () => {
  test.each<[string, string, string]>([
    [
      'a balance that is not the sum of its transfers',
      `UPDATE ledger_accounts SET balance_minor = balance_minor + 5 WHERE company_id = $1 AND account = 'AVAILABLE'`,
      'TRANSFERS_BALANCE 5',
    ],
    [
      'a hold that no purchase has',
      `UPDATE transactions SET held_minor = held_minor - 7 WHERE company_id = $1 AND held_minor > 0`,
      'HELD_EQUALS_OPEN_AUTHORIZATIONS 7',
    ],
    [
      'spend that no purchase has cleared',
      `UPDATE ledger_accounts SET balance_minor = balance_minor + 9 WHERE company_id = $1 AND account = 'SPENT'`,
      'SPENT_EQUALS_CLEARED 9',
    ],
    [
      'a counter that is off',
      `UPDATE spend_counters SET amount_minor = amount_minor - 3 WHERE company_id = $1`,
      'COUNTERS_EQUAL_RECOUNT 3',
    ],
  ])('find %s', async (_what, damage, found) => {
    const company = await harness.company();
    const card = await company.card();
    await company.limit('CARD', card.id, 'DAY', 100_000);
    await api.ask(asking(card));
    await api.ask(asking(card, { amount: 20 }, 'jit-request.auth_plus_capture'));
    expect(await harness.broken(company)).toEqual([]);

    await harness.sql(damage, [company.id]);

    expect((await harness.broken(company)).map((check) => check.split(' ')[0])).toContain(found.split(' ')[0]);
    await api.job('ledger.check');
    const [kept] = await harness.sql(`SELECT holds FROM ledger_checks WHERE company_id = $1 AND code = $2`, [
      company.id,
      found.split(' ')[0],
    ]);
    expect(kept).toEqual({ holds: false });
  });
});
