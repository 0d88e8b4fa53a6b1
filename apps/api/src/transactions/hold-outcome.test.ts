import { describe, expect, test } from 'vitest';
import type { Message, OwnVerdict } from '../ledger/purchase.ts';
import { holdOutcome } from './hold-outcome.ts';

const verdict: OwnVerdict = {
  ...{ kind: 'VERDICT', token: 't', effect: 'HOLD', source: 'MERCHANT', outcome: 'APPROVED', amount: 64n, requested: 64n },
  ...{ atMs: 0, released: false },
};
const message = (state: Message['state']): Message => ({
  ...{ kind: 'MESSAGE', token: 't', type: 'authorization', state, atMs: 0, amount: 64n, requested: 64n },
  ...{ decrease: null, last: false, whole: false },
});

test.each<[string, string | null, Parameters<typeof holdOutcome>[0]]>([
  ['that we approved and Marqeta has too', null, { verdict, before: null, now: message('PENDING'), detail: {} }],
  ['that goes from pending to cleared', null, { verdict, before: message('PENDING'), now: message('CLEARED'), detail: {} }],
  [
    'declined because our answer was late',
    'RELEASED_TIMED_OUT',
    { verdict, before: null, now: message('DECLINED'), detail: { gatewayTimedOut: true } },
  ],
  ['declined with 97', 'RELEASED_TIMED_OUT', { verdict, before: null, now: message('DECLINED'), detail: { gatewayCode: '97' } }],
  ['declined with 96', 'RELEASED_UNHEARD', { verdict, before: null, now: message('DECLINED'), detail: { gatewayCode: '96' } }],
  [
    'declined after it had our 200',
    'RELEASED_DECLINED',
    { verdict, before: null, now: message('DECLINED'), detail: { gatewayCode: '200' } },
  ],
  ['that failed', 'RELEASED_ERROR', { verdict, before: null, now: message('ERROR'), detail: {} }],
  ['declined after it was pending', 'RELEASED_DECLINED', { verdict, before: message('PENDING'), now: message('DECLINED'), detail: {} }],
  ['that failed and then was declined', null, { verdict, before: message('ERROR'), now: message('DECLINED'), detail: {} }],
  ['repeated after its decline', null, { verdict, before: message('DECLINED'), now: message('DECLINED'), detail: {} }],
])('a message %s says %s of the hold', (_what, outcome, heard) => {
  expect(holdOutcome(heard)).toBe(outcome);
});

describe('of an approval that we had released', () => {
  const released = { ...verdict, released: true };

  test.each<[Message['state'], string]>([
    ['PENDING', 'HOLD_RESTORED'],
    ['COMPLETION', 'HOLD_RESTORED'],
    ['DECLINED', 'RELEASED_RIGHTLY'],
    ['ERROR', 'RELEASED_RIGHTLY'],
  ])('%s says %s', (state, outcome) => {
    expect(holdOutcome({ verdict: released, before: null, now: message(state), detail: {} })).toBe(outcome);
  });

  test('a decline that follows its restoration releases it again', () => {
    const heard = { verdict: released, before: message('PENDING'), now: message('DECLINED'), detail: {} };

    expect(holdOutcome(heard)).toBe('RELEASED_DECLINED');
  });
});

test('what we declined, or were never asked, has no hold of ours', () => {
  const now = message('DECLINED');

  expect(holdOutcome({ verdict: { ...verdict, outcome: 'DECLINED' }, before: null, now, detail: {} })).toBeNull();
  expect(holdOutcome({ verdict: undefined, before: null, now, detail: {} })).toBeNull();
});
