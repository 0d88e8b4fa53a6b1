import { expect, test } from 'vitest';
import { byDay, dayName } from './days.ts';

const at = (transactedAt: string) => ({ transactedAt });

test('purchases are grouped by the company’s day, not by UTC’s', () => {
  const bought = [at('2026-03-02T04:30:00Z'), at('2026-03-02T01:00:00Z'), at('2026-03-01T15:00:00Z')];
  expect(byDay(bought, 'America/New_York').map(({ day, items }) => [day, items.length])).toEqual([['2026-03-01', 3]]);
  expect(byDay(bought, 'Europe/Lisbon').map(({ day, items }) => [day, items.length])).toEqual([
    ['2026-03-02', 2],
    ['2026-03-01', 1],
  ]);
});

test.each([
  ['2026-03-08', 'today'],
  ['2026-03-07', 'yesterday'],
  ['2026-03-06', 'date'],
])('on the day of the clock change %s is %s', (day, name) => {
  // 00:30 local; a day earlier by the clock would already be the day before yesterday, 23:30.
  expect(dayName(day, new Date('2026-03-08T05:30:00Z'), 'America/New_York')).toBe(name);
});
