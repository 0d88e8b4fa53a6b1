import type pg from 'pg';
import { enqueueAll, enqueueAllOn } from '../platform/jobs.ts';
import type { Tx } from '../platform/transact.ts';

export const TELL_MARQETA = 'card.tellMarqeta';

/** Whatever is to be told of a card. */
export type CardToTell = { readonly companyId: string; readonly cardId: string };

/** Has Marqeta told of cards. */
export function tellMarqeta(tx: Tx, cards: readonly CardToTell[]): Promise<void> {
  return enqueueAll(tx, TELL_MARQETA, cards.map(jobOf));
}

/** The same in a transaction of the gateway's role. */
export function tellMarqetaOn(client: pg.ClientBase | pg.Pool, cards: readonly CardToTell[]): Promise<void> {
  return enqueueAllOn(client, TELL_MARQETA, cards.map(jobOf));
}

/** One queue a card: what Marqeta is told about one card, it is told in order. */
function jobOf({ companyId, cardId }: CardToTell) {
  return { payload: { companyId, cardId }, key: cardId, queue: `card:${cardId}` };
}
