import type { CardType } from './card-program.entity.ts';
import type { CardState } from './card.state.ts';

/** What a holder may see or set of a card in Marqeta's frame, or hand over to a wallet on their phone. */
export type CardAccess = 'NUMBER' | 'PIN' | 'WALLET';

/** Why there is nothing to see or set, or null when there is. */
export function accessObstacle(access: CardAccess, card: CardState, cardType: CardType): string | null {
  if (card.status === 'TERMINATED') return 'This card is terminated.';
  if (card.issuerStatus === 'REQUESTED') return 'The issuer has not made this card yet. Wait until it has.';
  if (access === 'PIN' && cardType === 'VIRTUAL') return 'A virtual card has no PIN.';
  if (access === 'PIN' && card.status !== 'ACTIVE') return 'Only an active card gets a PIN. Activate or unfreeze it first.';
  if (access === 'WALLET' && card.status !== 'ACTIVE') return 'Only an active card goes into a phone. Activate or unfreeze it first.';
  return null;
}
