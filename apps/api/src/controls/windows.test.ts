import { expect, test } from 'vitest';
import { type Period, windowAt, windowBefore } from './windows.ts';

const HOUR = 3_600_000;
const at = (iso: string): number => Date.parse(iso);

function bounds(zone: string, period: Period, moment: string): [string, string, string] {
  const window = windowAt(zone, period, at(moment));
  return [window.startsOn, new Date(window.startMs).toISOString(), new Date(window.endMs).toISOString()];
}

test.each<[string, string, Period, string, [string, string, string]]>([
  [
    'a day begins at local midnight',
    'America/New_York',
    'DAY',
    '2026-03-03T03:30:00Z',
    ['2026-03-02', '2026-03-02T05:00:00.000Z', '2026-03-03T05:00:00.000Z'],
  ],
  [
    'a week begins on Monday',
    'Europe/Lisbon',
    'WEEK',
    '2026-03-01T23:59:59Z',
    ['2026-02-23', '2026-02-23T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
  ],
  [
    'a Monday is in its own week',
    'Europe/Lisbon',
    'WEEK',
    '2026-03-02T00:00:00Z',
    ['2026-03-02', '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
  ],
  [
    'a month spans a leap day',
    'UTC',
    'MONTH',
    '2028-02-29T12:00:00Z',
    ['2028-02-01', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ],
  [
    'a zone of half an hour',
    'Asia/Kolkata',
    'DAY',
    '2026-06-01T18:29:59Z',
    ['2026-06-01', '2026-05-31T18:30:00.000Z', '2026-06-01T18:30:00.000Z'],
  ],
  [
    'a zone ahead of its date line',
    'Pacific/Kiritimati',
    'DAY',
    '2026-01-01T10:00:00Z',
    ['2026-01-02', '2026-01-01T10:00:00.000Z', '2026-01-02T10:00:00.000Z'],
  ],
])('%s', (_when, zone, period, moment, expected) => {
  expect(bounds(zone, period, moment)).toEqual(expected);
});

test.each<[string, string, string, number]>([
  ['clocks go forward in New York', 'America/New_York', '2026-03-08T12:00:00Z', 23],
  ['clocks go back in New York', 'America/New_York', '2026-11-01T12:00:00Z', 25],
  ['clocks go forward in Lisbon', 'Europe/Lisbon', '2026-03-29T12:00:00Z', 23],
  ['clocks go back in Lisbon', 'Europe/Lisbon', '2026-10-25T12:00:00Z', 25],
  ['clocks move by half an hour on Lord Howe', 'Australia/Lord_Howe', '2026-10-03T20:00:00Z', 23.5],
  ['nothing changes', 'Europe/Lisbon', '2026-05-05T12:00:00Z', 24],
])('a day when %s lasts as long as it lasts', (_when, zone, moment, hours) => {
  const window = windowAt(zone, 'DAY', at(moment));

  expect((window.endMs - window.startMs) / HOUR).toBe(hours);
});

test('a day without a midnight begins at its first moment', () => {
  // Beirut skips from 00:00 to 01:00 on the last Sunday of March.
  const window = windowAt('Asia/Beirut', 'DAY', at('2026-03-29T10:00:00Z'));

  expect(new Date(window.startMs).toISOString()).toBe('2026-03-28T22:00:00.000Z');
  expect((window.endMs - window.startMs) / HOUR).toBe(23);
});

test('the two hours that read alike in autumn are in one day', () => {
  const first = windowAt('Europe/Lisbon', 'DAY', at('2026-10-25T00:30:00Z'));
  const second = windowAt('Europe/Lisbon', 'DAY', at('2026-10-25T01:30:00Z'));

  expect(second).toEqual(first);
});

test('windows follow one another without gap or overlap across a year of clock changes', () => {
  for (const period of ['DAY', 'WEEK', 'MONTH'] as const) {
    let window = windowAt('America/New_York', period, at('2026-01-01T12:00:00Z'));
    while (window.startMs < at('2027-01-01T00:00:00Z')) {
      const next = windowAt('America/New_York', period, window.endMs);
      expect(next.startMs).toBe(window.endMs);
      expect(windowAt('America/New_York', period, window.endMs - 1)).toEqual(window);
      expect(windowBefore('America/New_York', period, next)).toEqual(window);
      window = next;
    }
  }
});
