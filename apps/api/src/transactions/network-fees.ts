import { type Effect, messageType } from '../ledger/message-type.ts';
import type { Money } from '../platform/money.ts';
import type { StoredMessage } from './timeline.ts';

/** What a network, an acquirer or the programme took for a purchase, or gave (wire-format §6.5). */
export type NetworkFee = {
  /** Marqeta's, such as `CUR_CONV_CARDHOLDER_FEE`. */
  readonly kind: string;
  readonly amount: Money;
  readonly isCredit: boolean;
};

/** Between banks, network and programme; whoever keeps the books may want it. The others are what a purchase abroad or at a machine costs. */
const BETWEEN_BANKS: ReadonlySet<string> = new Set(['INTERCHANGE_FEE', 'ISSUER_FEE', 'SWITCH_FEE', 'PINDEBIT_ASSOC_FEE']);

/**
 * The fees of a purchase, one sum a kind, currency and direction. A message that holds says what the one that moves the money says
 * again: the latter counts.
 */
export function networkFeesOf(messages: readonly StoredMessage[], keepsBooks: boolean): NetworkFee[] {
  const standing = messages.filter(({ state }) => state !== 'DECLINED' && state !== 'ERROR');
  const of = (effects: ReadonlySet<Effect>) => standing.filter(({ type }) => effects.has(messageType(type)?.effect ?? 'NOTHING'));
  const moved = of(MOVES);
  const sums = new Map<string, NetworkFee>();
  for (const { detail } of moved.length > 0 ? moved : of(HOLDS)) {
    for (const { kind, minor, currency, credit: isCredit = false } of detail.fees ?? []) {
      if (!keepsBooks && BETWEEN_BANKS.has(kind)) continue;
      const key = `${kind} ${currency} ${isCredit}`;
      const before = sums.get(key)?.amount.minor ?? 0n;
      sums.set(key, { kind, amount: { minor: before + BigInt(minor), currency }, isCredit });
    }
  }
  return [...sums.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, fee]) => fee);
}

const MOVES: ReadonlySet<Effect> = new Set(['CLEAR', 'POST', 'GIVE']);
const HOLDS: ReadonlySet<Effect> = new Set(['HOLD', 'ANNOUNCE']);
