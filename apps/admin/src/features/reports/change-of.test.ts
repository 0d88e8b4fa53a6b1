import { expect, test } from 'vitest';
import { changeOf } from './change-of.ts';

test.each([
  ['12500', '10000', 2_500n, 25],
  ['5000', '10000', -5_000n, -50],
  ['10000', '10000', 0n, 0],
  ['10000', '3', 9_997n, 333_233],
  ['1', '3', -2n, -67],
  ['2', '3', -1n, -33],
  ['500', '0', 500n, null],
  ['500', '-100', 600n, null],
  ['0', '100', -100n, -100],
])('from %s after %s is a change', (spent, before, minor, percent) => {
  expect(changeOf({ minor: spent }, { minor: before })).toEqual({ minor, percent });
});
