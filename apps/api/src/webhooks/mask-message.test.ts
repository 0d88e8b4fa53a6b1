import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MASK, maskMessage } from './mask-message.ts';

const refund = {
  token: '59444176',
  type: 'refund',
  amount: '42.00',
  created_time: '2026-03-06T09:15:04Z',
  response: { code: '0000', memo: 'Approved' },
  card: { last_four: '7701', metadata: { budget: 'tools' } },
  card_acceptor: { name: 'CLOUDPINE', state: 'WA', mcc_groups: ['TRAVEL', 'FOOD'] },
  pos: { pin_present: false },
};
const shown = (body: unknown, whole: boolean): unknown => JSON.parse(maskMessage(JSON.stringify(body), { whole }));

describe('a message that an operator looks at', () => {
  test('shows what it is and when, and neither money nor merchant nor person', () => {
    expect(shown(refund, false)).toEqual({
      ...{ token: '59444176', type: 'refund', amount: MASK, created_time: '2026-03-06T09:15:04Z' },
      response: { code: '0000', memo: MASK },
      card: { last_four: MASK, metadata: { budget: MASK } },
      card_acceptor: { name: MASK, state: MASK, mcc_groups: [MASK, MASK] },
      pos: { pin_present: false },
    });
  });

  test('is whole once a reason was given', () => {
    expect(shown(refund, true)).toEqual(refund);
  });

  test.each(['pan', 'cvv', 'cvv_number', 'pin', 'pin_block', 'secret', 'basic_auth_password', 'access_token', 'otp'])(
    'never shows %s, whole or not, text or object',
    (field) => {
      for (const value of ['4111', 4111, { inside: 'x' }, ['x']]) {
        expect(shown({ card: { [field]: value } }, true)).toEqual({ card: { [field]: MASK } });
        expect(JSON.stringify(shown({ card: { [field]: value } }, false))).not.toContain('4111');
      }
    },
  );

  test('that is a bare text, as a request that could not be read, is shown when it is opened', () => {
    expect([shown('{"half', false), shown('{"half', true)]).toEqual([MASK, '{"half']);
  });

  test('keeps its form and no number, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(JSON.parse(maskMessage(JSON.stringify(body), { whole: false }), (_key, value) => formOf(value))).toEqual(
          JSON.parse(JSON.stringify(body), (_key, value) => formOf(value)),
        );
      }),
    );
  });
});

function formOf(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'number' ? 'a value' : value;
}
