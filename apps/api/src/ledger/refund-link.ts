/**
 * How a refund came to belong to a purchase.
 * - `CERTAIN`: it names it. `HIGH`, `LOW`: a rule found it, and it can hardly, or well, be another one.
 * - `CONFIRMED`: somebody said so. `UNLINKED`: somebody said that it belongs to none.
 */
export type RefundLink = 'CERTAIN' | 'HIGH' | 'LOW' | 'CONFIRMED' | 'UNLINKED';

type Linked = { readonly refundOfToken: string | null; readonly refundLink: RefundLink | null };

/** The message of the purchase that gets back in its limits what this refund gave; null when none does: one that is only perhaps meant gets nothing. */
export function givesBackTo({ refundOfToken, refundLink }: Linked): string | null {
  return refundLink === 'LOW' || refundLink === 'UNLINKED' ? null : refundOfToken;
}
