import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CardState } from '../../wire/card.ts';
import { cardTransition, REQUESTABLE_CARD_STATES } from './card-state.ts';

const choices = { suspendUnactivated: true, sameCardStateType: null };

test('no sequence of requests brings a card back from its end', () => {
  const neverBack = fc.property(fc.array(fc.constantFrom(...REQUESTABLE_CARD_STATES)), (requests) => {
    let state: CardState = 'UNACTIVATED';
    for (const to of requests) {
      const { allowed } = cardTransition(state, to, choices);
      if (state === 'TERMINATED' && allowed) return false;
      if (allowed) state = to;
    }
    return true;
  });

  expect(fc.check(neverBack)).toMatchObject({ failed: false });
});

test.each<[CardState, 'ACTIVE' | 'SUSPENDED' | 'TERMINATED' | 'LIMITED', string | null]>([
  ['UNACTIVATED', 'ACTIVE', 'state.activated'],
  ['ACTIVE', 'SUSPENDED', 'state.suspended'],
  ['SUSPENDED', 'ACTIVE', 'state.reinstated'],
  ['UNACTIVATED', 'TERMINATED', 'state.terminated'],
  ['ACTIVE', 'LIMITED', 'state.limited'],
  ['SUSPENDED', 'LIMITED', null],
  ['TERMINATED', 'ACTIVE', null],
])('from %s to %s: %s', (from, to, type) => {
  const outcome = cardTransition(from, to, choices);

  expect(outcome).toEqual(type === null ? { allowed: false } : { allowed: true, type });
});
