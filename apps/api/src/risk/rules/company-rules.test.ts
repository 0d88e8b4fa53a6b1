import { describe, expect, test } from 'vitest';
import { learnt, merchantRing, velocity } from './company-rules.ts';
import { judge } from './judge.ts';
import { DAY_MS, HOUR_MS } from './purchase.ts';
import { settingsFrom, USUAL_SETTINGS } from './thresholds.ts';
import { after, buys, NOW_MS, usual } from '../../testing/judged-purchases.ts';

describe('velocity', () => {
  const { thresholds } = usual.VELOCITY;
  const company = (recent: number, most: number) => after({ company: { recent, usual: most, sinceMs: 0 } });

  test('is twenty purchases in ten minutes where four were the most', () => {
    expect(velocity(buys(500n), company(20, 4), thresholds)).toEqual({ purchases: 20, minutes: 10, usual: 4 });
  });

  test.each([
    ['there is one fewer', company(19, 0)],
    ['it is less than five times as many as there were', company(24, 5)],
  ])('is not when %s', (_when, past) => {
    expect(velocity(buys(500n), past, thresholds)).toBeNull();
  });
});

describe('a merchant ring', () => {
  const { thresholds } = usual.MERCHANT_RING;
  const merchant = { firstMs: NOW_MS - 10 * HOUR_MS, people: ['bruno', 'carol'] };
  const past = after({ merchant, company: { recent: 1, usual: 0, sinceMs: NOW_MS - 60 * DAY_MS } });

  test('is three people at a merchant that the company has known for hours', () => {
    expect(merchantRing(buys(500n), past, thresholds)).toEqual({ people: 3, merchant: 'Shop', hours: 48 });
  });

  test.each([
    ['they are two', { ...past, merchant: { ...merchant, people: ['bruno'] } }],
    ['this person was one of them', { ...past, merchant: { ...merchant, people: ['bruno', 'carol', 'maya'] } }],
    ['the company has known it for longer', { ...past, merchant: { ...merchant, firstMs: NOW_MS - 48 * HOUR_MS - 1 } }],
    [
      'the company had begun a month before at most',
      { ...past, company: { recent: 1, usual: 0, sinceMs: merchant.firstMs - 29 * DAY_MS } },
    ],
    ['nobody was there before', { ...past, merchant: null }],
  ])('is not when %s', (_when, before) => {
    expect(merchantRing(buys(500n), before, thresholds)).toBeNull();
  });

  test('is learnt from purchases that were not declined, each person once', () => {
    const first = learnt(null, buys(500n));
    const again = learnt(first, buys(500n));

    expect(first).toEqual({ firstMs: NOW_MS, people: ['maya'] });
    expect(again).toBe(first);
    expect(learnt(first, buys(500n, { userId: 'bruno' }))).toEqual({ firstMs: NOW_MS, people: ['maya', 'bruno'] });
    expect(learnt(null, buys(500n, { declined: true }))).toBeNull();
  });
});

describe('all rules', () => {
  const past = after({
    ofCard: [buys(500n, { hoursAgo: 100 * 24, cardPresent: true, country: 'PT' })],
    approved: 50,
    countries: new Set(['PT']),
  });
  const purchase = buys(500n, { country: 'BR' });

  test('speak each for itself', () => {
    expect(judge(purchase, past, USUAL_SETTINGS).map(({ rule }) => rule)).toEqual(['FIRST_COUNTRY', 'DORMANT_CARD']);
  });

  test('are silent where they are switched off, and go by the thresholds that were set', () => {
    const settings = settingsFrom({ FIRST_COUNTRY: { isOn: false }, DORMANT_CARD: { isOn: true, thresholds: { DAYS: 101 } } });

    expect(judge(purchase, past, settings)).toEqual([]);
  });
});
