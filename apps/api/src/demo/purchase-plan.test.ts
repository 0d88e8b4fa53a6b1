import { expect, test } from 'vitest';
import { harborline } from './demo-companies.ts';
import { planPurchases } from './purchase-plan.ts';

const merchants = ['5812', '5943', '7372', '5732', '4121', '7011', '5541', '5813'].map((mcc) => ({ mcc }));
const end = new Date('2026-03-02T12:00:00Z');
const plan = (seed: number) => planPurchases(harborline, merchants, { end, days: 90, seed });

test('the same seed gives the same history', () => {
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});

test('all purchases lie in the days before the end, oldest first', () => {
  const times = plan(7).map(({ at }) => at.getTime());

  expect(times).toHaveLength(harborline.purchases);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(Math.max(...times)).toBeLessThan(end.getTime());
  expect(Math.min(...times)).toBeGreaterThan(end.getTime() - 91 * 86_400_000);
});

test('a card buys where its habits lead, and a card that was never activated buys nothing', () => {
  const software = plan(7).filter(({ card }) => card.habits.join() === 'software');

  expect(software.filter(({ merchant }) => merchant.mcc === '7372').length).toBeGreaterThan(software.length * 0.9);
  expect(plan(7).some(({ card }) => card.endsAs === 'UNACTIVATED')).toBe(false);
});
