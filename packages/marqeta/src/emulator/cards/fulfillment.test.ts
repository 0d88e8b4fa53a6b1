import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS } from '../core/clock.ts';
import { type Fulfillment, mayFulfill, REPORTABLE, shippingPlan } from './fulfillment.ts';

const days = { cardOrderedAfterDays: 1, cardShippedAfterDays: 2, cardDeliveredAfterDays: 5, expeditedShare: 0.5 };

test.each<[string, Fulfillment, boolean, (readonly [string, number])[]]>([
  [
    'a new card is ordered, shipped and delivered',
    'ISSUED',
    false,
    [
      ['ORDERED', 1],
      ['SHIPPED', 2],
      ['DELIVERED', 5],
    ],
  ],
  [
    'one in a hurry takes its share of the time',
    'ISSUED',
    true,
    [
      ['ORDERED', 0.5],
      ['SHIPPED', 1],
      ['DELIVERED', 2.5],
    ],
  ],
  [
    'one that was seen already is printed all the same',
    'DIGITALLY_PRESENTED',
    false,
    [
      ['ORDERED', 1],
      ['SHIPPED', 2],
      ['DELIVERED', 5],
    ],
  ],
  [
    'a second order takes what is left of a first',
    'REORDERED',
    false,
    [
      ['SHIPPED', 1],
      ['DELIVERED', 4],
    ],
  ],
  ['one with the carrier is only delivered', 'SHIPPED', false, [['DELIVERED', 3]]],
  ['a rejected one goes nowhere', 'REJECTED', false, []],
  ['a delivered one is there', 'DELIVERED', false, []],
])('%s', (_what, reached, expedite, expected) => {
  const plan = shippingPlan(days, expedite, reached).map(({ status, afterMs }) => [status, afterMs / DAY_MS]);

  expect(plan).toEqual(expected);
});

test('every plan is a way that a card may go', () => {
  const plannable = fc.property(
    fc.constantFrom<Fulfillment>('ISSUED', ...REPORTABLE, 'DIGITALLY_PRESENTED'),
    fc.boolean(),
    (reached, hurry) => {
      let at: Fulfillment = reached;
      let time = 0;
      for (const { status, afterMs } of shippingPlan(days, hurry, reached)) {
        if (!mayFulfill(at, status) || afterMs < time) return false;
        [at, time] = [status, afterMs];
      }
      return true;
    },
  );

  expect(fc.check(plannable)).toMatchObject({ failed: false });
});

test('whatever is reported, only a rejected card is ordered again, and a delivered one stays delivered', () => {
  const lawful = fc.property(fc.array(fc.constantFrom(...REPORTABLE)), (reports) => {
    let at: Fulfillment = 'ISSUED';
    for (const status of reports) {
      if (!mayFulfill(at, status)) continue;
      if (status === 'REORDERED' && at !== 'REJECTED') return false;
      if (at === 'DELIVERED') return false;
      at = status;
    }
    return true;
  });

  expect(fc.check(lawful)).toMatchObject({ failed: false });
});
