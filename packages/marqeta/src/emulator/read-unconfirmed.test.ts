import { expect, test } from 'vitest';
import { readUnconfirmed } from './read-unconfirmed.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

test('every choice can be made as it is made without a word', () => {
  expect(readUnconfirmed(JSON.stringify(DEFAULT_SETTINGS.unconfirmed))).toEqual(DEFAULT_SETTINGS.unconfirmed);
});

test.each([
  '{"illegalTransitionStatus":412}',
  '{"limitedCardsMaySpend":false,"timedOutCode":"1922"}',
  '{"repeatsKnownDays":30,"disputeWindowDays":null,"sameCardStateType":"state.activated"}',
  '{"velocityIncludes":["purchases"],"caseActions":{"GIVE_UP":"CASE_LOST"}}',
])('%s is taken', (json) => {
  expect(readUnconfirmed(json)).toEqual(JSON.parse(json));
});

test.each([
  ['412', 'it expects a JSON object of choices by their names'],
  ['{"limited', 'it expects a JSON object of choices by their names'],
  ['{"limitedCards":true}', 'there is no choice limitedCards'],
  ['{"toString":true}', 'there is no choice toString'],
  ['{"limitedCardsMaySpend":"no"}', 'limitedCardsMaySpend must be true or false'],
  ['{"illegalTransitionStatus":null}', 'illegalTransitionStatus must be a number'],
  ['{"holdDays":-1}', 'holdDays must not be negative'],
  ['{"repeatsKnownDays":"30"}', 'repeatsKnownDays must be a number, or null'],
  ['{"defaultKycRequired":"maybe"}', 'defaultKycRequired must be of ALWAYS, CONDITIONAL, NEVER'],
  ['{"velocityIncludes":["gifts"]}', 'velocityIncludes must be of purchases, withdrawals, cashback, credits, transfers'],
  ['{"declineReasonCodes":{"INVALID_CARD":1804}}', 'declineReasonCodes must hold texts'],
])('%s is refused: %s', (json, why) => {
  expect(() => readUnconfirmed(json)).toThrow(new RangeError(why));
});
