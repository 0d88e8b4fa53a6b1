import type { LoadRequest } from '../lib/load-plan.ts';

export type AuthorizationOptions = { readonly cards: readonly string[] };

/** Amount of every authorization; how many there were follows from what is held. */
export const AMOUNT = '1.25';

/** Purchases as a terminal would send them, each at a terminal of its own, so that an answer can be told from another. */
export function makeRequests({ cards }: AuthorizationOptions): (sequence: number) => LoadRequest {
  return (sequence) => {
    const mid = String(sequence).padStart(12, '0');
    const card = cards[sequence % cards.length];
    return {
      body: `{"card_token":"${card}","amount":${AMOUNT},"card_acceptor":{"mid":"${mid}","mcc":"5812","name":"Blue Anchor Diner","city":"Portland","state":"ME","country_code":"USA"}}`,
      echo: `"mid":"${mid}"`,
    };
  };
}
