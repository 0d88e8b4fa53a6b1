import { expect, test } from 'vitest';
import { actionsOn, type DeadLetterAction, type DeadLetterState, GATEWAY_REQUESTS } from './dead-letter.ts';

test.each<[DeadLetterState, readonly DeadLetterAction[], readonly DeadLetterAction[]]>([
  ['SET_ASIDE', ['REPLAY', 'DISMISS'], ['DISMISS']],
  ['UNKNOWN', ['REPLAY', 'DISMISS'], ['DISMISS']],
  ['DISMISSED', ['REPLAY', 'RESTORE'], ['RESTORE']],
  ['REPLAYING', [], []],
  ['APPLIED', [], []],
  ['KEPT', [], []],
])('with a letter that is %s an operator may %j, with a request of the gateway %j', (state, ofMessage, ofRequest) => {
  expect(actionsOn({ state, envelope: 'transactions' })).toEqual(ofMessage);
  expect(actionsOn({ state, envelope: GATEWAY_REQUESTS })).toEqual(ofRequest);
});
