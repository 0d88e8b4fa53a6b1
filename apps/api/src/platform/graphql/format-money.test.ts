import { expect, test } from 'vitest';
import { formatMoney } from './format-money.ts';

test.each([
  [{ minor: 12_900n, currency: 'USD' }, 'en', '$129.00'],
  [{ minor: -5n, currency: 'USD' }, 'en', '-$0.05'],
  [{ minor: 1_234_567n, currency: 'EUR' }, 'pt-PT', '12\u00a0345,67\u00a0€'],
  [{ minor: 500n, currency: 'JPY' }, 'en', '¥500'],
  [{ minor: 1_500n, currency: 'KWD' }, 'en', 'KWD\u00a01.500'],
  [{ minor: 123_456_789_012_345_678n, currency: 'USD' }, 'en', '$1,234,567,890,123,456.78'],
])('%o is in %s %s', (money, locale, text) => {
  expect(formatMoney(money, locale)).toBe(text);
});

test('a locale that is no language tag is refused', () => {
  expect(() => formatMoney({ minor: 1n, currency: 'USD' }, 'not a locale')).toThrow(RangeError);
});
