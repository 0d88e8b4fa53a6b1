import { describe, expect, test } from 'vitest';
import { dayIn, formatDateTime, formatRelative } from './date-time-format.ts';

const afternoon = new Date('2026-03-29T15:00:00Z');

describe('a moment', () => {
  test('is drawn in the zone given, not in the browser’s', () => {
    expect(formatDateTime(afternoon, 'en-GB', 'America/New_York', 'time')).toBe('11:00');
    expect(formatDateTime(afternoon, 'en-GB', 'Europe/Lisbon', 'time')).toBe('16:00');
  });

  test('belongs to the day of its zone', () => {
    const late = new Date('2026-03-01T02:30:00Z');
    expect(dayIn(late, 'America/New_York')).toBe('2026-02-28');
    expect(dayIn(late, 'Europe/Lisbon')).toBe('2026-03-01');
  });
});

describe('a moment told from now', () => {
  test.each([
    ['2026-03-29T15:00:20Z', 'now'],
    ['2026-03-29T14:58:00Z', '2 minutes ago'],
    ['2026-03-29T18:00:00Z', 'in 3 hours'],
    ['2026-03-30T15:00:00Z', 'tomorrow'],
    ['2026-01-29T15:00:00Z', '2 months ago'],
  ])('%s is %s', (at, words) => {
    expect(formatRelative(new Date(at), afternoon, 'en')).toBe(words);
  });

  test('speaks the reader’s language', () => {
    expect(formatRelative(new Date('2026-03-29T14:58:00Z'), afternoon, 'pt-PT')).toBe('há 2 minutos');
  });
});
