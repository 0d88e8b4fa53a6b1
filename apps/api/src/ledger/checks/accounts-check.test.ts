import { expect, test } from 'vitest';
import type { Account } from '../transfer.ts';
import { judgeAccounts } from './accounts-check.ts';

type Amounts = Partial<Record<Account, bigint>>;

/** What breaks in books with these balances, when transfers and purchases say something else. */
function broken(
  balances: Amounts,
  { transfers = balances, purchases = balances }: { transfers?: Amounts; purchases?: Amounts } = {},
): string[] {
  const accounts = [...new Set([...Object.keys(balances), ...Object.keys(transfers), ...Object.keys(purchases)])] as Account[];
  const readings = accounts.map((account) => ({
    ...{ companyId: 'harborline', currency: 'USD', account, balance: balances[account] ?? 0n },
    ...{ transfers: transfers[account] ?? 0n, purchases: purchases[account] ?? 0n },
  }));
  return judgeAccounts(readings).flatMap(({ code, differenceMinor }) => (differenceMinor === 0n ? [] : [`${code} ${differenceMinor}`]));
}

const right: Amounts = { AVAILABLE: 70n, HELD: 20n, SPENT: 13n, FEES: 2n, DISPUTES: -5n, EXTERNAL: -100n };

test.each<[string, Amounts, Parameters<typeof broken>[1], string[]]>([
  ['nothing in books that are right', right, {}, []],
  ['nothing where what is below zero is owed', { RECEIVABLE: -30n, SPENT: 30n }, {}, []],
  [
    'a balance that somebody raised',
    { ...right, AVAILABLE: 71n },
    { transfers: right, purchases: right },
    ['ACCOUNTS_SUM_TO_ZERO 1', 'TRANSFERS_BALANCE 1'],
  ],
  [
    'two balances that differ in opposite directions',
    right,
    { transfers: { ...right, HELD: 21n, AVAILABLE: 69n } },
    ['TRANSFERS_BALANCE 2'],
  ],
  ['an account that has transfers and no balance', {}, { transfers: { IN_TRANSIT: 4n }, purchases: {} }, ['TRANSFERS_BALANCE 4']],
  ['something available that is below zero', { AVAILABLE: -30n, SPENT: 30n }, {}, ['DEBT_IS_RECEIVABLE 30']],
  ['a debt while something is available', { AVAILABLE: 10n, RECEIVABLE: -30n, SPENT: 20n }, {}, ['DEBT_IS_RECEIVABLE 10']],
  ['a debt the other way round', { AVAILABLE: -10n, RECEIVABLE: 10n }, {}, ['DEBT_IS_RECEIVABLE 10']],
  ['a hold that no purchase has', right, { purchases: { ...right, HELD: 13n } }, ['HELD_EQUALS_OPEN_AUTHORIZATIONS 7']],
  ['spend that no purchase has cleared', right, { purchases: { ...right, SPENT: 14n } }, ['SPENT_EQUALS_CLEARED 1']],
  ['a dispute that no purchase has', right, { purchases: { ...right, DISPUTES: 0n } }, ['DISPUTES_EQUAL_CREDITED 5']],
  ['a fee that no purchase was charged', right, { purchases: { ...right, FEES: 0n } }, ['FEES_EQUAL_CHARGED 2']],
])('the checks find %s', (_what, balances, otherwise, expected) => {
  expect(broken(balances, otherwise)).toEqual(expected);
});

test('each company and currency is judged by itself', () => {
  const of = (companyId: string, currency: string, balance: bigint) => ({
    ...{ companyId, currency, account: 'EXTERNAL' as const },
    ...{ balance, transfers: balance, purchases: 0n },
  });

  const results = judgeAccounts([of('a', 'USD', 5n), of('b', 'USD', -5n), of('a', 'EUR', 0n)]);

  expect(results.filter(({ code }) => code === 'ACCOUNTS_SUM_TO_ZERO').map(({ differenceMinor }) => differenceMinor)).toEqual([5n, 5n, 0n]);
});
