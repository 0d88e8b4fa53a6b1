import { expect, test } from 'vitest';
import { percentSpent } from './percent-spent.ts';

const usd = (minor: string) => ({ minor, currency: 'USD' });

test.each([
  ['nothing is spent', '0', '7500000', 0],
  ['a third is spent', '2500000', '7500000', 33],
  ['one cent is left', '7499999', '7500000', 99],
  ['the last cent is spent', '7500000', '7500000', 100],
  ['more is spent than there was', '7781845', '7500000', 103],
  ['refunds came to more than purchases', '-500', '7500000', 0],
  ['there was no budget to spend', '100', '0', 100],
])('when %s, the budget says so', (_when, spent, budget, percent) => {
  expect(percentSpent(usd(spent), usd(budget))).toBe(percent);
});
