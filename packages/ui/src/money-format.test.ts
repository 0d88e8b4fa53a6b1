import { describe, expect, test } from 'vitest';
import { decimalText, formatMoney, moneyParts, shareOf } from './money-format.ts';

describe('an amount in minor units', () => {
  test.each([
    ['12900', 'USD', '129.00'],
    ['5', 'EUR', '0.05'],
    ['-5', 'EUR', '-0.05'],
    ['0', 'USD', '0.00'],
    ['129', 'JPY', '129'],
    ['1234567', 'KWD', '1234.567'],
    ['100', 'AFN', '1.00'],
    ['900719925474099312', 'USD', '9007199254740993.12'],
  ])('%s of %s is %s', (minor, currency, text) => {
    expect(decimalText({ minor, currency })).toBe(text);
  });

  test.each([
    ['12900', 'USD', 'en', '$129.00'],
    ['-12900', 'USD', 'en', '-$129.00'],
    ['900719925474099312', 'USD', 'en', '$9,007,199,254,740,993.12'],
    ['129', 'JPY', 'en', '¥129'],
    ['100', 'AFN', 'en', 'AFN\u00a01.00'],
    ['1234567', 'EUR', 'pt-PT', '12\u00a0345,67\u00a0€'],
  ])('%s of %s reads in %s as %s', (minor, currency, locale, text) => {
    expect(formatMoney({ minor, currency }, locale)).toBe(text);
  });

  test('shows its sign when asked, and none for zero', () => {
    expect(formatMoney({ minor: 500n, currency: 'USD' }, 'en', { sign: 'exceptZero' })).toBe('+$5.00');
    expect(formatMoney({ minor: 0n, currency: 'USD' }, 'en', { sign: 'exceptZero' })).toBe('$0.00');
  });

  test('names its parts, so that cents can be drawn muted', () => {
    const parts = moneyParts({ minor: '12905', currency: 'USD' }, 'en');
    expect(parts.find((part) => part.type === 'fraction')?.value).toBe('05');
  });
});

describe('the share that is used', () => {
  const usd = (minor: bigint) => ({ minor, currency: 'USD' });
  test.each([
    [0n, 100n, 0],
    [25n, 100n, 0.25],
    [100n, 100n, 1],
    [250n, 100n, 1],
    [-10n, 100n, 0],
    [0n, 0n, 0],
    [1n, 0n, 1],
  ])('%s of %s is %s', (used, limit, share) => {
    expect(shareOf(usd(used), usd(limit))).toBe(share);
  });
});
