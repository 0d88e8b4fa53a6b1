import { expect, test } from 'vitest';
import { merchantSet, namePattern } from './merchants.ts';

test.each<[string, string, boolean]>([
  ['UBER*', 'UBER EATS', true],
  ['UBER*', 'SUBER', false],
  ['*EATS', 'UBER EATS', true],
  ['*UBER*TRIP*', 'PAY UBER   TRIP 12', true],
  ['*UBER*TRIP*', 'TRIP UBER', false],
  ['uber eats', 'UBER  EATS ', true],
  ['UBER', 'UBER EATS', false],
  ['AB*BA', 'ABA', false],
  ['AB*BA', 'ABBA', true],
  ['A*B*C', 'AXBXBC', true],
  ['CAFÉ*', 'café central', true],
  ['A.B*', 'AXB', false],
])('%s for %s: %s', (pattern, name, expected) => {
  expect(namePattern(pattern)(name)).toBe(expected);
});

test('a name made to be slow takes no longer than its length', () => {
  const matches = namePattern(`${'*a'.repeat(4)}*b`);

  expect(matches('a'.repeat(100_000))).toBe(false);
});

test('any of its ids or names tells a merchant', () => {
  const set = merchantSet([
    { by: 'MID', value: '12' },
    { by: 'NETWORK_MID', value: '34' },
    { by: 'NAME', value: 'BLUE*' },
  ]);
  const other = { name: 'RED DOOR', mid: '34', networkMid: '12' };

  expect(set.has(other)).toBe(false);
  expect(set.has({ ...other, mid: '12' })).toBe(true);
  expect(set.has({ ...other, networkMid: '34' })).toBe(true);
  expect(set.has({ ...other, name: 'BLUE DOOR' })).toBe(true);
  expect(set.has({ name: null, mid: null, networkMid: null })).toBe(false);
});
