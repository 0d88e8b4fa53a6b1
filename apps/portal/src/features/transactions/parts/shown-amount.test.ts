import { expect, test } from 'vitest';
import { shownAmount } from './shown-amount.ts';

const usd = (minor: string) => ({ minor, currency: 'USD' });

test('a purchase is drawn as it counts', () => {
  expect(shownAmount({ status: 'CLEARED', amount: usd('7000'), requestedAmount: usd('6440') })).toEqual({
    value: usd('7000'),
    tone: undefined,
    sign: 'auto',
  });
});

test('a refund comes back with a plus', () => {
  expect(shownAmount({ status: 'CLEARED', amount: usd('-7000'), requestedAmount: usd('-7000') })).toMatchObject({
    value: { minor: 7000n },
    tone: 'credit',
    sign: 'always',
  });
});

test.each(['DECLINED', 'REVERSED', 'EXPIRED'] as const)('%s is struck out', (status) => {
  expect(shownAmount({ status, amount: usd('0'), requestedAmount: usd('6440') })).toMatchObject({ value: usd('6440'), tone: 'struck' });
});
