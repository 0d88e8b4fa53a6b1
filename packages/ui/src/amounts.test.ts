import { expect, test } from 'vitest';
import { minorOf, typedOf } from './amounts.ts';

test.each<[string, string, string, bigint | null]>([
  ['500', 'USD', 'en', 50_000n],
  ['12.5', 'USD', 'en', 1_250n],
  ['12,50', 'EUR', 'pt-PT', 1_250n],
  ['12.50', 'EUR', 'pt-PT', 1_250n],
  ['1,234.56', 'USD', 'en', 123_456n],
  ['1.234,56', 'EUR', 'pt-PT', 123_456n],
  ['1 234,56', 'EUR', 'pt-PT', 123_456n],
  ['1,234', 'USD', 'en', 123_400n],
  ['1.234', 'EUR', 'pt-PT', 123_400n],
  ['1,234,567', 'USD', 'en', 123_456_700n],
  ['1,234', 'JPY', 'en', 1_234n],
  ['1.234', 'KWD', 'en', 1_234n],
  ['90071992547409.93', 'USD', 'en', 9_007_199_254_740_993n],
  ['12.345', 'USD', 'en', null],
  ['0,005', 'EUR', 'pt-PT', null],
  ['1.5', 'JPY', 'en', null],
  ['1,23,4.00', 'USD', 'en', null],
  ['1.2.3', 'USD', 'en', null],
  ['-5', 'USD', 'en', null],
  ['', 'USD', 'en', null],
  ['five', 'USD', 'en', null],
])('%s in %s, typed in %s, is %s minor units', (typed, currency, locale, minor) => {
  expect(minorOf(typed, currency, locale)).toBe(minor);
});

test.each([
  ['123456', 'USD', 'en', '1234.56'],
  ['123456', 'EUR', 'pt-PT', '1234,56'],
  ['50000', 'USD', 'en', '500'],
  ['5', 'USD', 'en', '0.05'],
  ['1234', 'JPY', 'en', '1234'],
])('%s minor units of %s are edited in %s as %s', (minor, currency, locale, typed) => {
  expect(typedOf(minor, currency, locale)).toBe(typed);
  expect(minorOf(typed, currency, locale)).toBe(BigInt(minor));
});
