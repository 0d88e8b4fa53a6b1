import { expect, test } from 'vitest';
import { nextStep } from './next-step.ts';

test.each([
  ['AMOUNT_LIMIT_EXCEEDED', 'waitOrAsk'],
  ['CARD_FROZEN', 'openCard'],
  ['MCC_BLOCKED', 'otherKind'],
  ['CARD_EXPIRED', 'otherCard'],
  ['INSUFFICIENT_FUNDS', 'tellFinance'],
  ['CARD_FROZEN_BY_ISSUER', 'askAdmin'],
  ['TOO_LATE', 'tryAgain'],
  ['A_REASON_OF_TOMORROW', 'tryAgain'],
  [null, 'tryAgain'],
])('a decline for %s is answered with: %s', (reason, step) => {
  expect(nextStep(reason)).toBe(step);
});
