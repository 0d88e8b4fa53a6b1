import { invalidField } from '../core/api-error.ts';
import type { Units } from '../core/money.ts';
import type { UnconfirmedChoices } from '../settings.ts';
import { type Account, movement } from './account.ts';
import { type CategoryHold, heldOf } from './category-holds.ts';
import type { EventRule } from './events.ts';
import { type Draft, verifiesAccount } from './message.ts';
import { type Effect, type Purchase, refusalToFollow } from './purchase.ts';
import type { Terms } from './terms.ts';

/** What a message is about, and what of it moves: a purchase may be held for more than was asked. */
export function amountsOf(
  sent: Terms,
  rule: EventRule,
  purchase: Purchase | null,
  { hold, choices }: { readonly hold: CategoryHold; readonly choices: UnconfirmedChoices },
): Draft['amounts'] {
  const before = purchase?.held ?? 0;
  const whole = rule.effect === 'UNPOST' ? (purchase?.cleared ?? 0) : before;
  const amount = sent.amount ?? (purchase === null || rule.effect === 'RAISE' ? 0 : whole);
  if (rule.effect === 'LOWER') {
    if (amount > before) throw invalidField('amount', 'must be the new, lower total');
    return { request: amount, amount, funded: before - amount };
  }
  if (rule.effect === 'RELEASE') return { request: purchase?.authorized ?? amount, amount, funded: amount };
  const held = rule.effect === 'HOLD' && rule.side === 'DEBIT' && amount > 0 ? heldOf(amount, hold) : amount;
  return { request: amount, amount: choices.holdIncreaseInAmount ? held : amount, funded: held };
}

/** What it does to its purchase. */
export function effectOf(draft: Draft, funded: Units, final: boolean): Effect {
  const { rule, tokens, purchase } = draft;
  if (rule.effect === 'RAISE') return { kind: 'RAISE', amount: funded, transaction: tokens.transaction, jit: tokens.jit };
  if (rule.effect === 'LOWER' || rule.effect === 'RELEASE') return { kind: 'RELEASE', amount: funded };
  if (rule.effect === 'UNPOST') return { kind: 'UNPOST', amount: funded };
  if (rule.effect === 'DISPUTE') return { kind: 'DISPUTE' };
  // A refund that names its purchase gives back what was cleared; it never touches a hold.
  if (rule.side === 'CREDIT' && purchase?.side === 'DEBIT') return { kind: 'REFUND', amount: funded };
  return { kind: 'POST', amount: funded, final };
}

/** Whether the purchase was over by the time the gateway answered: an increment then has nothing to raise. */
export function isTooLate(draft: Draft, before: Purchase | null, funded: Units): boolean {
  if (!draft.rule.asked || before === null) return false;
  return refusalToFollow(before, effectOf({ ...draft, purchase: before }, funded, false)) !== null;
}

/** A dispute moves money beside its purchase. */
export function movedBy({ rule, payer }: Draft, before: Purchase | null, after: Purchase, funded: Units): Account {
  if (rule.effect !== 'DISPUTE') return movement(before, after, payer.kind);
  const given = rule.side === 'CREDIT' ? funded : -funded;
  return { held: 0, available: payer.kind === 'ACCOUNT' ? given : 0 };
}

const POSTINGS: ReadonlySet<EventRule['effect']> = new Set(['POST', 'UNPOST', 'DISPUTE']);

/** Of the message, and of its order. */
export function statesOf(
  draft: Draft,
  approved: boolean,
  purchase: Purchase,
  choices: UnconfirmedChoices,
): { readonly state: string; readonly orderState: string } {
  const { rule } = draft;
  const verification = choices.accountVerificationState;
  if (!approved) return { state: 'DECLINED', orderState: 'DECLINED' };
  if (verifiesAccount(draft)) return { state: verification, orderState: verification };
  if (POSTINGS.has(rule.effect) || rule.effect === 'NONE') return { state: 'COMPLETION', orderState: 'COMPLETION' };
  if (rule.type.endsWith('.issuerexpiration')) return { state: choices.expiryState, orderState: 'REVERSED' };
  if (rule.effect === 'RELEASE' && purchase.held === 0) return { state: 'CLEARED', orderState: 'REVERSED' };
  if (draft.standIn === 'NETWORK') return { state: choices.standInState, orderState: 'PENDING' };
  return { state: 'PENDING', orderState: 'PENDING' };
}

/** What it means for the holder: held or paid is below zero (wire-format §10). */
export function impactedBy({ rule }: Draft, funded: Units): Units {
  if (rule.side === 'CREDIT') return POSTINGS.has(rule.effect) ? funded : 0;
  return rule.effect === 'LOWER' || rule.effect === 'RELEASE' ? funded : rule.effect === 'NONE' ? 0 : -funded;
}
