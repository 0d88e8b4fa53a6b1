import type { CardState } from '../../wire/card.ts';
import { wireTime, wireTimestamp } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Body, Resources } from '../core/resources.ts';
import type { WebhookSender } from '../delivery/sender.ts';

/** What it takes to move a card. */
export interface Registry {
  readonly resources: Resources;
  readonly sender: WebhookSender;
  readonly ids: Ids;
}

export interface CardMove {
  readonly state: CardState;
  readonly type: string;
  readonly channel: string;
  readonly reason?: string;
  readonly reasonCode?: string;
  /** What was asked to be compared with the holder (wire-format §5.8). */
  readonly validations?: Body;
  readonly at: number;
}

const NOT_VALIDATED: Body = { birth_date: false, phone: false, ssn: false, random_name_line1_postfix: false };
const COPIED = ['bulk_issuance_token', 'reissue_pan_from_card_token', 'new_pan_from_card_token', 'fulfillment'];

/** The transition as the API and the webhook show it (wire-format §5.8). */
export function cardTransitionBody(card: Body, user: Body | undefined, token: string, move: CardMove): Body {
  return {
    token,
    card_token: card['token'],
    user_token: card['user_token'],
    state: move.state,
    type: move.type,
    channel: move.channel,
    ...(move.reason === undefined ? {} : { reason: move.reason }),
    ...(move.reasonCode === undefined ? {} : { reason_code: move.reasonCode }),
    fulfillment_status: card['fulfillment_status'],
    validations: { user: { ...NOT_VALIDATED, ...move.validations } },
    created_time: wireTime(move.at),
    created_timestamp: wireTimestamp(move.at),
    card_product_token: card['card_product_token'],
    last_four: card['last_four'],
    pan: card['pan'],
    expiration: card['expiration'],
    expiration_time: card['expiration_time'],
    barcode: card['barcode'],
    pin_is_set: card['pin_is_set'],
    expedite: card['expedite'],
    ...Object.fromEntries(COPIED.filter((name) => card[name] !== undefined).map((name) => [name, card[name]])),
    user: { metadata: user?.['metadata'] ?? {} },
    card: { metadata: card['metadata'] ?? {} },
  };
}

/** Changes the card, keeps the transition, tells the webhooks. */
export function moveCard(registry: Registry, card: Body, change: Body, move: CardMove): Body {
  const after = { ...card, ...change, last_modified_time: wireTime(move.at) };
  registry.resources.update('card', String(card['token']), after, move.at);
  const user = registry.resources.find('user', String(card['user_token']))?.body;
  const transition = cardTransitionBody(after, user, registry.ids.uuid(), move);
  registry.resources.insert('cardtransition', String(transition['token']), transition, move.at, null);
  announceCard(registry, transition);
  return after;
}

export function announceCard({ sender }: Registry, transition: Body): void {
  sender.notify({
    envelope: 'cards',
    eventType: `cardtransition.${String(transition['type'])}`,
    token: String(transition['token']),
    text: JSON.stringify(transition),
  });
}
