import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { eventRule, mayFollow } from './events.ts';

const usual = { accountVerification: false, forced: false };

test.each<[string, keyof typeof DEFAULT_SETTINGS.unconfirmed]>([
  ['pindebit', 'pinDebitMethod'],
  ['authorization.clearing', 'clearingMethod'],
  ['original.credit.auth_plus_capture.reversal', 'originalCreditReversalMethod'],
  ['account.funding.auth_plus_capture.reversal', 'accountFundingReversalMethod'],
])('the JIT method of %s is a choice', (event, choice) => {
  const choices = { ...DEFAULT_SETTINGS.unconfirmed, [choice]: 'pgfs.as.chosen' };

  expect(eventRule(event, usual, choices)).toMatchObject({ method: 'pgfs.as.chosen' });
});

test.each<[string, 'DEBIT' | 'CREDIT', boolean]>([
  ['authorization.clearing', 'DEBIT', true],
  ['authorization.clearing', 'CREDIT', false],
  ['authorization.reversal', 'CREDIT', false],
  ['refund', 'DEBIT', true],
  ['refund', 'CREDIT', true],
  ['refund.authorization.clearing', 'DEBIT', false],
  ['original.credit.auth_plus_capture.reversal', 'CREDIT', true],
  ['original.credit.auth_plus_capture.reversal', 'DEBIT', false],
  ['account.funding.auth_plus_capture.reversal', 'DEBIT', true],
])('whether %s follows a %s purchase: %s', (event, side, allowed) => {
  const rule = eventRule(event, usual, DEFAULT_SETTINGS.unconfirmed);

  expect(rule !== null && mayFollow(rule, side)).toBe(allowed);
});
