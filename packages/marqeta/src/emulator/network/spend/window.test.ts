import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysRemaining, UPDATE_WINDOWS, windowAt, type WindowKind } from './window.ts';

type Kind = Exclude<WindowKind, 'TRANSACTION'>;
const KINDS = UPDATE_WINDOWS.filter((kind): kind is Kind => kind !== 'TRANSACTION');
const at = (time: string): number => Date.parse(time);

describe('a window of spending', () => {
  test.each<[Kind, string, string]>([
    ['DAY', '2026-11-24T23:59:59.999Z', '2026-11-25T00:00:00.000Z'],
    ['WEEK', '2026-11-28T23:59:59.999Z', '2026-11-29T00:00:00.000Z'],
    ['MONTH', '2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00.000Z'],
    ['QUARTER', '2026-09-30T23:59:59.999Z', '2026-10-01T00:00:00.000Z'],
    ['YEAR', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
  ])('of kind %s ends right after %s and the next one starts at %s', (kind, last, first) => {
    expect(windowAt(kind, at(last)).end).toBe(at(first));
    expect(windowAt(kind, at(first)).start).toBe(at(first));
  });

  test.each<[Kind, string]>([
    ['DAY', '2026-11-24T00:00:00.000Z'],
    ['WEEK', '2026-11-22T00:00:00.000Z'],
    ['MONTH', '2026-11-01T00:00:00.000Z'],
    ['QUARTER', '2026-10-01T00:00:00.000Z'],
    ['YEAR', '2026-01-01T00:00:00.000Z'],
    ['LIFETIME', '1970-01-01T00:00:00.000Z'],
  ])('of kind %s on a Tuesday in November starts at %s', (kind, start) => {
    expect(windowAt(kind, at('2026-11-24T19:53:48Z')).start).toBe(at(start));
  });

  test('holds its moment, and every moment inside it has the same window', () => {
    const moment = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2099-12-31T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), moment, fc.double({ min: 0, max: 1, noNaN: true }), (kind, now, share) => {
        const { start, end } = windowAt(kind, now);
        expect(start).toBeLessThanOrEqual(now);
        if (end === null) return;
        expect(end).toBeGreaterThan(now);
        const inside = start + Math.floor((end - start - 1) * share);
        expect(windowAt(kind, inside)).toEqual({ start, end });
        expect(windowAt(kind, end).start).toBe(end);
      }),
    );
  });

  test('says how many whole days are left of it', () => {
    const now = at('2026-03-02T09:15:04Z');
    expect(daysRemaining(windowAt('MONTH', now), now)).toBe(29);
    expect(daysRemaining(windowAt('DAY', now), now)).toBe(0);
    expect(daysRemaining(windowAt('LIFETIME', now), now)).toBeNull();
  });
});
