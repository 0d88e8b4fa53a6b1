import { REPLACEMENT_REASONS, type ReplacementReason } from '../marqeta/replacement-reason.ts';
import type { CardType } from './card-program.entity.ts';

/** Reasons that a person may give. Nothing but plastic breaks; renewal comes by itself, but need not be waited for. */
export function reasonsFor(cardType: CardType): readonly ReplacementReason[] {
  return cardType === 'PHYSICAL' ? REPLACEMENT_REASONS : REPLACEMENT_REASONS.filter((reason) => reason !== 'DAMAGED');
}

/** As the history of the replaced card has it. */
export const REPLACEMENT_EVENT: Readonly<Record<ReplacementReason, string>> = {
  LOST: 'card.lost',
  STOLEN: 'card.stolen',
  DAMAGED: 'card.damaged',
  EXPIRING: 'card.renewed',
};
