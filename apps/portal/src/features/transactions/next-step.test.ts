import { expect, test } from 'vitest';
import { nextStep } from './next-step.ts';

test.each([
  ['AMOUNT_LIMIT_EXCEEDED', 'payLessOrWait'],
  ['COUNT_LIMIT_EXCEEDED', 'waitOrAsk'],
  ['CARD_FROZEN', 'openCard'],
  ['MCC_BLOCKED', 'otherPurchase'],
  ['COUNTRY_NOT_ALLOWED', 'otherPurchase'],
  ['OUTSIDE_SCHEDULE', 'anotherTime'],
  ['CARDHOLDER_NOT_VERIFIED', 'verify'],
  ['CARD_EXPIRED', 'otherCard'],
  ['INSUFFICIENT_FUNDS', 'tellFinance'],
  ['CARD_FROZEN_BY_ISSUER', 'askAdmin'],
  ['TOO_LATE', 'tryAgain'],
  ['A_REASON_OF_TOMORROW', 'tryAgain'],
  [null, 'tryAgain'],
])('a decline for %s is answered with: %s', (reason, step) => {
  expect(nextStep(reason, 'WEEK')).toBe(step);
});

test.each([
  ['AMOUNT_LIMIT_EXCEEDED', 'TRANSACTION', 'payLess'],
  ['AMOUNT_LIMIT_EXCEEDED', 'LIFETIME', 'payLess'],
  ['COUNT_LIMIT_EXCEEDED', 'LIFETIME', 'otherPurchase'],
] as const)('a limit that does not renew (%s, %s) is not waited for: %s', (reason, window, step) => {
  expect(nextStep(reason, window)).toBe(step);
});
