import { MERCHANT_CATEGORIES as NAMED } from '@afc/words';
import { expect, test } from 'vitest';
import { MERCHANT_CATEGORIES, mccsOfCategories } from './categories.ts';
import { mccCodes, mccRange } from './mcc.ts';

test('every kind of merchant has a name, and every name a kind', () => {
  expect([...MERCHANT_CATEGORIES].sort()).toEqual([...NAMED].sort());
});

test.each(MERCHANT_CATEGORIES)('%s is made of codes and ranges', (category) => {
  expect(mccsOfCategories([category]).filter((text) => mccRange(text) === null)).toEqual([]);
});

test('no code is of two kinds', () => {
  const codes = MERCHANT_CATEGORIES.flatMap((category) => mccCodes(mccsOfCategories([category])));

  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
