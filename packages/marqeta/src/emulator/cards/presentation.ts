import type { CardState } from '../../wire/card.ts';
import type { Deps } from '../api/deps.ts';
import type { Body } from '../core/resources.ts';
import { type CardMove, moveCard } from './card-transition.ts';

/** The transition of a card that was shown with its code (wire-format §5.3). */
export function presentation(state: CardState, at: number): { readonly status: string; readonly move: CardMove } {
  const move = { channel: 'API', state, type: 'fulfillment.digitally_presented', reason: 'Card digitally presented', at };
  return { status: 'DIGITALLY_PRESENTED', move };
}

/** A card that was shown whole has reached its holder, unless it is on its way as plastic already. */
export function handedOver(deps: Deps, card: Body): Body {
  if (card['fulfillment_status'] !== 'ISSUED') return card;
  const { status, move } = presentation(card['state'] as CardState, deps.clock.now());
  return deps.store.atomically(() => moveCard(deps, card, { fulfillment_status: status }, move));
}
