/** Why a card is replaced. */
export const REPLACEMENT_REASONS = ['LOST', 'STOLEN', 'DAMAGED', 'EXPIRING'] as const;
export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

/** Whether the new card has the number of the old one, as subscriptions would like (wire-format §5.6). */
export function keepsNumber(reason: ReplacementReason): boolean {
  return reason === 'DAMAGED' || reason === 'EXPIRING';
}

/** Why Marqeta is told to end a card (wire-format §2.7). */
export const TERMINATION_CODE: Readonly<Record<ReplacementReason, string>> = { LOST: '10', STOLEN: '23', DAMAGED: '31', EXPIRING: '16' };

/** What the printer is told (wire-format §5.1), which knows no word for a damaged card. */
export const FULFILLMENT_REASON: Readonly<Record<ReplacementReason, 'NEW' | 'LOST_STOLEN' | 'EXPIRED'>> = {
  LOST: 'LOST_STOLEN',
  STOLEN: 'LOST_STOLEN',
  DAMAGED: 'NEW',
  EXPIRING: 'EXPIRED',
};
