import { createHash } from 'node:crypto';

/**
 * What a message of Marqeta does to its purchase (wire-format §10).
 * - `HOLD`: a hold, or one more (an increment).
 * - `ADVICE`: the hold becomes what the message says.
 * - `RELEASE`: part of the hold, or all of it, is let go. `EXPIRE`: all of it, because time has passed.
 * - `CLEAR`: money leaves, out of the hold as far as that goes. `POST`: money leaves at once, no hold before it.
 * - `UNPOST`: what was posted comes back, because it did not happen.
 * - `ANNOUNCE`: money is to come. `WITHDRAW`: it will not. `GIVE`: it has come. `TAKE_BACK`: it had come, and goes again.
 * - `FEE`: the programme charges. `FEE_BACK`: what it charged comes back.
 * - `NOTHING`: told, and nothing moves.
 * - `DISPUTE_CREDIT`: the holder has money back because of a dispute, early or for good. `DISPUTE_DEBIT`: it goes again (§15.3).
 * - `TOLD`: a dispute goes on; what moves money has a message of its own.
 */
export type Effect =
  | 'HOLD'
  | 'ADVICE'
  | 'RELEASE'
  | 'EXPIRE'
  | 'CLEAR'
  | 'POST'
  | 'UNPOST'
  | 'ANNOUNCE'
  | 'WITHDRAW'
  | 'GIVE'
  | 'TAKE_BACK'
  | 'FEE'
  | 'FEE_BACK'
  | 'NOTHING'
  | 'DISPUTE_CREDIT'
  | 'DISPUTE_DEBIT'
  | 'TOLD';

/** Where the money of a credit comes from: a merchant gives back what was spent, or somebody sends it from outside. */
export type Source = 'MERCHANT' | 'OUTSIDE';

export type MessageType = { readonly effect: Effect; readonly source: Source };

const merchant = (effect: Effect): MessageType => ({ effect, source: 'MERCHANT' });
const outside = (effect: Effect): MessageType => ({ effect, source: 'OUTSIDE' });

