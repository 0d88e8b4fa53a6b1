import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../platform/errors.ts';
import { checkedLastDay, endOfDay } from './last-day.ts';

/** In Lisbon it is Monday still, in Auckland it is Tuesday. */
const NOW = new Date('2026-03-02T13:00:00Z');

describe('a last day', () => {
  test.each([
    ['today', '2026-03-02', 'Europe/Lisbon'],
    ['a year from now', '2027-03-02', 'Europe/Lisbon'],
    ['the company’s today', '2026-03-03', 'Pacific/Auckland'],
  ])('may be %s', (_which, day, zone) => {
    expect(checkedLastDay(day, zone, NOW)).toBe(day);
  });

  test.each([
    ['yesterday', '2026-03-01', 'Europe/Lisbon'],
    ['over where the company is', '2026-03-02', 'Pacific/Auckland'],
    ['further ahead than a year', '2027-03-05', 'Europe/Lisbon'],
    ['no day of the calendar', '2026-02-30', 'Europe/Lisbon'],
    ['no day at all', 'tomorrow', 'Europe/Lisbon'],
  ])('is refused when it is %s', (_what, day, zone) => {
    expect(() => checkedLastDay(day, zone, NOW)).toThrow(InvalidInputError);
  });
});

test.each([
  ['at midnight of the company', '2026-03-02', 'Europe/Lisbon', '2026-03-03T00:00:00.000Z'],
  ['an hour earlier in summer', '2026-07-02', 'Europe/Lisbon', '2026-07-02T23:00:00.000Z'],
  ['an hour later where the clock skips midnight', '2026-09-05', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
])('a day is over %s', (_when, day, zone, end) => {
  expect(endOfDay(day, zone).toISOString()).toBe(end);
});
