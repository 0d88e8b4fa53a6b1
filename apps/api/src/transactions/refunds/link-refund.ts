import type { Book } from '../../authorization/book.ts';
import type { CompiledControls } from '../../controls/compile.ts';
import { givesBackTo, type RefundLink } from '../../ledger/refund-link.ts';
import type { StoredPurchase } from '../../ledger/stored-purchase.ts';

export type LinkWanted = { readonly refundOfToken: string | null; readonly refundLink: RefundLink };

type LinkFacts = {
  /** With the refund, the purchase that it belongs to now, and the one that it shall belong to. */
  readonly book: Book;
  readonly controlsOf: (companyId: string) => CompiledControls;
  readonly cause: string;
};

/** Makes a refund belong to a purchase, or to none. What it gives back in limits moves with it; no money does. Pure but for the book. */
export function linkRefund(refund: StoredPurchase, wanted: LinkWanted, facts: LinkFacts): void {
  const from = purchaseGivenBackTo(refund, facts.book);
  enter({ ...refund, ...wanted }, facts, 'transaction.refund_linked');
  const linked = facts.book.purchase(refund.id) ?? refund;
  const to = purchaseGivenBackTo(linked, facts.book);
  if (from !== null && from.id !== to?.id) {
    const linkedRefunds = new Map(from.linkedRefunds);
    linkedRefunds.delete(refund.token);
    enter({ ...from, linkedRefunds }, facts, 'transaction.refund_linked');
  }
  if (to !== null) {
    const linkedRefunds = new Map(to.linkedRefunds).set(refund.token, -linked.position.cleared);
    enter({ ...to, linkedRefunds }, facts, 'transaction.refund_linked');
  }
}

function purchaseGivenBackTo(refund: StoredPurchase, book: Book): StoredPurchase | null {
  const token = givesBackTo(refund);
  const purchase = token === null ? null : book.purchaseOf(token);
  return purchase !== null && purchase.companyId === refund.companyId && purchase.id !== refund.id ? purchase : null;
}

function enter(purchase: StoredPurchase, { book, controlsOf, cause }: LinkFacts, event: string): void {
  book.enter({ purchase, description: null, controls: controlsOf(purchase.companyId).bindingOn(purchase), cause, event });
}
