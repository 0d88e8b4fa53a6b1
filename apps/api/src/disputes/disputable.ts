import type { MessageState } from '../ledger/purchase.ts';
import { openUntil } from './deadline.ts';

/** What Marqeta takes a dispute of (wire-format §15.2). */
const DISPUTABLE: ReadonlySet<string> = new Set([
  'authorization.clearing',
  'authorization.clearing.atm.withdrawal',
  'authorization.clearing.quasi.cash',
  'pindebit',
  'pindebit.cashback',
  'pindebit.atm.withdrawal',
  'pindebit.quasi.cash',
  'pindebit.authorization.clearing',
  'account.funding.authorization.clearing',
  'account.funding.auth_plus_capture',
]);

/** A message of the purchase that may have taken money. */
export type PurchaseMessage = {
  readonly token: string;
  readonly type: string;
  readonly state: MessageState;
  readonly minor: bigint;
  readonly at: Date;
};

export type DisputeFacts = {
  readonly cleared: bigint;
  readonly refunded: bigint;
  readonly messages: readonly PurchaseMessage[];
  /** A dispute of the purchase that came to something, or may yet. */
  readonly disputed: boolean;
  readonly now: Date;
};

export type Clearing = Pick<PurchaseMessage, 'token' | 'minor' | 'at'>;

export type Disputable =
  /** `most`: what can be asked back of one clearing. */
  | { readonly possible: true; readonly most: bigint; readonly clearings: readonly Clearing[] }
  | { readonly possible: false; readonly why: 'NOT_CLEARED' | 'REFUNDED' | 'TOO_LATE' | 'DISPUTED' };

/** Whether a purchase can be disputed, and for how much: a dispute is of one clearing, and never of what a refund gave back. */
export function disputableOf({ cleared, refunded, messages, disputed, now }: DisputeFacts): Disputable {
  if (disputed) return { possible: false, why: 'DISPUTED' };
  const all = messages.filter(({ type, state, minor }) => DISPUTABLE.has(type) && state === 'COMPLETION' && minor > 0n);
  if (all.length === 0 || cleared <= 0n) return { possible: false, why: 'NOT_CLEARED' };
  const clearings = all.filter(({ at }) => openUntil(at).getTime() >= now.getTime());
  if (clearings.length === 0) return { possible: false, why: 'TOO_LATE' };
  const largest = clearings.reduce((most, { minor }) => (minor > most ? minor : most), 0n);
  const left = cleared - refunded;
  const most = largest < left ? largest : left;
  return most > 0n ? { possible: true, most, clearings } : { possible: false, why: 'REFUNDED' };
}

/** The clearing that a dispute over this amount is of: the smallest that is large enough. */
export function clearingFor(clearings: readonly Clearing[], minor: bigint): Clearing | null {
  const enough = clearings.filter((clearing) => clearing.minor >= minor);
  return enough.reduce<Clearing | null>((best, one) => (best === null || one.minor < best.minor ? one : best), null);
}
