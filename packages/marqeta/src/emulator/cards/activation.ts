import type { Deps } from '../api/deps.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { type CardMove, moveCard } from './card-transition.ts';
import { expiryFields, expiryOf } from './expiry.ts';
import { swapWalletTokens } from '../wallets/card-tokens.ts';
import { endSource } from './replacement.ts';

/** A card's first activation, of itself. */
export function activate(deps: Deps, card: Body, how: Pick<CardMove, 'channel' | 'reason' | 'reasonCode' | 'at'>): Body {
  const change = { state: 'ACTIVE', state_reason: how.reason, ...expiryUponActivation(deps, card, how.at) };
  const after = moveCard(deps, card, change, { ...how, state: 'ACTIVE', type: 'state.activated' });
  followActivation(deps, after, how.at);
  return after;
}

/** What a first activation brings about: wallet tokens come over, and the card that this one takes the place of ends (wire-format §5.6). */
export function followActivation(deps: Deps, card: Body, at: number): void {
  const swapped = (card['activation_actions'] as Body | undefined)?.['swap_digital_wallet_tokens_from_card_token'];
  const source = typeof swapped === 'string' ? deps.resources.find('card', swapped)?.body : undefined;
  if (source !== undefined) swapWalletTokens(deps, source, card, at);
  endSource(deps, card, 'reissue_pan_from_card_token', at);
}

/** Products can let the card's life begin at its activation (§4). */
export function expiryUponActivation(deps: Deps, card: Body, at: number): Body {
  const product = deps.resources.find('cardproduct', String(card['card_product_token']))?.body;
  if (product === undefined || path(product, 'config', 'card_life_cycle')?.['update_expiration_upon_activation'] !== true) return {};
  return expiryFields(expiryOf(product, card, at));
}
