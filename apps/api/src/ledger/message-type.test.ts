import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { messageType, whyKept } from './message-type.ts';

const FACTS = readFileSync(new URL('../../../../docs/wire-format.md', import.meta.url), 'utf8');

/** Every type that the wire format lists (§9.10), those of its last lines included. */
function typesOfTheFacts(): string[] {
  const [, listed = ''] = /\n9\.10 [^\n]*\n([\s\S]*?)\n {2}The 3\.0\.24 list/.exec(FACTS) ?? [];
  return [...listed.matchAll(/`([a-z.-]+)`/g)].map(([, type = '']) => type);
}

/** Of older lists, and names that only webhooks have: written as text in the same section. */
const OTHERS = [
  'pushtocard.debit',
  'pushtocard.reversal',
  'credit.adjustment',
  'debit.adjustment',
  'pindebit.quasicash',
  'address.verification',
  'authorization.clearing.representment',
  'authorization.clearing.network.fee',
  'billpayment',
  'billpayment.clearing',
  'billpayment.reversal',
  'authorization.account_verification',
];

describe('what is made of a type', () => {
  test('all types of the wire format are read, each once', () => {
    const types = typesOfTheFacts();

    expect(types).toHaveLength(138);
    expect(new Set(types).size).toBe(138);
  });

  test.each([...typesOfTheFacts(), ...OTHERS])('%s is booked, or kept for a reason, and not both', (type) => {
    expect([messageType(type) !== null, whyKept(type) !== null].filter(Boolean)).toHaveLength(1);
  });

  test('the section names the others still', () => {
    const section = FACTS.slice(FACTS.indexOf('\n9.10 '), FACTS.indexOf('\n9.11 '));
    for (const type of OTHERS) expect(section).toContain(type.replace('pushtocard.reversal', '/.reversal'));
  });

  test.each<[string, string, string]>([
    ['authorization', 'HOLD', 'MERCHANT'],
    ['authorization.standin', 'HOLD', 'MERCHANT'],
    ['account.funding.authorization', 'HOLD', 'MERCHANT'],
    ['billpayment', 'HOLD', 'MERCHANT'],
    ['authorization.advice', 'ADVICE', 'MERCHANT'],
    ['authorization.reversal', 'RELEASE', 'MERCHANT'],
    ['authorization.reversal.issuerexpiration', 'EXPIRE', 'MERCHANT'],
    ['authorization.clearing.quasi.cash', 'CLEAR', 'MERCHANT'],
    ['pindebit.cashback', 'POST', 'MERCHANT'],
    ['pindebit.reversal', 'UNPOST', 'MERCHANT'],
    ['refund', 'GIVE', 'MERCHANT'],
    ['original.credit.auth_plus_capture', 'GIVE', 'OUTSIDE'],
    ['fee.charge', 'FEE', 'MERCHANT'],
    ['fee.charge.refund', 'FEE_BACK', 'MERCHANT'],
    ['fee.charge.pending', 'NOTHING', 'MERCHANT'],
    ['authorization.pin.change', 'NOTHING', 'MERCHANT'],
    ['pindebit.chargeback', 'DISPUTE_CREDIT', 'MERCHANT'],
  ])('%s: %s', (type, effect, source) => {
    expect(messageType(type)).toEqual({ effect, source });
  });

  test.each([
    ['gpa.credit.authorization', 'NOT_OURS'],
    ['programreserve.debit', 'NOT_OURS'],
    ['directdeposit.credit', 'NOT_FOR_CARDS'],
    ['fee.collection.debit', 'NOT_FOR_CARDS'],
    ['unknown', 'NOT_FOR_CARDS'],
    ['authorization.levitation', null],
  ])('%s is kept: %s', (type, why) => {
    expect(messageType(type)).toBeNull();
    expect(whyKept(type)).toBe(why);
  });
});
