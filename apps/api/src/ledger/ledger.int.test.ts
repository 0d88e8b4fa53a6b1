import { afterAll, beforeAll, expect, test } from 'vitest';
import { MoneyHarness } from '../testing/money-harness.ts';

let harness: MoneyHarness;

beforeAll(async () => {
  harness = await MoneyHarness.open();
});
afterAll(() => harness.close());

test.each(['UPDATE ledger_transfers SET amount_minor = 1', 'DELETE FROM ledger_transfers', 'TRUNCATE ledger_transfers CASCADE'])(
  '%s is refused even to the owner',
  async (sql) => {
    await harness.company();

    await expect(harness.sql(sql)).rejects.toThrow(/never changed/);
  },
);
