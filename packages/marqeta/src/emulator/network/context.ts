import type { HolderStatus } from '../../wire/holder.ts';
import { unknownRelation } from '../core/api-error.ts';
import { textOf } from '../core/fields.ts';
import type { Body, Resources } from '../core/resources.ts';
import type { Store } from '../core/store.ts';

/** Everything that a message about a card needs to know. */
export interface Context {
  readonly card: Body;
  readonly cardToken: string;
  readonly secrets: { readonly cvv: string; readonly pin: string | null };
  readonly user: Body;
  readonly actingUser: string;
  /** Whose GPA it is: the user's own, or the parent's that the user shares. */
  readonly account: { readonly token: string; readonly status: HolderStatus; readonly isBusiness: boolean };
  readonly product: Body;
  /** The reason code of the transition that took the card out of use; `null` while it can be used. */
  readonly blockedFor: string | null;
  /** `null` when the product has no gateway, or the gateway is switched off. */
  readonly gateway: Gateway | null;
}

interface Gateway {
  readonly token: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly timeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

export function contextOf(resources: Resources, store: Store, cardToken: string): Context {
  const card = resources.find('card', cardToken)?.body;
  if (card === undefined) throw unknownRelation('Card');
  const actingUser = String(card['user_token']);
  const user = resources.find('user', actingUser)?.body ?? {};
  const product = resources.find('cardproduct', String(card['card_product_token']))?.body ?? {};
  const secrets = store.get<{ cvv: string; pin: string | null }>('SELECT cvv, pin FROM card_secrets WHERE card_token = ?', cardToken);
  return {
    card,
    cardToken,
    secrets: secrets ?? { cvv: '', pin: null },
    user,
    actingUser,
    account: accountOf(resources, actingUser, user),
    product,
    blockedFor: blockedFor(resources, card),
    gateway: gatewayOf(resources, product),
  };
}

function blockedFor(resources: Resources, card: Body): string | null {
  if (card['state'] !== 'SUSPENDED' && card['state'] !== 'TERMINATED') return null;
  const [last] = resources.list('cardtransition', { card_token: String(card['token']) }, 'id DESC', { count: 1, startIndex: 0 });
  return textOf(last?.body['reason_code']);
}

/** The holder whose account it is: a child may use its parent's (wire-format §6.4). */
export function ownerOf(holder: Body): string {
  return String(holder['uses_parent_account'] === true ? holder['parent_token'] : holder['token']);
}

function accountOf(resources: Resources, userToken: string, user: Body): Context['account'] {
  const parent = user['uses_parent_account'] === true ? String(user['parent_token']) : null;
  if (parent === null) return { token: userToken, status: user['status'] as HolderStatus, isBusiness: false };
  const business = resources.find('business', parent);
  const holder = business ?? resources.find('user', parent);
  return { token: parent, status: (holder?.body['status'] ?? 'CLOSED') as HolderStatus, isBusiness: business !== null };
}

function gatewayOf(resources: Resources, product: Body): Gateway | null {
  const jit = path(product, 'config', 'jit_funding', 'programgateway_funding_source');
  if (jit?.['enabled'] !== true) return null;
  const found = resources.find('programgateway', String(jit['funding_source_token']));
  if (found === null || found.body['active'] !== true || found.body['url'] === '') return null;
  const { body, token } = found;
  return {
    token,
    url: String(body['url']),
    username: String(body['basic_auth_username']),
    password: String(body['basic_auth_password']),
    timeoutMs: Number(body['timeout_millis'] ?? 3_000),
    headers: (body['custom_header'] ?? {}) as Record<string, string>,
  };
}

/** An object inside an object, or `undefined`. */
export function path(body: Body | undefined, ...names: readonly string[]): Body | undefined {
  let inner: unknown = body;
  for (const name of names) inner = typeof inner === 'object' && inner !== null ? (inner as Body)[name] : undefined;
  return typeof inner === 'object' && inner !== null ? (inner as Body) : undefined;
}
