import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { eventRule } from './events.ts';

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
