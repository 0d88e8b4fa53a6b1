import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../platform/errors.ts';
import { endOfReplaced, expiresSoon, expiryOf, stateOf } from './key-life.ts';

const now = new Date('2026-03-02T09:15:04Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const life = (days: number, revokedAt: Date | null = null) => ({ expiresAt: inDays(days), revokedAt });

test.each([
  ['before its end', life(1), 'LIVE'],
  ['at its end', life(0), 'EXPIRED'],
  ['after its end', life(-1), 'EXPIRED'],
  ['once it was revoked', life(1, now), 'REVOKED'],
  ['revoked, and past its end', life(-1, now), 'REVOKED'],
])('a key is %s %s', (_when, of, state) => {
  expect(stateOf(of, now)).toBe(state);
});

test.each([
  ['30 days before', life(30), true],
  ['31 days before', life(31), false],
  ['when it is over', life(0), false],
  ['when it was revoked', life(3, now), false],
])('that it ends soon is said %s: %s', (_when, of, soon) => {
  expect(expiresSoon(of, now)).toBe(soon);
});

describe('a new key', () => {
  test('lasts a year unless another time is chosen, and two at most', () => {
    expect([expiryOf(undefined, now), expiryOf(1, now), expiryOf(730, now)]).toEqual([inDays(365), inDays(1), inDays(730)]);
  });

  test.each([0, 731, -1, 1.5])('does not last %d days', (days) => {
    expect(() => expiryOf(days, now)).toThrow(InvalidInputError);
  });
});

describe('a key that was replaced', () => {
  test.each([
    ['a day later when nothing is chosen', life(90), undefined, inDays(1)],
    ['at once when that is chosen', life(90), 0, now],
    ['no later than it would have', life(1), 43_200, inDays(1)],
  ])('ends %s', (_when, old, minutes, expected) => {
    expect(endOfReplaced(old, minutes, now)).toEqual(expected);
  });

  test.each([-1, 43_201])('does not go on for %d minutes', (minutes) => {
    expect(() => endOfReplaced(life(90), minutes, now)).toThrow(InvalidInputError);
  });
});
