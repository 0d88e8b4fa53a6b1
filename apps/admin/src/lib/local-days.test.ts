import { expect, test } from 'vitest';
import { dayAfter, dayAt, monthAfter, monthAt, startOfDay } from './local-days.ts';

test.each([
  ['an ordinary day', '2026-03-10', 'America/New_York', '2026-03-10T04:00:00.000Z'],
  ['the day the clock goes forward', '2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
  ['the day after it went forward', '2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
  ['the day the clock goes back', '2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ['a zone east of Greenwich', '2026-07-01', 'Europe/Lisbon', '2026-06-30T23:00:00.000Z'],
  ['a zone a day ahead', '2026-07-01', 'Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
  ['a zone of half hours', '2026-07-01', 'Asia/Kolkata', '2026-06-30T18:30:00.000Z'],
  ['a midnight that the clock skips', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['a midnight that comes twice', '2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
])('%s begins at its first local moment', (_what, day, zone, start) => {
  expect(startOfDay(day, zone).toISOString()).toBe(start);
});

test('a moment is on the day of the zone', () => {
  const at = Date.parse('2026-03-01T02:00:00Z');
  expect([dayAt(at, 'UTC'), dayAt(at, 'America/New_York'), monthAt(at, 'America/New_York')]).toEqual([
    '2026-03-01',
    '2026-02-28',
    '2026-02',
  ]);
});

test('days and months are counted over their ends', () => {
  expect([dayAfter('2026-02-28', 1), dayAfter('2026-01-01', -1)]).toEqual(['2026-03-01', '2025-12-31']);
  expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
});
