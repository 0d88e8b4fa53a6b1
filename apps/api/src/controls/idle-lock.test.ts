import { expect, test } from 'vitest';
import { isIdle } from './idle-lock.ts';

test.each<[string, number, string, string, boolean]>([
  ['today', 1, '2026-03-02T09:00:00Z', '2026-03-02T23:59:59Z', false],
  ['yesterday, and a day is allowed', 1, '2026-03-01T00:00:00Z', '2026-03-02T23:59:59Z', false],
  ['two days ago, and a day is allowed', 1, '2026-03-01T23:59:59Z', '2026-03-03T00:00:00Z', true],
  ['exactly as many days ago as are allowed', 30, '2026-03-02T09:00:00Z', '2026-04-01T22:59:59Z', false],
  ['a day more ago, by Lisbon’s summer time', 30, '2026-03-02T09:00:00Z', '2026-04-01T23:00:00Z', true],
])('a card that was last used %s', (_when, idleDays, lastUsedAt, now, expected) => {
  expect(isIdle({ idleDays, lastUsedAt: new Date(lastUsedAt) }, 'Europe/Lisbon', new Date(now))).toBe(expected);
});
