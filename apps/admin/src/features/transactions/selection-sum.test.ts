import { expect, test } from 'vitest';
import { sumsOf } from './selection-sum.ts';

const usd = (minor: string) => ({ minor, currency: 'USD' });

test('holds, cleared amounts and refunds count, what never happened does not', () => {
  const sums = sumsOf([
    { status: 'CLEARED', amount: usd('10000') },
    { status: 'PENDING', amount: usd('250') },
    { status: 'CLEARED', amount: usd('-4000') },
    { status: 'DECLINED', amount: usd('99999') },
    { status: 'REVERSED', amount: usd('700') },
  ]);

  expect(sums).toEqual([{ minor: 6250n, currency: 'USD' }]);
});

test('each currency has its own sum', () => {
  const sums = sumsOf([
    { status: 'CLEARED', amount: usd('100') },
    { status: 'CLEARED', amount: { minor: '300', currency: 'EUR' } },
  ]);

  expect(sums).toEqual([
    { minor: 100n, currency: 'USD' },
    { minor: 300n, currency: 'EUR' },
  ]);
});
