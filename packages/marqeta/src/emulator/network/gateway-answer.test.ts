import { describe, expect, test } from 'vitest';
import type { HttpOutcome } from '../core/transport.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { type Asked, readGatewayAnswer } from './gateway-answer.ts';

const asked: Asked = {
  transaction: 'tx',
  jit: 'jit-1',
  method: 'pgfs.authorization',
  amount: 100_000,
  partialAllowed: false,
  accountVerification: false,
};
const answered = (status: number, body: unknown): HttpOutcome => ({
  kind: 'answered',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
  durationMs: 12.4,
});
const jit = (but: object = {}): object => ({
  jit_funding: { token: 'jit-1', method: 'pgfs.authorization', user_token: 'u', amount: 10, ...but },
});
const read = (outcome: HttpOutcome, but: Partial<Asked> = {}) =>
  readGatewayAnswer(outcome, { ...asked, ...but }, DEFAULT_SETTINGS.unconfirmed);

describe('the gateway approves', () => {
  test('with 200 and the amount that was asked', () => {
    const verdict = read(answered(200, jit({ memo: 'fine' })));

    expect(verdict).toMatchObject({ approved: true, amount: 100_000, responseCode: '0000', answer: { memo: 'fine' } });
    expect(verdict.log).toMatchObject({ order_number: 'tx', transaction_id: 'jit-1', timed_out: false, response: { code: '200' } });
  });

  test('with an amount in quotes', () => {
    expect(read(answered(200, jit({ amount: '10.00' })))).toMatchObject({ approved: true, amount: 100_000 });
  });

  test('for less where terminal and product allow it', () => {
    expect(read(answered(200, jit({ amount: 4 })), { partialAllowed: true })).toMatchObject({
      approved: true,
      amount: 40_000,
      responseCode: '0002',
    });
  });

  test('a check of the account', () => {
    const verdict = read(answered(200, jit({ amount: 0 })), { amount: 0, accountVerification: true });

    expect(verdict).toMatchObject({ approved: true, responseCode: '1830' });
  });
});

describe('the purchase is declined', () => {
  test.each<[string, HttpOutcome, string, string]>([
    ['for want of funds', answered(402, jit({ decline_reason: 'INSUFFICIENT_FUNDS' })), '1884', '402'],
    ['for a reason whose code nobody knows', answered(402, jit({ decline_reason: 'STOP_PAYMENT' })), '1885', '402'],
    ['for a reason that is no reason', answered(402, jit({ decline_reason: 'toString' })), '1885', '402'],
    ['without a reason', answered(402, jit()), '1016', '402'],
    ['with 402 and no body', answered(402, ''), '1016', '96'],
    ['for less, which the terminal cannot do', answered(200, jit({ amount: 4 })), '1016', '200'],
    ['for more than was asked', answered(200, jit({ amount: 10.01 })), '1883', '200'],
    ['with another token', answered(200, jit({ token: 'jit-2' })), '1016', '96'],
    ['with another method', answered(200, jit({ method: 'pgfs.refund' })), '1016', '96'],
    ['with no amount', answered(200, jit({ amount: null })), '1016', '96'],
    ['with less than nothing', answered(200, jit({ amount: -1 })), '1016', '96'],
    ['with no JSON', answered(200, '<html>'), '1016', '96'],
    ['with a list', answered(200, { jit_funding: [] }), '1016', '96'],
    ['with 201', answered(201, jit()), '1016', '96'],
    ['with 500', answered(500, jit()), '1016', '96'],
    ['by a closed door', { kind: 'failed', error: 'ECONNREFUSED', durationMs: 1 }, '1016', '96'],
    ['by silence', { kind: 'timed_out', durationMs: 3_000.4 }, '1016', '97'],
  ])('%s', (_how, outcome, responseCode, logCode) => {
    const verdict = read(outcome);

    expect(verdict).toMatchObject({ approved: false, responseCode, log: { response: { code: logCode } } });
    expect(verdict.log['timed_out']).toBe(outcome.kind === 'timed_out');
  });

  test('by silence, in the words and with the code that were chosen', () => {
    const choices = { ...DEFAULT_SETTINGS.unconfirmed, timedOutCode: '1922', timedOutMessage: 'No answer.' };
    const verdict = readGatewayAnswer({ kind: 'timed_out', durationMs: 3_000 }, asked, choices);

    expect(verdict).toMatchObject({ responseCode: '1922', log: { message: 'No answer.' } });
  });

  test('when nothing of it is approved', () => {
    expect(read(answered(200, jit({ amount: 0 })), { partialAllowed: true })).toMatchObject({ approved: false });
  });
});
