import { expect, test } from 'vitest';
import {
  draftOf,
  type ExceptionDraft,
  type ExceptionField,
  faultsOf,
  type LeastException,
  letsThrough,
  wishOf,
} from './exception-draft.ts';

const coffee: LeastException = { merchant: { by: 'MID', value: '0042', name: 'Blue Door' }, amountMinor: '4500' };

test('begins with the declined purchase: its merchant, its amount, once, within the hour', () => {
  expect(wishOf(draftOf(coffee), coffee)).toEqual({ merchant: { by: 'MID', value: '0042' }, amountMinor: '4500', minutes: 60, uses: 1 });
});

test('is for any merchant when the purchase named none, or when that is chosen', () => {
  const nameless = { ...coffee, merchant: null };

  expect(wishOf(draftOf(nameless), nameless)?.merchant).toBeNull();
  expect(wishOf({ ...draftOf(coffee), where: 'ANY' }, coffee)?.merchant).toBeNull();
});

test('without a purchase the merchant and the amount are asked for', () => {
  const draft = draftOf(undefined);

  expect([...faultsOf(draft)]).toEqual(['merchant', 'amountMinor']);
  expect(wishOf({ ...draft, value: ' BLUE* ', amountMinor: '100' }, undefined)?.merchant).toEqual({ by: 'NAME', value: 'BLUE*' });
});

test.each<[ExceptionDraft['lasts'], number | undefined, number]>([
  ['15', undefined, 15],
  ['60', 7, 60],
  ['1440', undefined, 1440],
  ['OWN', 10_080, 10_080],
])('lasts as chosen: %s', (lasts, minutes, expected) => {
  expect(wishOf({ ...draftOf(coffee), lasts, minutes }, coffee)?.minutes).toBe(expected);
});

test.each<[string, Partial<ExceptionDraft>, ExceptionField]>([
  ['no time', { lasts: 'OWN' }, 'minutes'],
  ['part of a minute', { lasts: 'OWN', minutes: 1.5 }, 'minutes'],
  ['more than seven days', { lasts: 'OWN', minutes: 10_081 }, 'minutes'],
  ['nothing', { amountMinor: '0' }, 'amountMinor'],
  ['what is no amount', { amountMinor: null }, 'amountMinor'],
  ['no purchase', { uses: 0 }, 'uses'],
  ['twenty-one purchases', { uses: 21 }, 'uses'],
  ['a merchant without a name', { where: 'NAMED', value: ' ' }, 'merchant'],
])('does not ask for %s', (_what, but, field) => {
  const draft = { ...draftOf(coffee), ...but };

  expect([...faultsOf(draft)]).toEqual([field]);
  expect(wishOf(draft, coffee)).toBeNull();
});

const noon = new Date('2026-05-04T12:00:00Z');
const open = {
  merchant: { by: 'MID' as const, value: '0042' },
  amount: { minor: '4500', currency: 'EUR' },
  expiresAt: '2026-05-04T12:00:01Z',
  uses: 1,
  usedCount: 0,
};

test.each<[string, Partial<typeof open> | { merchant: null }, boolean]>([
  ['it is of the same merchant and amount', {}, true],
  ['it is of any merchant', { merchant: null }, true],
  ['it is of another merchant', { merchant: { by: 'MID', value: '0043' } }, false],
  ['it is of a cent less', { amount: { minor: '4499', currency: 'EUR' } }, false],
  ['it is of another currency', { amount: { minor: '4500', currency: 'USD' } }, false],
  ['it is used up', { usedCount: 1 }, false],
  ['its time is over', { expiresAt: '2026-05-04T12:00:00Z' }, false],
])('when %s the purchase is let through: %#', (_when, but, expected) => {
  expect(letsThrough({ ...open, ...but }, coffee, 'EUR', noon)).toBe(expected);
});
