import type { Card, CardTransition } from '@afc/marqeta';

/** One word of Marqeta about a card, in our words. */
export type IssuerReport = {
  readonly state: string;
  /** Null for a snapshot, which does not say who set the state. */
  readonly channel: string | null;
  /** When the state was set; null when the report only mentions it, as a snapshot or a step of the fulfilment does. */
  readonly stateAt: Date | null;
  readonly fulfillmentStatus: string | null;
  readonly fulfillmentAt: Date | null;
};

/** What a card shows beside its state. No PAN: it never comes this far. */
export type IssuerCard = { readonly lastFour: string | null; readonly expiresAt: Date | null };

export function reportOfCard(card: Card): IssuerReport {
  return {
    state: card.state,
    channel: null,
    stateAt: null,
    fulfillmentStatus: card.fulfillment_status ?? null,
    fulfillmentAt: timeOf(card.created_time),
  };
}

export function reportOfTransition(transition: CardTransition): IssuerReport {
  const at = timeOf(transition.created_timestamp) ?? timeOf(transition.created_time);
  return {
    state: transition.state,
    channel: transition.channel ?? null,
    stateAt: transition.type.startsWith('state.') ? at : null,
    fulfillmentStatus: transition.fulfillment_status ?? null,
    fulfillmentAt: at,
  };
}

export function shownOn(card: Card | CardTransition): IssuerCard {
  const lastFour = card.last_four ?? null;
  return { lastFour: lastFour !== null && /^[0-9]{4}$/.test(lastFour) ? lastFour : null, expiresAt: timeOf(card.expiration_time) };
}

/** Null for what is missing or is no moment. */
export function timeOf(text: string | undefined): Date | null {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at);
}
