import { REPLACEMENT_REASONS, type ReplacementReason } from '../marqeta/replacement-reason.ts';
import type { CardType } from './card-program.entity.ts';

/** How long before its end a card may be renewed. It comes by itself later (`renew.job.ts`), but need not be waited for. */
const RENEWABLE_MS = 90 * 86_400_000;

/** Reasons that can be true of a card: nothing but plastic breaks, and nothing expires years ahead. */
export function reasonsFor(
  { cardType, expiresAt }: { readonly cardType: CardType; readonly expiresAt: Date | null },
  now: Date,
): readonly ReplacementReason[] {
  const expiresSoon = expiresAt !== null && expiresAt.getTime() - now.getTime() <= RENEWABLE_MS;
  return REPLACEMENT_REASONS.filter((reason) => (reason === 'DAMAGED' ? cardType === 'PHYSICAL' : reason !== 'EXPIRING' || expiresSoon));
}

/** As the history of the replaced card has it. */
export const REPLACEMENT_EVENT: Readonly<Record<ReplacementReason, string>> = {
  LOST: 'card.lost',
  STOLEN: 'card.stolen',
  DAMAGED: 'card.damaged',
  EXPIRING: 'card.renewed',
};
