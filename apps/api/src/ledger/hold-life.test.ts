import { expect, test } from 'vitest';
import { type HoldTerms, holdExpiresMs } from './hold-life.ts';

const DAY = 86_400_000;
const atMs = Date.parse('2026-03-02T09:15:04Z');
const plain: HoldTerms = { atMs, expirationMs: null, lifeCycleDays: null, isLodgingOrRental: false, mcc: '5734' };

test.each<[string, Partial<HoldTerms>, number]>([
  ['a shop that says nothing', {}, 7],
  ['a merchant without a category', { mcc: null }, 7],
  ['a fuel pump', { mcc: '5542' }, 7],
  ['a hotel', { mcc: '7011' }, 30],
  ['a hotel chain with a code of its own', { mcc: '3501' }, 30],
  ['a car rental', { mcc: '7512' }, 30],
  ['a car rental firm with a code of its own', { mcc: '3357' }, 30],
  ['an airline', { mcc: '3350' }, 7],
  ['a room at a merchant of another kind', { isLodgingOrRental: true }, 30],
  ['an authorization that names its days', { lifeCycleDays: 13, mcc: '7011' }, 13],
  ['days that cannot be meant', { lifeCycleDays: 0 }, 7],
  ['an authorization that names the moment, whatever its days', { expirationMs: atMs + 3 * DAY, lifeCycleDays: 13 }, 3],
  ['a moment before the purchase', { expirationMs: atMs - DAY }, 7],
])('%s is held for so many days', (_what, but, days) => {
  expect((holdExpiresMs({ ...plain, ...but }) - atMs) / DAY).toBe(days);
});