const TYPES: ReadonlyMap<string, MessageType> = new Map([
  ['authorization', merchant('HOLD')],
  ['authorization.standin', merchant('HOLD')],
  ['authorization.atm.withdrawal', merchant('HOLD')],
  ['authorization.cashback', merchant('HOLD')],
  ['authorization.quasi.cash', merchant('HOLD')],
  ['authorization.incremental', merchant('HOLD')],
  ['authorization.account_verification', merchant('HOLD')],
  ['pindebit.authorization', merchant('HOLD')],
  ['account.funding.authorization', merchant('HOLD')],
  ['billpayment', merchant('HOLD')],
  ['authorization.advice', merchant('ADVICE')],
  ['authorization.reversal', merchant('RELEASE')],
  ['pindebit.authorization.reversal', merchant('RELEASE')],
  ['account.funding.authorization.reversal', merchant('RELEASE')],
  ['billpayment.reversal', merchant('RELEASE')],
  ['authorization.reversal.issuerexpiration', merchant('EXPIRE')],
  ['pindebit.authorization.reversal.issuerexpiration', merchant('EXPIRE')],
  ['authorization.clearing', merchant('CLEAR')],
  ['authorization.clearing.atm.withdrawal', merchant('CLEAR')],
  ['authorization.clearing.cashback', merchant('CLEAR')],
  ['authorization.clearing.quasi.cash', merchant('CLEAR')],
  ['pindebit.authorization.clearing', merchant('CLEAR')],
  ['account.funding.authorization.clearing', merchant('CLEAR')],
  ['billpayment.clearing', merchant('CLEAR')],
  ['pindebit', merchant('POST')],
  ['pindebit.cashback', merchant('POST')],
  ['pindebit.atm.withdrawal', merchant('POST')],
  ['pindebit.quasi.cash', merchant('POST')],
  ['pindebit.quasicash', merchant('POST')],
  ['pindebit.transfer', merchant('POST')],
  ['pindebit.debit.adjustment', merchant('POST')],
  ['debit.adjustment', merchant('POST')],
  ['account.funding.auth_plus_capture', merchant('POST')],
  ['pindebit.reversal', merchant('UNPOST')],
  ['account.funding.auth_plus_capture.reversal', merchant('UNPOST')],
  ['refund.authorization', merchant('ANNOUNCE')],
  ['refund.authorization.advice', merchant('ANNOUNCE')],
  ['refund', merchant('GIVE')],
  ['refund.authorization.clearing', merchant('GIVE')],
  ['pindebit.refund', merchant('GIVE')],
  ['pindebit.credit.adjustment', merchant('GIVE')],
  ['refund.authorization.reversal', merchant('WITHDRAW')],
  ['pindebit.refund.reversal', merchant('TAKE_BACK')],
  ['original.credit.authorization', outside('ANNOUNCE')],
  ['original.credit.authorization.clearing', outside('GIVE')],
  ['original.credit.auth_plus_capture', outside('GIVE')],
  ['credit.adjustment', outside('GIVE')],
  ['original.credit.authorization.reversal', outside('WITHDRAW')],
  ['original.credit.auth_plus_capture.reversal', outside('TAKE_BACK')],
  ['fee.charge', merchant('FEE')],
  ['fee.charge.refund', merchant('FEE_BACK')],
  ['fee.charge.reversal', merchant('FEE_BACK')],
  // Announced or let go: what is charged has a message of its own.
  ['fee.charge.pending', merchant('NOTHING')],
  ['fee.charge.waived', merchant('NOTHING')],
  ['balanceinquiry', merchant('NOTHING')],
  ['pindebit.balanceinquiry', merchant('NOTHING')],
  ['pindebit.checkavs', merchant('NOTHING')],
  ['address.verification', merchant('NOTHING')],
  ['authorization.pin.change', merchant('NOTHING')],
  ['authorization.pin.unblock', merchant('NOTHING')],
  ['pindebit.pin.change', merchant('NOTHING')],
  ['pindebit.pin.unblock', merchant('NOTHING')],
  ['pin.change.reversal', merchant('NOTHING')],
  ['pin.change.reversal.advice', merchant('NOTHING')],
  ['pin.change.via.api', merchant('NOTHING')],
  ['token.activation-request', merchant('NOTHING')],
  ['token.advice', merchant('NOTHING')],
  ['transit.offer', merchant('NOTHING')],
  ['product.inquiry', merchant('NOTHING')],
  ['authorization.clearing.chargeback', merchant('DISPUTE_CREDIT')],
  ['authorization.clearing.chargeback.completed', merchant('DISPUTE_CREDIT')],
  ['authorization.clearing.chargeback.provisional.credit', merchant('DISPUTE_CREDIT')],
  ['authorization.clearing.chargeback.provisional.debit', merchant('DISPUTE_DEBIT')],
  ['authorization.clearing.chargeback.reversal', merchant('DISPUTE_DEBIT')],
  ['authorization.clearing.chargeback.writeoff', merchant('DISPUTE_CREDIT')],
  ['pindebit.chargeback', merchant('DISPUTE_CREDIT')],
  ['pindebit.chargeback.completed', merchant('DISPUTE_CREDIT')],
  ['pindebit.chargeback.provisional.credit', merchant('DISPUTE_CREDIT')],
  ['pindebit.chargeback.provisional.debit', merchant('DISPUTE_DEBIT')],
  ['pindebit.chargeback.reversal', merchant('DISPUTE_DEBIT')],
  ['pindebit.chargeback.writeoff', merchant('DISPUTE_CREDIT')],
  ['dispute.credit', merchant('DISPUTE_CREDIT')],
  ['dispute.debit', merchant('DISPUTE_DEBIT')],
  ['authorization.clearing.representment', merchant('TOLD')],
]);

/**
 * Why a type that is known is not booked.
 * - `NOT_OURS`: Marqeta's own side of a money movement. Under Gateway JIT its account of a holder is empty but for what is being
 *   authorised (wire-format §6.4), and `gpa.*` is how it is filled and emptied for one purchase (§9.9): the purchase's own messages
 *   say the same, and booked from both it would count twice. A programme's reserve and transfers are no company's.
 * - `NOT_FOR_CARDS`: money of accounts that a card programme does not have, or that nothing says whose it is. Somebody should look.
 */
