import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../platform/database.ts';
import { createLog } from '../platform/log.ts';
import { MoneyHarness, type TestCompany } from '../testing/money-harness.ts';
import { LedgerService } from './ledger.service.ts';

let harness: MoneyHarness;
let db: Database;

beforeAll(async () => {
  harness = await MoneyHarness.open();
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
