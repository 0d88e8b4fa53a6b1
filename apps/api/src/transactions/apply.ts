import type { CompiledControls } from '../controls/compile.ts';
import type { Book } from '../authorization/book.ts';
import type { HoldOutcome } from '../authorization/hold-events.ts';
import type { CardProfile } from '../authorization/card-directory.ts';
import { type Effect, whyKept } from '../ledger/message-type.ts';
import { type MessageState, moreAdvanced } from '../ledger/purchase.ts';
import { givesBackTo } from '../ledger/refund-link.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import { holdOutcome } from './hold-outcome.ts';
import type { ReadMessage } from './message-of.ts';

/** A message whose card is known. */
export type ToApply = ReadMessage & { readonly profile: CardProfile; readonly inboxId: string | null };

/** What became of a message. `KEPT`: there is nothing to book, or no telling what. */
export type Applied =
  | {
      readonly kind: 'APPLIED';
      readonly companyId: string;
      readonly purchaseId: string;
      /** What it did to the hold of an approval of ours, when that is out of the ordinary. */
      readonly hold: HoldOutcome | null;
      /** It is shown with its purchase, and not understood. */
      readonly problem: string | null;
    }
  | { readonly kind: 'KEPT'; readonly problem: string | null };

export type ApplyFacts = {
  readonly book: Book;
  readonly controlsOf: (companyId: string) => CompiledControls;
};

/** Brings one message to its purchase; pure but for the book. */
export function applyMessage(read: ToApply, facts: ApplyFacts): Applied {
  const { book } = facts;
  const stored = storedFor(read, book);
  const notUnderstood = read.effect === null ? (whyKept(read.message.type) ?? 'TYPE_UNKNOWN') : null;
  const problem = stored === null ? (notUnderstood ?? whyNotBegin(read.effect)) : undefined;
  if (problem !== undefined) return { kind: 'KEPT', problem };
  const purchase = stored ?? begin(read, book);
  if (purchase.currency !== read.currency) return { kind: 'KEPT', problem: 'CURRENCY_DIFFERS' };
  const { token } = read.message;
  const { messages, details } = withMessage(purchase, read);
  const after: StoredPurchase = {
    ...purchase,
    messages,
    details,
    // What a rule or a person has found stays.
    refundOfToken: purchase.refundLink === null ? (purchase.refundOfToken ?? read.refundOfToken) : purchase.refundOfToken,
    linkedRefunds: new Map(
      [purchase.linkedRefunds, book.refundsNaming(purchase.token), book.refundsNaming(token)].flatMap((one) => [...one]),
    ),
  };
  const describes = token === purchase.token || stored === null;
  const isNews = stored === null || !stored.messages.some((message) => message.token === token);
  enter(after, read, facts, describes, isNews && wasDecidedForUs(read) ? STOOD_IN : undefined);
  giveBackTo(after.id, read, facts);
  const hold = holdAfter(purchase, after, token);
  return { kind: 'APPLIED', companyId: purchase.companyId, purchaseId: purchase.id, hold, problem: notUnderstood };
}

function holdAfter(purchase: StoredPurchase, after: StoredPurchase, token: string): HoldOutcome | null {
  const of = ({ messages }: StoredPurchase) => messages.find((message) => message.token === token) ?? null;
  const now = of(after);
  if (now === null) return null;
  const verdict = purchase.verdicts.find((one) => one.token === token);
  return holdOutcome({ verdict, before: of(purchase), now, detail: after.details.get(token) ?? {} });
}

/** Why a message does not begin a purchase; null when nobody need care, undefined when it does. */
function whyNotBegin(effect: Effect | null): string | null | undefined {
  if (effect === null || effect === 'NOTHING') return null;
  return ABOUT_A_PURCHASE.has(effect) ? 'PURCHASE_UNKNOWN' : undefined;
}
const ABOUT_A_PURCHASE: ReadonlySet<Effect> = new Set(['DISPUTE_CREDIT', 'DISPUTE_DEBIT', 'TOLD']);

function storedFor({ message, rootToken, profile }: ToApply, book: Book): StoredPurchase | null {
  const stored = book.purchaseOf(message.token) ?? book.purchaseOf(rootToken);
  return stored?.companyId === profile.companyId ? stored : null;
}

function begin({ profile, rootToken, currency }: ToApply, book: Book): StoredPurchase {
  const { companyId, cardId, userId, cardProductId, teamIds } = profile;
  return book.begin({ companyId, cardId, userId, cardProductId, teamIds, currency, token: rootToken });
}

/** One message more, or a more advanced snapshot of one that is there. */
function withMessage({ messages, details }: StoredPurchase, { message, detail }: ToApply): Pick<StoredPurchase, 'messages' | 'details'> {
  const known = messages.find(({ token }) => token === message.token) ?? null;
  const winner = moreAdvanced(known, message);
  // The earlier of two clock-readings is kept whoever wins; what else is told is the winner's.
  const isNewer = known === null || moreAdvanced({ ...known, atMs: message.atMs }, message) === message;
  return {
    messages: known === null ? [...messages, message] : messages.map((other) => (other === known ? winner : other)),
    details: isNewer ? new Map(details).set(message.token, detail) : details,
  };
}

/** What Marqeta, or the network, approved in our place (wire-format §8). Somebody has to know, whatever it did to the funds. */
const STOOD_IN = 'transaction.stood_in';

function wasDecidedForUs({ message, effect, detail }: ToApply): boolean {
  const approves = effect === 'HOLD' || effect === 'POST';
  return approves && (detail.standInBy !== undefined || message.type === 'authorization.standin') && !FAILED.has(message.state);
}
const FAILED: ReadonlySet<MessageState> = new Set(['DECLINED', 'ERROR']);

function enter(
  purchase: StoredPurchase,
  { message, description }: ToApply,
  { book, controlsOf }: ApplyFacts,
  describes: boolean,
  event?: string,
): void {
  book.enter({
    purchase,
    description: describes ? description : null,
    controls: controlsOf(purchase.companyId).bindingOn(purchase),
    cause: message.token,
    ...(event === undefined ? {} : { event }),
  });
}

/** A refund that belongs to a purchase of ours gives back there what it counted. */
function giveBackTo(refundId: string, read: ToApply, facts: ApplyFacts): void {
  const refund = facts.book.purchase(refundId);
  const named = refund === undefined ? null : givesBackTo(refund);
  if (refund === undefined || named === null) return;
  const original = facts.book.purchaseOf(named);
  if (original === null || original.id === refundId || original.companyId !== refund.companyId) return;
  const linkedRefunds = new Map(original.linkedRefunds).set(refund.token, -refund.position.cleared);
  enter({ ...original, linkedRefunds }, read, facts, false);
}
