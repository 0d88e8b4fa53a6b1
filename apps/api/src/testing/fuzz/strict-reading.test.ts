import { describe, expect, test } from 'vitest';
import { asking } from '../money-harness.ts';
import { readStrictly } from './strict-reading.ts';

const card = { token: 'card-1' };
const read = (body: unknown) => readStrictly(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const question = (amount: string) => asking(card, { token: 't1', jitToken: 'j1', amount });

describe('a question reads', () => {
  test('as what it says', () => {
    const reading = {
      jitToken: 'j1',
      transactionToken: 't1',
      method: 'pgfs.authorization',
      cardToken: 'card-1',
      currency: 'USD',
      minor: 12_900n,
    };
    expect(read(question('129.00'))).toEqual(reading);
  });

  test.each([
    ['0.01', 1n],
    ['1.5e1', 1_500n],
    ['100e-2', 100n],
    ['3.000', 300n],
    ['90071992547409.93', null],
    ['9007199254740.93', 900_719_925_474_093n],
  ])('with the digits of %s, not the nearest binary number', (amount, minor) => {
    const text = JSON.stringify(question('7')).replaceAll('"amount":"7"', `"amount":${amount}`);
    expect(read(text)?.minor ?? null).toBe(minor);
  });
});

type Question = Record<string, unknown> & { gpa_order: { currency_code?: unknown; jit_funding: { token: unknown } } };

describe('nothing is read', () => {
  test.each(['-1', '0.001', '1,5', 'NaN', '', ' 1', '0x10', '+5', '01', '1e999', '.5', '5.'])('from the amount %j', (amount) => {
    expect(read(question(amount))).toBeNull();
  });

  test.each<[string, (body: Question) => unknown]>([
    ['two orders are asked', (body) => (body['gpa_order_unload'] = body['gpa_order'])],
    [
      'a debit is asked in an unload',
      (body) => [(body['gpa_order_unload'] = body['gpa_order']), delete (body as Partial<Question>).gpa_order],
    ],
    ['two currencies are named', (body) => (body['currency_code'] = 'EUR')],
    ['no currency is named', (body) => [delete body['currency_code'], delete body.gpa_order.currency_code]],
    ['the card is a number', (body) => (body['card_token'] = 5)],
    ['the token has a zero byte', (body) => (body.gpa_order.jit_funding.token = 'a\0b')],
  ])('when %s', (_when, change) => {
    const body = question('5.00') as Question;
    change(body);
    expect(read(body)).toBeNull();
  });
});
