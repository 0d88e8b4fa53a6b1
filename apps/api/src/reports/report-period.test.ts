import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CALENDAR } from '../controls/windows.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { REPORT_PERIODS, ReportCalendar } from './report-period.ts';

const ms = (text: string) => Date.parse(text);
const lisbon = new ReportCalendar('Europe/Lisbon', DEFAULT_CALENDAR);

describe('a report', () => {
  test.each([
    ['DAY', '2026-03-11T00:00:00Z', '2026-03-10T00:00:00Z'],
    ['WEEK', '2026-03-09T00:00:00Z', '2026-03-02T00:00:00Z'],
    ['MONTH', '2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z'],
    // In October Lisbon is on summer time.
    ['QUARTER', '2026-01-01T00:00:00Z', '2025-09-30T23:00:00Z'],
  ] as const)('of the %s of a past day is of all of it, beside all of the one before', (period, first, before) => {
    const span = lisbon.spanOf(period, '2026-03-11', ms('2026-11-26T12:00:00Z'));

    expect(span.window.startMs).toBe(ms(first));
    expect(span.before).toEqual({ startMs: ms(before), endMs: span.window.startMs });
  });

  test('of a month that runs is compared with as much of the month before', () => {
    const span = lisbon.spanOf('MONTH', null, ms('2026-03-03T06:00:00Z'));

    expect(span.before).toEqual({ startMs: ms('2026-02-01T00:00:00Z'), endMs: ms('2026-02-03T06:00:00Z') });
  });

  test('of a long month at its end is compared with all of a shorter one', () => {
    const span = lisbon.spanOf('MONTH', null, ms('2026-03-31T06:00:00Z'));

    expect(span.before.endMs).toBe(span.window.startMs);
  });

  test('begins its week as the company does', () => {
    const fromSunday = new ReportCalendar('Europe/Lisbon', { ...DEFAULT_CALENDAR, weekStartsOn: 7 });

    expect(fromSunday.spanOf('WEEK', '2026-03-11', ms('2026-11-26T12:00:00Z')).window.startsOn).toBe('2026-03-08');
  });

  test.each(['2026-02-30', '2026-3-1', 'today', '', '2026-11-27'])('of %j is refused', (day) => {
    expect(() => lisbon.spanOf('DAY', day, ms('2026-11-26T12:00:00Z'))).toThrow(InvalidInputError);
  });
});

const MOMENT = fc.integer({ min: ms('2020-01-01T00:00:00Z'), max: ms('2035-01-01T00:00:00Z') });
const ZONE = fc.constantFrom('Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia');

test('the periods of a trend follow each other without gap, up to the one that is reported', () => {
  fc.assert(
    fc.property(MOMENT, ZONE, fc.constantFrom(...REPORT_PERIODS), (nowMs, zone, period) => {
      const calendar = new ReportCalendar(zone, DEFAULT_CALENDAR);
      const { window, before } = calendar.spanOf(period, null, nowMs);
      const trend = calendar.trendTo(period, window);

      expect(trend).toHaveLength(12);
      expect(trend.at(-1)).toEqual(window);
      for (const [index, one] of trend.slice(1).entries()) expect(one.startMs).toBe(trend[index]?.endMs);
      expect(before.startMs).toBe(trend.at(-2)?.startMs);
      expect(before.endMs).toBeLessThanOrEqual(window.startMs);
    }),
  );
});
