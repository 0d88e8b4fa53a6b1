import { expect, test } from 'vitest';
import { draftOf, isMcc, wishOf } from './control-draft.ts';

test('a new control begins as a monthly limit in force, and asks for nothing before an amount is typed', () => {
  const draft = draftOf(undefined);

  expect(wishOf(draft, 'USD')).toBeNull();
  expect(wishOf({ ...draft, amountMinor: '50000' }, 'USD')).toEqual({
    controlType: 'AMOUNT_LIMIT',
    mode: 'ENFORCE',
    isActive: true,
    window: 'MONTH',
    amountMinor: '50000',
    currency: 'USD',
  });
});

test('an amount that cannot be read is not sent', () => {
  expect(wishOf({ ...draftOf(undefined), amountMinor: null }, 'USD')).toBeNull();
});

test('a rule on merchant categories carries neither amount nor window', () => {
  const draft = { ...draftOf(undefined), controlType: 'MCC_BLOCK' as const, amountMinor: '100', mccs: ['7995'] };

  expect(wishOf(draft, 'USD')).toEqual({ controlType: 'MCC_BLOCK', mode: 'ENFORCE', isActive: true, mccs: ['7995'] });
  expect(wishOf({ ...draft, mccs: [] }, 'USD')).toBeNull();
});

test.each([
  ['5812', true],
  ['3000-3299', true],
  ['3299-3000', false],
  ['581', false],
  ['food', false],
])('%s as a category: %s', (typed, readable) => {
  expect(isMcc(typed)).toBe(readable);
});
