import { CardAction, CardTransition } from './card.ts';
import { CommandoTransition } from './commando.ts';
import { parseJsonKeepingDecimals } from './decimal.ts';
import { BusinessTransition, UserTransition } from './holder.ts';
import { type Checked, checker, isObject } from './schema.ts';
import { Transaction } from './transaction.ts';
import { ChargebackTransition, DigitalWalletTokenTransition, ThreeDsTransition } from './transitions.ts';

/** What Marqeta reports, by envelope (wire-format §14.10). Each element of a delivery is an event of its own. */
export type WebhookEvent =
  | Known<'transaction', Transaction>
  | Known<'card_transition', CardTransition>
  | Known<'card_action', CardAction>
  | Known<'user_transition', UserTransition>
  | Known<'business_transition', BusinessTransition>
  | Known<'digital_wallet_token_transition', DigitalWalletTokenTransition>
  | Known<'chargeback_transition', ChargebackTransition>
  | Known<'three_ds_transition', ThreeDsTransition>
  | Known<'commando_mode_transition', CommandoTransition>
  | UnreadableEvent;

interface Known<Kind extends string, Item> {
  readonly kind: Kind;
  readonly envelope: string;
  /** Of this message; unique within its envelope. */
  readonly token: string;
  readonly item: Item;
  /** Fields left out because they were of an undocumented type. */
  readonly ignored: readonly string[];
}

/** An envelope never seen, or an item that lacks what its kind must have: to be kept as it came and shown, never dropped. */
export interface UnreadableEvent {
  readonly kind: 'unknown';
  readonly envelope: string;
  readonly token: string | null;
  readonly item: unknown;
  readonly problems: readonly string[];
}

export type ParsedWebhook =
  | { readonly ok: true; readonly ping: boolean; readonly events: readonly WebhookEvent[] }
  | { readonly ok: false; readonly reason: 'NOT_JSON' | 'NOT_A_WEBHOOK'; readonly problems: readonly string[] };

const reader =
  <Kind extends string, Item>(kind: Kind, check: (value: unknown) => Checked<Item>, tokenOf: (item: Item) => string | undefined) =>
  (envelope: string, value: unknown): Known<Kind, Item> | UnreadableEvent => {
    const checked = check(value);
    if (!checked.ok) return unreadable(envelope, value, checked.problems);
    const token = tokenOf(checked.value);
    if (token === undefined) return unreadable(envelope, value, ['body has no token']);
    return { kind, envelope, token, item: checked.value, ignored: checked.ignored };
  };

const cardTransition = reader('card_transition', checker(CardTransition), (item) => item.token);
const userTransition = reader('user_transition', checker(UserTransition), (item) => item.token);
const businessTransition = reader('business_transition', checker(BusinessTransition), (item) => item.token);

const READERS: Readonly<Record<string, (envelope: string, value: unknown) => WebhookEvent>> = {
  transactions: reader('transaction', checker(Transaction), (item) => item.token),
  cards: cardTransition,
  cardtransitions: cardTransition,
  cardactions: reader('card_action', checker(CardAction), (item) => item.token),
  usertransitions: userTransition,
  users: userTransition,
  businesstransitions: businessTransition,
  businesses: businessTransition,
  digitalwallettokentransitions: reader('digital_wallet_token_transition', checker(DigitalWalletTokenTransition), (item) => item.token),
  chargebacktransitions: reader('chargeback_transition', checker(ChargebackTransition), (item) => item.token),
  commandomodetransitions: reader('commando_mode_transition', checker(CommandoTransition), (item) => item.token),
  // Initialization and completion share the ACS transaction, so the type belongs to the identity.
  threedstransitions: reader(
    'three_ds_transition',
    checker(ThreeDsTransition),
    (item) => item.token ?? (item.acs_transaction_id === undefined ? undefined : `${item.acs_transaction_id}:${item.type ?? ''}`),
  ),
};

/** Reads a webhook delivery. Never throws; what is not understood comes back as an event of kind `unknown`. */
export function parseWebhook(body: string | Uint8Array): ParsedWebhook {
  let parsed: unknown;
  try {
    parsed = parseJsonKeepingDecimals(body);
  } catch (error) {
    return { ok: false, reason: 'NOT_JSON', problems: [String(error)] };
  }
  if (!isObject(parsed) || Array.isArray(parsed) || Object.keys(parsed).length === 0) {
    return { ok: false, reason: 'NOT_A_WEBHOOK', problems: ['body is not an object with an envelope'] };
  }
  const events: WebhookEvent[] = [];
  let ping = false;
  for (const [envelope, items] of Object.entries(parsed)) {
    if (envelope === 'pings') ping = true;
    else if (Array.isArray(items)) for (const item of items) events.push(readEvent(envelope, item));
    else events.push(readEvent(envelope, items));
  }
  return { ok: true, ping, events };
}

/** Reads one item again, e.g. from a stored message whose amounts may already be text. */
export function readEvent(envelope: string, item: unknown): WebhookEvent {
  const read = Object.hasOwn(READERS, envelope) ? READERS[envelope] : undefined;
  return read === undefined ? unreadable(envelope, item, ['envelope is not known']) : read(envelope, item);
}

function unreadable(envelope: string, item: unknown, problems: readonly string[]): UnreadableEvent {
  const token = isObject(item) && typeof item['token'] === 'string' ? item['token'] : null;
  return { kind: 'unknown', envelope, token, item, problems };
}
