import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOUNDS, isWithinBounds, RETENTION_KINDS, rulesOf } from './retention.ts';

test('every kind has a rule: the company’s where it set one, else the usual', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...RETENTION_KINDS)), fc.integer({ min: 1, max: 5_000 }), (set, days) => {
      const rules = rulesOf(set.map((kind) => ({ kind, days })));

      expect(rules.map(({ kind }) => kind)).toEqual(RETENTION_KINDS);
      for (const { kind, days: kept } of rules) expect(kept).toBe(set.includes(kind) ? days : BOUNDS[kind].usual);
    }),
  );
});

test.each(RETENTION_KINDS)('%s is bounded on both sides, and the usual lies between', (kind) => {
  const { least, usual, most } = BOUNDS[kind];

  expect([least, usual, most].map((days) => isWithinBounds({ kind, days }))).toEqual([true, true, true]);
  expect([least - 1, most + 1, least + 0.5].map((days) => isWithinBounds({ kind, days }))).toEqual([false, false, false]);
});
