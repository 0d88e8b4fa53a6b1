import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEffect, type Effect, type Purchase, refusalToFollow } from './purchase.ts';

const dinner: Purchase = {
  token: 'auth',
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
  funding: 'GATEWAY',
  fundingSource: 'gw',
  jitToken: 'jit',
  increments: [],
};

const amount = fc.integer({ min: 0, max: 900_000 });
const effects = fc.oneof(
  amount.map((raised): Effect => ({ kind: 'RAISE', amount: raised, transaction: 't', jit: 'j' })),
  amount.map((released): Effect => ({ kind: 'RELEASE', amount: released })),
  fc.tuple(amount, fc.boolean()).map(([posted, final]): Effect => ({ kind: 'POST', amount: posted, final })),
  amount.map((refunded): Effect => ({ kind: 'REFUND', amount: refunded })),
);

describe('whatever follows an authorization', () => {
  const lives = fc.array(effects, { maxLength: 12 });
  const live = (effectsInOrder: readonly Effect[]): Purchase[] => {
    const states = [dinner];
    for (const effect of effectsInOrder) {
      const now = states.at(-1) ?? dinner;
      if (refusalToFollow(now, effect) === null) states.push(applyEffect(now, effect));
    }
    return states;
  };

  test('the hold is never below zero, and gone exactly when the purchase is over', () => {
    fc.assert(
      fc.property(lives, (life) => {
        for (const { held, state, expiresAt } of live(life)) {
          expect(held).toBeGreaterThanOrEqual(0);
          expect(state).toBe(held === 0 ? 'CLEARED' : 'PENDING');
          expect(expiresAt === null).toBe(held === 0);
        }
      }),
    );
  });

  test('a purchase that is over holds nothing ever again', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const states = live(life);
        const over = states.findIndex(({ state }) => state === 'CLEARED');
        expect(over === -1 || states.slice(over).every(({ state }) => state === 'CLEARED')).toBe(true);
      }),
    );
  });

  test('what was cleared and given back only grows', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const states = live(life);
        states.slice(1).forEach((after, index) => {
          expect(after.cleared).toBeGreaterThanOrEqual(states[index]?.cleared ?? 0);
          expect(after.refunded).toBeGreaterThanOrEqual(states[index]?.refunded ?? 0);
        });
      }),
    );
  });
});

describe('after a reversal of the whole hold', () => {
  const reversed = applyEffect(dinner, { kind: 'RELEASE', amount: 500_000 });

  test('a clearing is still accepted, as a merchant may send it', () => {
    expect(refusalToFollow(reversed, { kind: 'POST', amount: 500_000, final: true })).toBeNull();
  });

  test('an increment is not', () => {
    expect(refusalToFollow(reversed, { kind: 'RAISE', amount: 1, transaction: 't', jit: 'j' })).toContain('no longer pending');
  });
});

test('a clearing that is not the last leaves the rest of the hold', () => {
  const partly = applyEffect(dinner, { kind: 'POST', amount: 200_000, final: false });

  expect(partly).toMatchObject({ state: 'PENDING', held: 300_000, cleared: 200_000 });
});

test('a clearing with a tip takes the whole hold and more', () => {
  const tipped = applyEffect(dinner, { kind: 'POST', amount: 600_000, final: true });

  expect(tipped).toMatchObject({ state: 'CLEARED', held: 0, cleared: 600_000 });
});

test('nothing follows a decline', () => {
  expect(refusalToFollow({ ...dinner, state: 'DECLINED', held: 0 }, { kind: 'POST', amount: 1, final: true })).toContain('declined');
});
