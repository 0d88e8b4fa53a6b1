import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Account, balanceChanges, NOTHING, type Position, settleOverdraft, transfersBetween } from './transfer.ts';

const spoken = (there: Partial<Position>, target: Partial<Position>): string[] =>
  transfersBetween({ ...NOTHING, ...there }, { ...NOTHING, ...target }).map(
    ({ kind, debit, credit, minor }) => `${kind} ${debit} -> ${credit} ${minor}`,
  );

test.each<[string, Partial<Position>, Partial<Position>, string[]]>([
  ['an authorization holds', {}, { held: 129n }, ['hold AVAILABLE -> HELD 129']],
  ['a reversal lets go', { held: 129n }, { held: 29n }, ['release HELD -> AVAILABLE 100']],
  ['a clearing takes the hold', { held: 129n }, { cleared: 129n }, ['clearing HELD -> SPENT 129']],
  [
    'a clearing for less gives the rest back',
    { held: 125n },
    { cleared: 90n },
    ['clearing HELD -> SPENT 90', 'release HELD -> AVAILABLE 35'],
  ],
  [
    'a clearing with a tip takes the rest from what is available',
    { held: 50n },
    { cleared: 60n },
    ['clearing HELD -> SPENT 50', 'clearing AVAILABLE -> SPENT 10'],
  ],
  ['a force post takes what was never held', {}, { cleared: 28n }, ['clearing AVAILABLE -> SPENT 28']],
  ['a refund comes back', {}, { cleared: -42n }, ['refund SPENT -> AVAILABLE 42']],
  ['money is sent from outside', {}, { credited: 310n }, ['credit EXTERNAL -> AVAILABLE 310']],
  ['a fee is charged', {}, { fees: 3n }, ['fee AVAILABLE -> FEES 3']],
  ['a dispute gives money back', { cleared: 9n }, { cleared: 9n, disputed: 9n }, ['dispute_credit DISPUTES -> AVAILABLE 9']],
  ['a dispute takes it back again', { disputed: 9n }, {}, ['dispute_debit AVAILABLE -> DISPUTES 9']],
  ['nothing is new', { held: 1n, cleared: 2n, credited: 3n, fees: 4n }, { held: 1n, cleared: 2n, credited: 3n, fees: 4n }, []],
])('%s', (_what, there, target, expected) => {
  expect(spoken(there, target)).toEqual(expected);
});

const minor = fc.bigInt({ min: -1000n, max: 1000n });
const position = fc.record({
  held: fc.bigInt({ min: 0n, max: 1000n }),
  cleared: minor,
  credited: fc.bigInt({ min: 0n, max: 1000n }),
  fees: fc.bigInt({ min: 0n, max: 1000n }),
  disputed: fc.bigInt({ min: 0n, max: 1000n }),
});

test('whatever changes, the transfers bring the accounts exactly there, and all accounts still sum to zero', () => {
  fc.assert(
    fc.property(position, position, (there, target) => {
      const changes = balanceChanges(transfersBetween(there, target));
      const of = (account: Account): bigint => changes.get(account) ?? 0n;

      expect(of('HELD')).toBe(target.held - there.held);
      expect(of('SPENT')).toBe(target.cleared - there.cleared);
      expect(of('EXTERNAL')).toBe(there.credited - target.credited);
      expect(of('FEES')).toBe(target.fees - there.fees);
      expect(of('DISPUTES')).toBe(there.disputed - target.disputed);
      expect([...changes.values()].reduce((sum, change) => sum + change, 0n)).toBe(0n);
    }),
  );
});

describe('what is below zero', () => {
  test.each<[string, bigint, bigint, string[]]>([
    ['becomes a debt of the company', -30n, 0n, ['overdraft RECEIVABLE -> AVAILABLE 30']],
    ['adds to the debt', -30n, -100n, ['overdraft RECEIVABLE -> AVAILABLE 30']],
    ['is paid back in part by money that comes', 30n, -100n, ['overdraft AVAILABLE -> RECEIVABLE 30']],
    ['is paid back whole, and the rest is available', 130n, -100n, ['overdraft AVAILABLE -> RECEIVABLE 100']],
    ['is nothing while there is money', 130n, 0n, []],
  ])('%s', (_what, available, receivable, expected) => {
    expect(
      settleOverdraft(available, receivable).map(({ kind, debit, credit, minor: amount }) => `${kind} ${debit} -> ${credit} ${amount}`),
    ).toEqual(expected);
  });
});
