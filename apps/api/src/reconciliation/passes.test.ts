import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goesOn, type LastRun, nextWindow, PASSES, slicesOf } from './passes.ts';

const at = (text: string): number => Date.parse(text);
const hours = (count: number): number => count * 3_600_000;
const run = (started: string, reached: string, but: Partial<LastRun> = {}): LastRun => ({
  ...{ fromMs: at(reached) - hours(1), toMs: at(reached), reachedMs: at(reached), startedMs: at(started), finished: true },
  ...but,
});
const shown = (window: { fromMs: number; toMs: number } | null) =>
  window === null ? null : [new Date(window.fromMs).toISOString(), new Date(window.toMs).toISOString()];

const NOW = '2026-03-10T09:20:00.000Z';

describe('the window of the next walk', () => {
  test.each([
    ['of the recent hour, the first time', 'RECENT', null, ['2026-03-10T08:18:00.000Z', '2026-03-10T09:18:00.000Z']],
    [
      'of the recent hour, five minutes after the last',
      'RECENT',
      run('2026-03-10T09:15:00Z', '2026-03-10T09:13:00Z'),
      ['2026-03-10T08:18:00.000Z', '2026-03-10T09:18:00.000Z'],
    ],
    [
      'of the recent hour, when nothing was compared for three hours',
      'RECENT',
      run('2026-03-10T06:20:00Z', '2026-03-10T06:18:00Z'),
      ['2026-03-10T06:03:00.000Z', '2026-03-10T09:18:00.000Z'],
    ],
    [
      'of the recent hour, when nothing was compared for a week',
      'RECENT',
      run('2026-03-03T09:20:00Z', '2026-03-03T09:18:00Z'),
      ['2026-03-09T09:18:00.000Z', '2026-03-10T09:18:00.000Z'],
    ],
    ['of the day, in the hour of the last', 'DAY', run('2026-03-10T09:00:00Z', '2026-03-10T08:58:00Z'), null],
    [
      'of the day, in the hour after the last',
      'DAY',
      run('2026-03-10T08:59:00Z', '2026-03-10T08:57:00Z'),
      ['2026-03-09T09:18:00.000Z', '2026-03-10T09:18:00.000Z'],
    ],
    ['of two months, walked last night', 'MONTHS', run('2026-03-10T02:00:00Z', '2026-03-10T01:58:00Z'), null],
    [
      'of two months, walked the night before',
      'MONTHS',
      run('2026-03-10T01:55:00Z', '2026-03-10T01:53:00Z'),
      ['2026-01-07T09:18:00.000Z', '2026-03-10T09:18:00.000Z'],
    ],
  ] as const)('%s', (_when, pass, last, expected) => {
    expect(shown(nextWindow(pass, last, at(NOW)))).toEqual(expected);
  });
});

test.each([
  ['broken off this night', 'MONTHS', '2026-03-10T02:20:00Z', false, true],
  ['broken off last night', 'MONTHS', '2026-03-09T02:20:00Z', false, false],
  ['that was finished', 'MONTHS', '2026-03-10T02:20:00Z', true, false],
  ['of the recent hour, whose window is over', 'RECENT', '2026-03-10T09:15:00Z', false, false],
] as const)('a walk %s goes on: %s', (_which, pass, started, finished, expected) => {
  expect(goesOn(pass, run(started, started, { finished }), at(NOW))).toBe(expected);
});

test('slices cover a window whole, in order and without a gap', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PASSES), fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 4e8 }), (pass, fromMs, length) => {
      const slices = [...slicesOf(pass, { fromMs, toMs: fromMs + length })];

      expect(slices[0]?.fromMs).toBe(fromMs);
      expect(slices.at(-1)?.toMs).toBe(fromMs + length);
      for (const [i, slice] of slices.entries()) if (i > 0) expect(slice.fromMs).toBe(slices[i - 1]?.toMs);
    }),
  );
});
