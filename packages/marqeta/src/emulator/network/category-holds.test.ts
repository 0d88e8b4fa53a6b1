import { expect, test } from 'vitest';
import type { Body } from '../core/resources.ts';
import { categoryHold, heldOf } from './category-holds.ts';

const group = (authorization_controls: object): Body => ({ config: { authorization_controls } });
const PRODUCT = { config: { transaction_controls: { allow_mcc_group_authorization_controls: true } } };

test.each<[string, Body[], number]>([
  ['no group', [], 500_000],
  ['a group that says nothing', [group({})], 500_000],
  ['an amount on top', [group({ hold_increase: { type: 'AMOUNT', value: 25 } })], 750_000],
  ['a part on top, to the cent', [group({ hold_increase: { type: 'PERCENT', value: 33.3333 } })], 666_700],
  ['up to what is more', [group({ hold_increase: { type: 'UP_TO_LIMIT', value: 175 } })], 1_750_000],
  ['up to what is less', [group({ hold_increase: { type: 'UP_TO_LIMIT', value: 1 } })], 500_000],
  [
    'the most of two groups',
    [group({ hold_increase: { type: 'AMOUNT', value: 1 } }), group({ hold_increase: { type: 'PERCENT', value: 20 } })],
    600_000,
  ],
])('of fifty %s is held as it says', (_what, groups, held) => {
  expect(heldOf(500_000, categoryHold(PRODUCT, groups))).toBe(held);
});

test('the longest hold of the groups counts', () => {
  const groups = [group({ hold_expiration_days: 7 }), group({ hold_expiration_days: 30 })];

  expect(categoryHold(PRODUCT, groups).days).toBe(30);
  expect(categoryHold(PRODUCT, []).days).toBeNull();
});

test('a product can leave the groups out', () => {
  const product = { config: { transaction_controls: { allow_mcc_group_authorization_controls: false } } };

  expect(categoryHold(product, [group({ hold_expiration_days: 30 })])).toEqual({ days: null, increases: [] });
});
