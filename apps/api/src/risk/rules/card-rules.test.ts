import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declinesInARow, dormantCard, impossibleTravel } from './card-rules.ts';
import { leastKilometresBetween } from './countries.ts';
import { DAY_MS } from './purchase.ts';
import { after, buys, usual } from '../../testing/judged-purchases.ts';

describe('impossible travel', () => {
  const { thresholds } = usual.IMPOSSIBLE_TRAVEL;
  const there = { cardPresent: true, country: 'BR' };
  const before = (hoursAgo: number, but = {}) => after({ ofCard: [buys(500n, { hoursAgo, cardPresent: true, country: 'PT', ...but })] });

  test('is a card on two sides of an ocean within an hour', () => {
    const found = impossibleTravel(buys(500n, there), before(1), thresholds);

    expect(found).toMatchObject({ from: 'PT', to: 'BR', minutes: 60 });
    expect(found?.kilometres).toBeGreaterThan(4_000);
  });

  test('looks past purchases that were made with the number alone', () => {
    const online = buys(500n, { hoursAgo: 0.5, country: 'US' });
    const past = after({ ofCard: [online, ...before(1).ofCard] });

    expect(impossibleTravel(buys(500n, there), past, thresholds)).toMatchObject({ from: 'PT' });
  });

  test.each([
    ['there was a night to fly', buys(500n, there), before(9)],
    ['the number alone was used here', buys(500n, { country: 'BR' }), before(1)],
    ['the number alone was used there', buys(500n, there), before(1, { cardPresent: false })],
    ['the countries are neighbours', buys(500n, { cardPresent: true, country: 'ES' }), before(0.1)],
    ['nobody knows where a country is', buys(500n, { cardPresent: true, country: 'ZZ' }), before(0.1)],
    ['nobody said where it was', buys(500n, { cardPresent: true, country: null }), before(0.1)],
    ['it was declined', buys(500n, { ...there, declined: true }), before(1)],
  ])('is not when %s', (_when, purchase, past) => {
    expect(impossibleTravel(purchase, past, thresholds)).toBeNull();
  });

  test('takes as long one way as the other, and never through the earth’s far side', () => {
    const country = fc.constantFrom('PT', 'US', 'BR', 'JP', 'AU', 'NZ', 'ES', 'IS', 'ZA', 'ZZ');
    fc.assert(
      fc.property(country, country, (one, other) => {
        const kilometres = leastKilometresBetween(one, other);
        expect(kilometres).toBe(leastKilometresBetween(other, one));
        expect(kilometres).toBeGreaterThanOrEqual(0);
        expect(kilometres).toBeLessThan(20_016);
      }),
    );
    expect(leastKilometresBetween('PT', 'PT')).toBe(0);
  });
});

describe('a dormant card', () => {
  const { thresholds } = usual.DORMANT_CARD;
  const last = (daysAgo: number, but = {}) => buys(500n, { hoursAgo: daysAgo * 24, ...but });

  test('wakes after sixty days', () => {
    expect(dormantCard(buys(500n), after({ ofCard: [last(60)] }), thresholds)).toEqual({ days: 60 });
  });

  test.each([
    ['a day is missing', buys(500n), [{ ...last(60), atMs: last(60).atMs + 1 }]],
    ['it was never used before', buys(500n), []],
    ['a merchant charges a subscription', buys(500n, { recurring: true }), [last(365)]],
    ['this purchase was declined', buys(500n, { declined: true }), [last(90)]],
  ])('does not wake when %s', (_when, purchase, ofCard) => {
    expect(dormantCard(purchase, after({ ofCard }), thresholds)).toBeNull();
  });

  test('was not woken by what was declined', () => {
    const past = after({ ofCard: [last(1, { declined: true }), last(70)] });

    expect(dormantCard(buys(500n), past, thresholds)).toEqual({ days: 70 });
    expect(DAY_MS).toBe(86_400_000);
  });
});

describe('declines in a row', () => {
  const { thresholds } = usual.DECLINES_IN_A_ROW;
  const declined = (hoursAgo: number) => buys(500n, { hoursAgo, declined: true });
  const four = [0.1, 0.2, 0.3, 0.4].map(declined);

  test('are found at the fifth within an hour', () => {
    expect(declinesInARow(declined(0), after({ ofCard: four }), thresholds)).toEqual({ declines: 5, minutes: 60 });
  });

  test.each([
    ['an approval stands between', declined(0), [...four.slice(0, 2), buys(500n, { hoursAgo: 0.25 }), ...four.slice(2)]],
    ['one of them was an hour before', declined(0), [...four.slice(0, 3), declined(1.01)]],
    ['this one was approved', buys(500n), [...four, declined(0.5)]],
    ['the run was found already', declined(0), [...four, declined(0.5)]],
  ])('are not when %s', (_when, purchase, ofCard) => {
    expect(declinesInARow(purchase, after({ ofCard }), thresholds)).toBeNull();
  });
});
