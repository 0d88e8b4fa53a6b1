import type { CardState } from '../../wire/card.ts';
import { DAY_MS, wireTime, wireTimestamp } from '../core/clock.ts';
import { REQUESTABLE_CARD_STATES } from '../core/card-state.ts';
import type { Fields } from '../core/fields.ts';
import { flag, object, oneOf, requiredText, text, textOf, token } from '../core/fields.ts';
import type { Ids } from '../core/ids.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';
import type { Deps } from './deps.ts';
import { CHANNELS, REASON_CODES } from './holders.ts';

export const CARD_FIELDS: Fields = {
  token,
  user_token: requiredText(1, 36),
  card_product_token: requiredText(1, 36),
  account_token: text(36),
  activation_actions: object,
  bulk_issuance_token: text(36),
  copy_pin_from_source_card: flag,
  expedite: flag,
  expiration_offset: object,
  fulfillment: object,
  generate_new_pan: flag,
  metadata: object,
  new_pan_from_card_token: text(36),
  reissue_pan_from_card_token: text(36),
  translate_pin_from_card_token: text(36),
};

export const CARD_TRANSITION_FIELDS: Fields = {
  token,
  card_token: requiredText(1, 36),
  state: oneOf(REQUESTABLE_CARD_STATES, true),
  channel: oneOf(CHANNELS, true),
  reason_code: oneOf(REASON_CODES),
  reason: text(255),
  sync_state_with_dwts: flag,
  validations: object,
};

const UNIT_MS: Readonly<Record<string, number>> = { DAYS: DAY_MS, HOURS: 3_600_000, MINUTES: 60_000, SECONDS: 1_000 };

/** When a card made now expires: the end of a month, unless the offset is shorter than days. */
export function expiryOf(product: Body, card: Body, at: number): number {
  const offset = (card['expiration_offset'] ?? path(product, 'config', 'card_life_cycle', 'expiration_offset') ?? {}) as Body;
  const unit = textOf(offset['unit']) || 'YEARS';
  const value = Number(offset['value'] ?? 4);
  const made = new Date(at);
  if (unit === 'YEARS' || unit === 'MONTHS') {
    const months = made.getUTCMonth() + (unit === 'YEARS' ? value * 12 : value);
    return Date.UTC(made.getUTCFullYear(), months + 1, 1) - 1_000;
  }
  return at + value * (UNIT_MS[unit] ?? DAY_MS);
}

/** `MMyy`. */
export function expirationText(expiry: number): string {
  const date = new Date(expiry);
  return `${String(date.getUTCMonth() + 1).padStart(2, '0')}${String(date.getUTCFullYear()).slice(2)}`;
}

/** A number of the programme's range that passes Luhn and belongs to no card in the world that matters here. */
export function makePan(product: Body, ids: Ids): string {
  const prefix = (textOf(path(product, 'config', 'fulfillment')?.['bin_prefix']) || '489537').slice(0, 9);
  const body = prefix + ids.digits(15 - prefix.length);
  return body + luhnDigit(body);
}

function luhnDigit(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const digit = Number(body[body.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

export interface TransitionRequest {
  readonly token: string;
  readonly state: CardState;
  readonly type: string;
  readonly channel: string;
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly at: number;
}

/** The transition as the API and the webhook show it (wire-format §5.8). */
export function cardTransitionBody(card: Body, user: Body | undefined, asked: TransitionRequest): Body {
  return {
    token: asked.token,
    card_token: card['token'],
    user_token: card['user_token'],
    state: asked.state,
    type: asked.type,
    channel: asked.channel,
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
    ...(asked.reasonCode === undefined ? {} : { reason_code: asked.reasonCode }),
    fulfillment_status: card['fulfillment_status'],
    validations: { user: { birth_date: false, phone: false, ssn: false, random_name_line1_postfix: false } },
    created_time: wireTime(asked.at),
    created_timestamp: wireTimestamp(asked.at),
    card_product_token: card['card_product_token'],
    last_four: card['last_four'],
    pan: card['pan'],
    expiration: card['expiration'],
    expiration_time: card['expiration_time'],
    barcode: card['barcode'],
    pin_is_set: card['pin_is_set'],
    expedite: card['expedite'],
    ...Object.fromEntries(
      ['bulk_issuance_token', 'reissue_pan_from_card_token', 'new_pan_from_card_token', 'fulfillment']
        .filter((name) => card[name] !== undefined)
        .map((name) => [name, card[name]]),
    ),
    user: { metadata: user?.['metadata'] ?? {} },
    card: { metadata: card['metadata'] ?? {} },
  };
}

/** Changes the card, keeps the transition, tells the webhooks. */
export function applyCardTransition(
  deps: Deps,
  card: Body,
  change: Body,
  asked: Omit<TransitionRequest, 'token'>,
  request: string | null,
  tokenText?: string,
): Body {
  const after = { ...card, ...change, last_modified_time: wireTime(asked.at) };
  deps.resources.update('card', String(card['token']), after, asked.at);
  const user = deps.resources.find('user', String(card['user_token']))?.body;
  const transition = cardTransitionBody(after, user, { ...asked, token: tokenText ?? deps.ids.uuid() });
  deps.resources.insert('cardtransition', String(transition['token']), transition, asked.at, request);
  announceCard(deps, transition);
  return after;
}

export function announceCard(deps: Deps, transition: Body): void {
  deps.sender.notify({
    envelope: 'cards',
    eventType: `cardtransition.${String(transition['type'])}`,
    token: String(transition['token']),
    text: JSON.stringify(transition),
  });
}
