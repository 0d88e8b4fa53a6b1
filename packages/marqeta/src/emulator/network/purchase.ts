import type { Units } from '../core/money.ts';

/**
 * Whose money pays (wire-format §12.1): `GATEWAY` asks us and Marqeta keeps no money of its own; `PROGRAM` is taken from the programme's
 * funding source without a question; `ACCOUNT` is what was loaded on the holder's account.
 */
export type Funding = 'GATEWAY' | 'PROGRAM' | 'ACCOUNT';

/**
 * A purchase: the first message and what followed it. `PENDING` holds money; `CLEARED` was completed, released or expired; `COMPLETION`
 * was posted at once; `DECLINED` never came to be (wire-format §9.11).
 */
export interface Purchase {
  /** Of the first message; all others point to it. */
  readonly token: string;
  readonly type: string;
  readonly side: 'DEBIT' | 'CREDIT';
  readonly cardToken: string;
  /** Whose GPA it moves: the user's, or the parent's that it uses. */
  readonly account: string;
  readonly currency: string;
  readonly time: number;
  readonly state: 'PENDING' | 'CLEARED' | 'COMPLETION' | 'DECLINED';
  readonly authorized: Units;
  readonly held: Units;
  readonly cleared: Units;
  readonly refunded: Units;
  readonly expiresAt: number | null;
  /** The same through the whole life (§9.9). */
  readonly orderToken: string;
  /** Who pays for it, through its whole life. */
  readonly funding: Funding;
  readonly fundingSource: string | null;
  /** Of the first question or notice. */
  readonly jitToken: string;
  readonly increments: readonly { readonly transaction: string; readonly jit: string }[];
}

export type Effect =
  | { readonly kind: 'RAISE'; readonly amount: Units; readonly transaction: string; readonly jit: string }
  /** Less is held from now on, by `amount`. */
  | { readonly kind: 'RELEASE'; readonly amount: Units }
  | { readonly kind: 'POST'; readonly amount: Units; readonly final: boolean }
  | { readonly kind: 'REFUND'; readonly amount: Units }
  /** What was posted did not happen after all. */
  | { readonly kind: 'UNPOST'; readonly amount: Units }
  /** A dispute moves money beside the purchase. */
  | { readonly kind: 'DISPUTE' };

/** Why a message cannot follow, or `null`. A clearing always can, even after reversal or expiry (§10 note 4). */
export function refusalToFollow(purchase: Purchase, effect: Effect): string | null {
  if (purchase.state === 'DECLINED') return 'The original transaction was declined';
  if (effect.kind === 'POST' || effect.kind === 'REFUND' || effect.kind === 'DISPUTE') return null;
  if (effect.kind === 'UNPOST') return effect.amount > purchase.cleared ? 'The amount is above what was posted' : null;
  if (purchase.state !== 'PENDING') return 'Further activity prevents this: the original transaction is no longer pending';
  if (effect.kind === 'RELEASE' && effect.amount > purchase.held) return 'The amount is above what is still held';
  return null;
}

/** The purchase after the effect. */
export function applyEffect(purchase: Purchase, effect: Effect): Purchase {
  switch (effect.kind) {
    case 'RAISE':
      return {
        ...purchase,
        authorized: purchase.authorized + effect.amount,
        held: purchase.held + effect.amount,
        increments: [...purchase.increments, { transaction: effect.transaction, jit: effect.jit }],
      };
    case 'RELEASE':
      return withHold(purchase, purchase.held - effect.amount);
    case 'POST': {
      const held = effect.final ? 0 : Math.max(0, purchase.held - effect.amount);
      return withHold({ ...purchase, cleared: purchase.cleared + effect.amount }, held);
    }
    case 'REFUND':
      return { ...purchase, refunded: purchase.refunded + effect.amount };
    case 'UNPOST':
      return { ...purchase, cleared: purchase.cleared - effect.amount };
    case 'DISPUTE':
      return purchase;
  }
}

function withHold(purchase: Purchase, held: Units): Purchase {
  const done = held === 0 && purchase.state === 'PENDING';
  return { ...purchase, held, state: done ? 'CLEARED' : purchase.state, expiresAt: done ? null : purchase.expiresAt };
}
