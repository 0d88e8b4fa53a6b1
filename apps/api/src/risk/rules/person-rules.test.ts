import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstCountry, roundAmounts, structuring } from './person-rules.ts';
import { DAY_MS, HOUR_MS } from './purchase.ts';
import { after, buys, usual } from '../../testing/judged-purchases.ts';

describe('structuring', () => {
  const { thresholds } = usual.STRUCTURING;
  const below = [buys(98_000n, { hoursAgo: 20 }), buys(97_500n, { hoursAgo: 3 })];

  test('is several purchases within a day, each just below the same round number', () => {
    expect(structuring(buys(99_900n), after({ ofPerson: below }), thresholds)).toEqual({
      ...{ purchases: 3, hours: 24, belowMinor: '100000', currency: 'EUR' },
    });
  });

  test('is also several just below the limit of a single purchase', () => {
    const limited = after({ ofPerson: [buys(7_400n, { hoursAgo: 2 }), buys(7_390n, { hoursAgo: 1 })], limits: [7_500n] });

    expect(structuring(buys(7_490n), limited, thresholds)).toMatchObject({ belowMinor: '7500' });
    expect(structuring(buys(7_490n), { ...limited, limits: [] }, thresholds)).toBeNull();
  });

  test.each([
    ['there are only two', buys(99_900n), below.slice(1)],
    ['one of them reaches it', buys(100_000n), below],
    ['one is more than five hundredths below', buys(94_999n), below],
    ['one is a second too old', buys(99_900n), [below[1]!, { ...below[0]!, atMs: buys(0n).atMs - 24 * HOUR_MS - 1000 }]],
    ['one was declined', buys(99_900n), [below[0]!, { ...below[1]!, declined: true }]],
    ['one is in another currency', buys(99_900n), [below[0]!, { ...below[1]!, currency: 'USD' }]],
    ['they are small', buys(9_900n), [buys(9_800n), buys(9_850n)]],
  ])('is not when %s', (_when, purchase, ofPerson) => {
    expect(structuring(purchase, after({ ofPerson }), thresholds)).toBeNull();
  });

  test('is never found in purchases that reach a threshold exactly', () => {
    fc.assert(
      fc.property(fc.constantFrom(50_000n, 100_000n, 200_000n, 500_000n, 1_000_000n), (minor) => {
        const alike = Array.from({ length: 5 }, () => buys(minor, { hoursAgo: 1 }));
        expect(structuring(buys(minor), after({ ofPerson: alike }), thresholds)).toBeNull();
      }),
    );
  });
});

describe('round amounts', () => {
  const { thresholds } = usual.ROUND_AMOUNTS;
  const round = [buys(30_000n, { hoursAgo: 100 }), buys(10_000n, { hoursAgo: 50 }), buys(20_000n, { hoursAgo: 2 })];

  test('are four purchases of whole hundreds within a week', () => {
    expect(roundAmounts(buys(40_000n), after({ ofPerson: round }), thresholds)).toEqual({
      ...{ purchases: 4, days: 7, multipleMinor: '10000', currency: 'EUR' },
    });
  });

  test('are also four of which one was taken as a round amount, whatever was held for it', () => {
    const taken = buys(10_000n, { priceMinor: 40_000n });

    expect(roundAmounts(taken, after({ ofPerson: round }), thresholds)).toMatchObject({ purchases: 4 });
  });

  test.each([
    ['this one is a cent off', buys(40_001n), round],
    ['this one is a pump’s hold, and nobody knows yet how much will flow', buys(40_000n, { priceMinor: null }), round],
    ['another was a pump’s hold, and less has flowed', buys(40_000n), [...round.slice(1), { ...round[0]!, priceMinor: 6_237n }]],
    ['there are three', buys(40_000n), round.slice(1)],
    ['one is older than a week', buys(40_000n), [...round.slice(1), { ...round[0]!, atMs: buys(0n).atMs - 7 * DAY_MS - 1 }]],
  ])('are not when %s', (_when, purchase, ofPerson) => {
    expect(roundAmounts(purchase, after({ ofPerson }), thresholds)).toBeNull();
  });
});

describe('a first country', () => {
  const { thresholds } = usual.FIRST_COUNTRY;
  const past = after({ countries: new Set(['PT', 'ES']), approved: 10 });

  test('is one where somebody who bought ten times never bought', () => {
    expect(firstCountry(buys(1_000n, { country: 'BR' }), past, thresholds)).toEqual({ country: 'BR', purchases: 10 });
  });

  test.each([
    ['it is known', buys(1_000n, { country: 'ES' }), past],
    ['nobody says where it was', buys(1_000n, { country: null }), past],
    ['it was declined', buys(1_000n, { country: 'BR', declined: true }), past],
    ['the person has bought nine times only', buys(1_000n, { country: 'BR' }), { ...past, approved: 9 }],
  ])('is not when %s', (_when, purchase, before) => {
    expect(firstCountry(purchase, before, thresholds)).toBeNull();
  });
});
