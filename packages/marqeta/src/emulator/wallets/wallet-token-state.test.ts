import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WALLET_TOKEN_STATES } from '../../wire/wallets.ts';
import { followCard, walletMove, type WalletTokenState } from './wallet-token-state.ts';

const choices = { walletReinstatedType: 'state.activated' };
const state = fc.constantFrom(...WALLET_TOKEN_STATES);
const FINAL: readonly WalletTokenState[] = ['REQUEST_DECLINED', 'TERMINATED'];

test('whatever is asked of a token, what is final stays, only a request is declined, and nothing is requested again', () => {
  const lawful = fc.property(fc.array(state), (asked) => {
    let at: WalletTokenState = 'REQUESTED';
    for (const to of asked) {
      if (!walletMove(at, to, choices).allowed) continue;
      if (FINAL.includes(at) || to === 'REQUESTED' || to === at) return false;
      if (to === 'REQUEST_DECLINED' && at !== 'REQUESTED') return false;
      if (to === 'SUSPENDED' && at !== 'ACTIVE') return false;
      at = to;
    }
    return true;
  });

  expect(fc.check(lawful)).toMatchObject({ failed: false });
});

test('a token follows its card only where it may go by itself', () => {
  const lawful = fc.property(state, fc.constantFrom('ACTIVE', 'SUSPENDED', 'TERMINATED', 'LIMITED', 'UNACTIVATED'), (from, card) => {
    const to = followCard(from, card);
    return to === null || walletMove(from, to, choices).allowed;
  });

  expect(fc.check(lawful)).toMatchObject({ failed: false });
});

test.each<[WalletTokenState, WalletTokenState, string, string | null]>([
  ['REQUESTED', 'ACTIVE', 'state.activated', 'PROVISIONED'],
  ['REQUESTED', 'REQUEST_DECLINED', 'state.request_declined', 'REJECTED'],
  ['ACTIVE', 'SUSPENDED', 'state.suspended', null],
  ['SUSPENDED', 'ACTIVE', 'state.activated', 'PROVISIONED'],
  ['SUSPENDED', 'TERMINATED', 'state.terminated', null],
])('from %s to %s: %s', (from, to, type, fulfillment) => {
  expect(walletMove(from, to, choices)).toEqual({ allowed: true, type, fulfillment });
});

describe('with its card', () => {
  test.each<[WalletTokenState, string, WalletTokenState | null]>([
    ['ACTIVE', 'SUSPENDED', 'SUSPENDED'],
    ['SUSPENDED', 'SUSPENDED', null],
    ['SUSPENDED', 'ACTIVE', 'ACTIVE'],
    ['REQUESTED', 'ACTIVE', null],
    ['SUSPENDED', 'TERMINATED', 'TERMINATED'],
    ['REQUEST_DECLINED', 'TERMINATED', null],
  ])('a token that is %s goes, when the card becomes %s, to %s', (token, card, to) => {
    expect(followCard(token, card)).toBe(to);
  });
});