export type WhyKept = 'NOT_OURS' | 'NOT_FOR_CARDS';

const NOT_OURS: readonly string[] = [
  'gpa.credit',
  'gpa.credit.pending',
  'gpa.credit.pending.reversal',
  'gpa.credit.reversal',
  'gpa.credit.networkload',
  'gpa.credit.networkload.reversal',
  'gpa.debit.networkload',
  'gpa.debit',
  'gpa.debit.pending',
  'gpa.debit.pending.reversal',
  'gpa.grant',
  'gpa.credit.issueroperator',
  'gpa.debit.issueroperator',
  'gpa.credit.chargeback',
  'gpa.credit.chargeback.reversal',
  'gpa.credit.billpayment',
  'gpa.credit.authorization.billpayment',
  'gpa.credit.authorization.billpayment.reversal',
  'gpa.credit.authorization',
  'gpa.credit.authorization.reversal',
  'gpa.debit.authorization',
  'gpa.debit.reversal',
  'programreserve.credit',
  'programreserve.debit',
  'transfer.program',
];

const NOT_FOR_CARDS: readonly string[] = [
  'account.credit',
  'account.debit',
  'authorization.clearing.network.fee',
  'directdeposit.credit',
  'directdeposit.credit.pending',
  'directdeposit.credit.pending.reversal',
  'directdeposit.credit.reject',
  'directdeposit.credit.reversal',
  'directdeposit.debit',
  'directdeposit.debit.pending',
  'directdeposit.debit.pending.reversal',
  'directdeposit.debit.reject',
  'directdeposit.debit.reversal',
  'fee.collection.credit',
  'fee.collection.debit',
  'fps.credit.clear',
  'fps.credit.clear.reverse',
  'fps.credit.open',
  'fps.credit.open.reverse',
  'fps.debit.clear',
  'fps.debit.clear.reverse',
  'fps.debit.hold',
  'fps.debit.hold.reverse',
  'funds.expire',
  'interest.posting.adjustment',
  'interest.posting.clear',
  'interest.posting.clear.reverse',
  'open.banking.fps.debit.clear',
  'open.banking.fps.debit.clear.reverse',
  'open.banking.fps.debit.hold',
  'open.banking.fps.debit.hold.reverse',
  'pushtocard.debit',
  'pushtocard.reversal',
  'reward.earn',
  'transfer.fee',
  'transfer.from.checking.clear',
  'transfer.from.checking.hold',
  'transfer.from.savings.clear',
  'transfer.from.savings.hold',
  'transfer.peer',
  'transfer.to.checking.clear',
  'transfer.to.checking.open',
  'transfer.to.savings.clear',
  'transfer.to.savings.open',
  'unknown',
];

const KEPT: ReadonlyMap<string, WhyKept> = new Map([
  ...NOT_OURS.map((type): [string, WhyKept] => [type, 'NOT_OURS']),
  ...NOT_FOR_CARDS.map((type): [string, WhyKept] => [type, 'NOT_FOR_CARDS']),
]);

/** Null for a type that is not booked: known and kept (see {@link whyKept}), or never heard of. Nothing is booked by guess. */
export function messageType(type: string): MessageType | null {
  return TYPES.get(type) ?? null;
}

/** Null for a type that is booked, and for one never heard of. */
export function whyKept(type: string): WhyKept | null {
  return KEPT.get(type) ?? null;
}

/** Raised when messages of a known type are read or booked otherwise than before. */
const READING = 1;

/**
 * What this build makes of messages, in a few letters: another that understands more, or otherwise, has others. What was kept by one
 * is looked at again by the next.
 */
export const UNDERSTANDING = createHash('sha256')
  .update(
    [
      `reading ${READING}`,
      ...[...TYPES].map(([type, { effect, source }]) => `${type} ${effect} ${source}`),
      ...[...KEPT].map(([type, why]) => `${type} ${why}`),
    ]
      .sort()
      .join('\n'),
  )
  .digest('hex')
  .slice(0, 16);
