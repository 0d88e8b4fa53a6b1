import { expect, test } from 'vitest';
import { sortedAs, sortedBy, sortOf, tableSort } from './sort.ts';

const KEYS = ['date', 'amount'] as const;

test.each(['date', '-date', 'amount', '-amount'])('%s in the address is the same order in the table and back', (sorted) => {
  expect(sortedBy(KEYS, sorted)).toBe(sorted);
  expect(sortedAs(tableSort(sorted))).toBe(sorted);
});

test.each(['', '-', '--date', 'DATE', 'name', 7, undefined])('%s in the address is no order', (value) => {
  expect(sortedBy(KEYS, value)).toBeUndefined();
});

test('a minus is the largest first', () => {
  expect(sortOf<'amount'>('-amount')).toEqual({ by: 'AMOUNT', direction: 'DESC' });
  expect(sortOf<'amount'>('amount')).toEqual({ by: 'AMOUNT', direction: 'ASC' });
  expect(sortOf(undefined)).toBeUndefined();
});
