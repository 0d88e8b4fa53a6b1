import { expect, test } from 'vitest';
import { flagOf } from './freshness.ts';

const rules = { maxAgeMs: 1_000, maxAheadMs: 100 };

test.each<[string, number | null, 'OLD' | 'AHEAD' | null]>([
  ['of now', 50_000, null],
  ['as old as may be', 49_000, null],
  ['a millisecond older', 48_999, 'OLD'],
  ['as far ahead as may be', 50_100, null],
  ['a millisecond further', 50_101, 'AHEAD'],
  ['without a date', null, null],
])('a message %s is flagged %s', (_what, saidMs, flag) => {
  expect(flagOf(saidMs, 50_000, rules)).toBe(flag);
});
