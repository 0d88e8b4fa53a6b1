import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY, movement, plus } from './account.ts';
import { applyEffect, type Effect, type Funding, type Purchase, refusalToFollow } from './purchase.ts';

const fresh: Purchase = {
  token: 'first',
  type: 'authorization',
  side: 'DEBIT',
  cardToken: 'card',
  account: 'maya',
  currency: 'USD',
  time: 0,
  state: 'PENDING',
  authorized: 500_000,
  held: 500_000,
  cleared: 0,
  refunded: 0,
  expiresAt: 1,
  orderToken: 'order',
  funding: 'ACCOUNT',
  fundingSource: null,
  jitToken: 'jit',
  increments: [],
};

const amount = fc.integer({ min: 0, max: 900_000 });
const effects = fc.oneof(
  amount.map((raised): Effect => ({ kind: 'RAISE', amount: raised, transaction: 't', jit: 'j' })),
  amount.map((released): Effect => ({ kind: 'RELEASE', amount: released })),
  fc.tuple(amount, fc.boolean()).map(([posted, final]): Effect => ({ kind: 'POST', amount: posted, final })),
  amount.map((refunded): Effect => ({ kind: 'REFUND', amount: refunded })),
  amount.map((unposted): Effect => ({ kind: 'UNPOST', amount: unposted })),
);
const starts = fc.constantFrom<Purchase>(fresh, { ...fresh, side: 'CREDIT' }, { ...fresh, state: 'COMPLETION', held: 0, cleared: 500_000 });

/** The purchase at the end of its life, and what its messages moved together. */
function lived(first: Purchase, life: readonly Effect[], payer: Funding) {
  let purchase = first;
  let moved = plus(EMPTY, movement(null, first, payer));
  for (const effect of life) {
    if (refusalToFollow(purchase, effect) !== null) continue;
    const after = applyEffect(purchase, effect);
    moved = plus(moved, movement(purchase, after, payer));
    purchase = after;
  }
  return { purchase, moved };
}

describe('whatever happens to a purchase', () => {
  const life = fc.array(effects, { maxLength: 12 });

  test('what left the account is held, or was cleared and not refunded', () => {
    fc.assert(
      fc.property(starts, life, (first, steps) => {
        const { purchase, moved } = lived(first, steps, 'ACCOUNT');
        const { held, cleared, refunded } = purchase;
        const [holds, spent] = purchase.side === 'DEBIT' ? [held, held + cleared - refunded] : [0, -cleared];
        expect({ held: moved.held - holds, available: moved.available + spent }).toEqual({ held: 0, available: 0 });
      }),
    );
  });

  test('nothing becomes available or is taken when another pays', () => {
    fc.assert(
      fc.property(starts, life, fc.constantFrom('GATEWAY' as const, 'PROGRAM' as const), (first, steps, payer) => {
        expect(lived(first, steps, payer).moved.available).toBe(0);
      }),
    );
  });
});
