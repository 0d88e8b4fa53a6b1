/**
 * What a message of Marqeta does to its purchase (wire-format §10).
 * - `HOLD`: a hold, or one more (an increment).
 * - `ADVICE`: the hold becomes what the message says.
 * - `RELEASE`: part of the hold, or all of it, is let go. `EXPIRE`: all of it, because time has passed.
 * - `CLEAR`: money leaves, out of the hold as far as that goes. `POST`: money leaves at once, no hold before it.
 * - `UNPOST`: what was posted comes back, because it did not happen.
 * - `ANNOUNCE`: money is to come. `WITHDRAW`: it will not. `GIVE`: it has come. `TAKE_BACK`: it had come, and goes again.
 * - `FEE`: the programme charges.
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
  ['original.credit.authorization.reversal', outside('WITHDRAW')],
  ['original.credit.auth_plus_capture.reversal', outside('TAKE_BACK')],
  ['fee.charge', merchant('FEE')],
  ['balanceinquiry', merchant('NOTHING')],
  ['pindebit.balanceinquiry', merchant('NOTHING')],
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

/** Null for a type never heard of: its message is kept as it came and shown, and nothing is booked by guess. */
export function messageType(type: string): MessageType | null {
  return TYPES.get(type) ?? null;
}
