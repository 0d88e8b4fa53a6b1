import { expect, test } from 'vitest';
import { nextStep } from './next-step.ts';

test.each([
  ['AMOUNT_LIMIT_EXCEEDED', 'payLess'],
  ['COUNT_LIMIT_EXCEEDED', 'otherPurchase'],
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
  expect(nextStep(reason)).toBe(step);
});
