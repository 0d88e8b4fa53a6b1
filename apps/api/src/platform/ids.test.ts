import { expect, test } from 'vitest';
import { msOfId, uuidv7 } from './ids.ts';

test('ids ascend while the clock stands still, however many are made', () => {
  const now = new Date('2026-11-27T12:00:00Z');
  const ids = Array.from({ length: 10_000 }, () => uuidv7({ now: () => now }));

  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(msOfId(ids.at(-1) ?? '') - now.getTime()).toBeLessThan(4);
});

test('an id is of the moment at which it was made, also after the clock was set back', () => {
  const moments = ['2026-11-27T12:00:00.007Z', '2026-11-27T11:00:00.000Z'].map((text) => new Date(text));

  expect(moments.map((now) => msOfId(uuidv7({ now: () => now })))).toEqual(moments.map((now) => now.getTime()));
});
