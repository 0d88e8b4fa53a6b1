import { ACTIONABLE_METHODS } from '@afc/marqeta';
import { expect, test } from 'vitest';
import { methodOf } from './methods.ts';

test.each(ACTIONABLE_METHODS)('%s is asked, or declined by name', (method) => {
  expect(['ASKED', 'UNKNOWN']).toContain(methodOf(method).kind);
});

test.each<[string, object]>([
  ['pgfs.authorization', { effect: 'HOLD', rules: 'ALL', follows: false }],
  ['pgfs.authorization.incremental', { effect: 'HOLD', rules: 'ALL', follows: true }],
  ['pgfs.auth_plus_capture', { effect: 'POST', direction: 'DEBIT' }],
  ['pgfs.pindebit.cashback', { effect: 'POST', direction: 'DEBIT' }],
  ['pgfs.refund.authorization', { effect: 'ANNOUNCE', direction: 'CREDIT', rules: 'NONE' }],
  ['pgfs.original.credit.auth_plus_capture', { effect: 'POST', direction: 'CREDIT' }],
  ['pgfs.pindebit.balanceinquiry', { effect: 'NOTHING', balances: true, rules: 'STATE' }],
  ['pgfs.authorization.account_verification', { effect: 'HOLD', rules: 'STATE' }],
])('%s means %o', (method, meaning) => {
  expect(methodOf(method)).toMatchObject({ kind: 'ASKED', meaning });
});

test.each(['pgfs.authorization.clearing', 'pgfs.refund', 'pgfs.force_capture', 'pgfs.dispute.credit', 'pgfs.authorization.standin'])(
  '%s only tells',
  (method) => {
    expect(methodOf(method)).toEqual({ kind: 'TOLD' });
  },
);

test.each(['', 'pgfs.teleportation', 'constructor', '__proto__', 'PGFS.AUTHORIZATION'])('"%s" is unknown', (method) => {
  expect(methodOf(method)).toEqual({ kind: 'UNKNOWN' });
});
