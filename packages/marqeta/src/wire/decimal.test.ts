import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonNumber, parseJsonKeepingDecimals } from './decimal.ts';

const decimals = fc.tuple(fc.boolean(), fc.bigInt(0n, 10n ** 17n), fc.integer({ min: 0, max: 12 })).map(([negative, digits, scale]) => {
  const text = digits.toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  return `${negative ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(text.length - scale)}`}`;
});

describe('amounts', () => {
  test('keep every digit that was written', () => {
    fc.assert(
      fc.property(decimals, (digits) => {
        expect(parseJsonKeepingDecimals(`{"amount": ${digits} ,"gpa":{"ledger_balance":${digits}}}`)).toEqual({
          amount: digits,
          gpa: { ledger_balance: digits },
        });
      }),
    );
  });

  test.each([
    ['1e2', '100'],
    ['1.25E+1', '12.5'],
    ['125e-4', '0.0125'],
    ['-1.5e-1', '-0.15'],
    ['0e5', '0'],
    ['12.34e1', '123.4'],
  ])('written %s mean %s', (written, plain) => {
    expect(parseJsonKeepingDecimals(`{"amount":${written}}`)).toEqual({ amount: plain });
  });

  test('beyond all measure stay numbers, which validation refuses', () => {
    expect(parseJsonKeepingDecimals('{"amount":1e300}')).toEqual({ amount: 1e300 });
  });

  test('go out with the digits they came with', () => {
    fc.assert(
      fc.property(decimals, (digits) => {
        expect(JSON.stringify({ amount: jsonNumber(digits) })).toBe(`{"amount":${digits}}`);
      }),
    );
    expect(() => jsonNumber('1,2')).toThrow(TypeError);
  });
});

describe('everything else', () => {
  test('is read as JSON.parse reads it, amounts apart', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!/\\u(0000|d)/i.test(json));
        expect(parseJsonKeepingDecimals(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  test('has nothing left in a text that no database keeps: what is decided on must be what is kept', () => {
    const body = String.raw`{"token":"a\u0000b","list":["\u0000","\ud800","\ud83d\ude00"],"path":"\\u0000"}`;

    expect(parseJsonKeepingDecimals(body)).toEqual({ token: 'a\uFFFDb', list: ['\uFFFD', '\uFFFD', '😀'], path: String.raw`\u0000` });
  });

  test('is left alone inside text, however it looks', () => {
    const tricky = { note: '"amount": 12.5, \\"amount\\":3}', 'odd"amount': 'x', list: ['amount', 5], n: 7 };

    expect(parseJsonKeepingDecimals(JSON.stringify(tricky))).toEqual(tricky);
  });

  test.each([
    '{"amount":01}',
    '{"amount":.5}',
    '{"amount":1.}',
    '{"amount":--1}',
    '{"amount":1 2}',
    '{"amount":\u00a01}',
    '{"amount"\u000b:1}',
    '{"amount":1\u000c}',
  ])('is refused when it is no JSON: %s', (body) => {
    expect(() => parseJsonKeepingDecimals(body)).toThrow(SyntaxError);
  });
});
