import { expect, test } from 'vitest';
import { mccRange, mccSet } from './mcc.ts';

const set = mccSet(['5812', '3000-3299', '0000', '9999']);

test.each<[string, string, boolean]>([
  ['a code', '5812', true],
  ['its neighbour', '5813', false],
  ['the first of a range', '3000', true],
  ['one before it', '2999', false],
  ['the last of a range', '3299', true],
  ['one after it', '3300', false],
  ['the smallest code', '0000', true],
  ['the largest code', '9999', true],
  ['a merchant without a code', '', false],
  ['what is no code', '58I2', false],
])('%s (%s) is in the set: %s', (_what, mcc, expected) => {
  expect(set.has(mcc)).toBe(expected);
});

test.each(['581', '58122', '3299-3000', '3000 - 3299', 'food', ''])('"%s" is neither a code nor a range', (text) => {
  expect(mccRange(text)).toBeNull();
});
