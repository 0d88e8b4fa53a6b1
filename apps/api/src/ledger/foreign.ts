import type { Money } from '../platform/money.ts';
import { type Effect, messageType } from './message-type.ts';
import type { Message } from './purchase.ts';
import type { MessageDetail } from './stored-purchase.ts';

/** What a merchant charged, when that was in another currency than the card's. */
export type Foreign = {
  readonly original: Money;
  /** Of one unit of it in the card's currency, as Marqeta wrote it; null when it wrote none. */
  readonly rate: string | null;
};

/**
 * What the merchant charged of a whole purchase: what moved the money counts, and until then what is held, since a clearing has a rate
 * of its own (wire-format §10, note 6). Null when no message says.
 */
export function foreignOf(messages: readonly Message[], details: ReadonlyMap<string, MessageDetail>): Foreign | null {
  const standing = messages
    .filter(({ state }) => state !== 'DECLINED' && state !== 'ERROR')
    .sort((one, other) => one.atMs - other.atMs || (one.token < other.token ? -1 : 1));
  return sumOf(standing, details, MOVES) ?? sumOf(standing, details, HOLDS);
}

const MOVES: ReadonlySet<Effect> = new Set(['CLEAR', 'POST', 'GIVE']);
const HOLDS: ReadonlySet<Effect> = new Set(['HOLD', 'ANNOUNCE']);

function sumOf(messages: readonly Message[], details: ReadonlyMap<string, MessageDetail>, effects: ReadonlySet<Effect>): Foreign | null {
  let sum: Foreign | null = null;
  for (const { token, type } of messages) {
    const effect = messageType(type)?.effect;
    const detail = details.get(token);
    if (effect === undefined || !effects.has(effect) || detail?.original === undefined) continue;
    const { minor, currency } = detail.original;
    // Two currencies have no sum: then the last speaks.
    const before: bigint = sum?.original.currency === currency ? sum.original.minor : 0n;
    sum = { original: { minor: before + BigInt(minor), currency }, rate: detail.rate ?? null };
  }
  return sum;
}
