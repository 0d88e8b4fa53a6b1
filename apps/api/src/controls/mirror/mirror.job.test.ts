import fc from 'fast-check';
import { expect, test } from 'vitest';
import { turnOf } from './mirror.job.ts';

test('a few companies are compared at once, more one after the other', () => {
  expect([0, 4, 5, 9, 10].map((index) => turnOf(index, 11))).toEqual([0, 0, 1, 1, 2]);
});

test('every company has its turn before the next round, five minutes later, and no second has more than its share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (companies) => {
      const turns = Array.from({ length: companies }, (_, index) => turnOf(index, companies));
      const inOneSecond = new Map<number, number>();
      for (const turn of turns) inOneSecond.set(turn, (inOneSecond.get(turn) ?? 0) + 1);

      expect(turns.at(-1)).toBeLessThan(240);
      expect(Math.max(...inOneSecond.values())).toBeLessThanOrEqual(Math.max(5, Math.ceil(companies / 240)));
    }),
  );
});
