import { ACTIONABLE_METHODS, type ActionableMethod } from '@afc/marqeta';
import type { MethodTable } from '../ledger/checks/check-ledger.ts';
import type { Effect, Source } from '../ledger/message-type.ts';

/**
 * What a question of Marqeta means to us (wire-format §13.3).
 * - `effect`: an approval holds the amount, posts it at once, announces money to come, or moves nothing.
 * - `rules`: all of them, only those of card and person, or none but that the card is known.
 * - `follows`: the question adds to an earlier purchase.
 * - `balances`: the answer carries them.
 */
type MethodMeaning = {
  readonly direction: 'DEBIT' | 'CREDIT' | 'NONE';
  readonly effect: 'HOLD' | 'POST' | 'ANNOUNCE' | 'NOTHING';
  readonly rules: 'ALL' | 'STATE' | 'NONE';
  readonly follows: boolean;
  readonly balances: boolean;
};

const HOLD: MethodMeaning = { direction: 'DEBIT', effect: 'HOLD', rules: 'ALL', follows: false, balances: false };
const POST: MethodMeaning = { ...HOLD, effect: 'POST' };
const CHECK: MethodMeaning = { ...HOLD, rules: 'STATE' };
const INQUIRY: MethodMeaning = { direction: 'NONE', effect: 'NOTHING', rules: 'STATE', follows: false, balances: true };
const ANNOUNCED: MethodMeaning = { direction: 'CREDIT', effect: 'ANNOUNCE', rules: 'NONE', follows: false, balances: false };

const MEANINGS: Readonly<Record<ActionableMethod, MethodMeaning | null>> = {
  'pgfs.authorization': HOLD,
  'pgfs.authorization.incremental': { ...HOLD, follows: true },
  'pgfs.authorization.account_verification': CHECK,
  'pgfs.authorization.cashback': HOLD,
  'pgfs.authorization.quasi.cash': HOLD,
  'pgfs.atm.withdrawal': HOLD,
  'pgfs.auth_plus_capture': POST,
  'pgfs.balanceinquiry': INQUIRY,
  'pgfs.refund.authorization': ANNOUNCED,
  'pgfs.original.credit.authorization': ANNOUNCED,
  'pgfs.original.credit.auth_plus_capture': { ...ANNOUNCED, effect: 'POST' },
  'pgfs.billpayment': HOLD,
  'pgfs.pindebit': POST,
  'pgfs.pindebit.authorization': HOLD,
  'pgfs.pindebit.cashback': POST,
  'pgfs.pindebit.atm.withdrawal': POST,
  'pgfs.pindebit.quasi.cash': POST,
  'pgfs.pindebit.balanceinquiry': INQUIRY,
  // Not for card programmes; what they would mean for our ledger is not known, so they are declined.
  'pgfs.product.inquiry': null,
  'pgfs.network.load': null,
};

/** Methods of messages that only tell; at the gateway they are acknowledged and applied like a webhook. */
const TOLD: ReadonlySet<string> = new Set([
  'pgfs.authorization.clearing',
  'pgfs.authorization.advice',
  'pgfs.authorization.capture',
  'pgfs.authorization.reversal',
  'pgfs.refund',
  'pgfs.refund.authorization.reversal',
  'pgfs.refund.authorization.clearing',
  'pgfs.force_capture',
  'pgfs.authorization.capture.chargeback',
  'pgfs.authorization.capture.chargeback.reversal',
  'pgfs.pindebit.chargeback',
  'pgfs.pindebit.chargeback.reversal',
  'pgfs.pindebit.refund',
  'pgfs.pindebit.authorization.clearing',
  'pgfs.pindebit.authorization.reversal',
  'pgfs.dispute.credit',
  'pgfs.dispute.debit',
  'pgfs.directdeposit.credit',
  'pgfs.directdeposit.debit',
  'pgfs.directdeposit.credit.reversal',
  'pgfs.directdeposit.debit.reversal',
  'pgfs.adjustment.credit',
  'pgfs.adjustment.debit',
  'pgfs.auth_plus_capture.standin',
  'pgfs.authorization.standin',
  'pgfs.original.credit.authorization.clearing',
  'pgfs.original.credit.authorization.reversal',
  'pgfs.billpayment.capture',
  'pgfs.billpayment.reversal',
  'pgfs.atm.clearing.withdrawal',
  'pgfs.authorization.clearing.quasi.cash',
]);

export type Method = { readonly kind: 'ASKED'; readonly meaning: MethodMeaning } | { readonly kind: 'TOLD' } | { readonly kind: 'UNKNOWN' };

const UNKNOWN: Method = { kind: 'UNKNOWN' };
const ASKED = new Map<string, Method>(
  ACTIONABLE_METHODS.map((name) => {
    const meaning = MEANINGS[name];
    return [name, meaning === null ? UNKNOWN : { kind: 'ASKED', meaning }];
  }),
);

export function methodOf(name: string): Method {
  return ASKED.get(name) ?? (TOLD.has(name) ? { kind: 'TOLD' } : UNKNOWN);
}

/** What an approval of this method is in the life of its purchase. */
export function effectOfMethod(name: string): { readonly effect: Effect; readonly source: Source } {
  const method = methodOf(name);
  if (method.kind !== 'ASKED') return { effect: 'NOTHING', source: 'MERCHANT' };
  const { direction, effect } = method.meaning;
  if (effect === 'POST' && direction === 'CREDIT') return { effect: 'GIVE', source: 'OUTSIDE' };
  return { effect, source: name.startsWith('pgfs.original.credit') ? 'OUTSIDE' : 'MERCHANT' };
}

/** What the checks of the books read of this table. */
export const METHOD_TABLE: MethodTable = {
  effectOf: effectOfMethod,
  holding: ACTIONABLE_METHODS.filter((name) => ['HOLD', 'POST'].includes(effectOfMethod(name).effect)),
};
