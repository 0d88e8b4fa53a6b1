import { expect, test } from 'vitest';
import { alpha2Of, isCountry } from './country.ts';

test.each([
  ['US', 'US'],
  ['USA', 'US'],
  ['840', 'US'],
  ['prt', 'PT'],
  ['XX', null],
  ['', null],
])('%s is %s', (text, expected) => {
  expect(alpha2Of(text)).toBe(expected);
});

test('only two letters are a country to be listed', () => {
  expect(['PT', 'PRT', '620', 'XX'].filter(isCountry)).toEqual(['PT']);
});
