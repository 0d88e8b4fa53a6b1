import type { UnconfirmedChoices } from '../settings.ts';

/** What a message does to a purchase. */
type EffectKind = 'HOLD' | 'RAISE' | 'LOWER' | 'RELEASE' | 'POST' | 'UNPOST' | 'DISPUTE' | 'NONE';

/** One kind of message between network, Marqeta and gateway (wire-format §10, §13.3, §16.1). */
export interface EventRule {
  readonly type: string;
  readonly method: string;
  /** Whether the gateway is asked; otherwise it is told through the webhook. */
  readonly asked: boolean;
  /** `CREDIT`: money comes to the holder, and the order is a `gpa_order_unload`. */
  readonly side: 'DEBIT' | 'CREDIT';
  readonly effect: EffectKind;
  /** Whether it belongs to a purchase that must exist. A refund or clearing may, an increment must. */
  readonly follows: 'must' | 'may' | 'never';
}

type Row = readonly [method: string, asked: boolean, side: EventRule['side'], effect: EffectKind, follows: EventRule['follows']];

/**
 * By event type of the simulations. Account funding has no methods of its own in Marqeta's list: it is asked as a purchase. So have
 * single messages that are taken back; what they are called there is a setting.
 */
const ROWS: Readonly<Record<string, Row>> = {
  authorization: ['pgfs.authorization', true, 'DEBIT', 'HOLD', 'never'],
  'authorization.cashback': ['pgfs.authorization.cashback', true, 'DEBIT', 'HOLD', 'never'],
  'authorization.atm.withdrawal': ['pgfs.atm.withdrawal', true, 'DEBIT', 'HOLD', 'never'],
  'authorization.quasi.cash': ['pgfs.authorization.quasi.cash', true, 'DEBIT', 'HOLD', 'never'],
  'authorization.standin': ['pgfs.authorization.standin', false, 'DEBIT', 'HOLD', 'never'],
  'authorization.incremental': ['pgfs.authorization.incremental', true, 'DEBIT', 'RAISE', 'must'],
  'authorization.advice': ['pgfs.authorization.reversal', false, 'DEBIT', 'LOWER', 'must'],
  'authorization.reversal': ['pgfs.authorization.reversal', false, 'DEBIT', 'RELEASE', 'must'],
  'authorization.reversal.issuerexpiration': ['pgfs.authorization.reversal', false, 'DEBIT', 'RELEASE', 'must'],
  'authorization.clearing': ['pgfs.authorization.clearing', false, 'DEBIT', 'POST', 'may'],
  'authorization.clearing.atm.withdrawal': ['pgfs.atm.clearing.withdrawal', false, 'DEBIT', 'POST', 'may'],
  'authorization.clearing.quasi.cash': ['pgfs.authorization.clearing.quasi.cash', false, 'DEBIT', 'POST', 'may'],
  refund: ['pgfs.refund', false, 'CREDIT', 'POST', 'may'],
  'refund.authorization': ['pgfs.refund.authorization', true, 'CREDIT', 'HOLD', 'never'],
  'refund.authorization.clearing': ['pgfs.refund.authorization.clearing', false, 'CREDIT', 'POST', 'must'],
  'refund.authorization.reversal': ['pgfs.refund.authorization.reversal', false, 'CREDIT', 'RELEASE', 'must'],
  pindebit: ['pgfs.auth_plus_capture', true, 'DEBIT', 'POST', 'never'],
  'pindebit.cashback': ['pgfs.pindebit.cashback', true, 'DEBIT', 'POST', 'never'],
  'pindebit.atm.withdrawal': ['pgfs.pindebit.atm.withdrawal', true, 'DEBIT', 'POST', 'never'],
  'pindebit.quasi.cash': ['pgfs.pindebit.quasi.cash', true, 'DEBIT', 'POST', 'never'],
  'pindebit.balanceinquiry': ['pgfs.pindebit.balanceinquiry', true, 'DEBIT', 'NONE', 'never'],
  balanceinquiry: ['pgfs.balanceinquiry', true, 'DEBIT', 'NONE', 'never'],
  'pindebit.refund': ['pgfs.pindebit.refund', false, 'CREDIT', 'POST', 'may'],
  'pindebit.authorization': ['pgfs.pindebit.authorization', true, 'DEBIT', 'HOLD', 'never'],
  'pindebit.authorization.clearing': ['pgfs.pindebit.authorization.clearing', false, 'DEBIT', 'POST', 'may'],
  'pindebit.authorization.reversal': ['pgfs.pindebit.authorization.reversal', false, 'DEBIT', 'RELEASE', 'must'],
  'pindebit.authorization.reversal.issuerexpiration': ['pgfs.pindebit.authorization.reversal', false, 'DEBIT', 'RELEASE', 'must'],
  'original.credit.authorization': ['pgfs.original.credit.authorization', true, 'CREDIT', 'HOLD', 'never'],
  'original.credit.authorization.clearing': ['pgfs.original.credit.authorization.clearing', false, 'CREDIT', 'POST', 'must'],
  'original.credit.authorization.reversal': ['pgfs.original.credit.authorization.reversal', false, 'CREDIT', 'RELEASE', 'must'],
  'original.credit.auth_plus_capture': ['pgfs.original.credit.auth_plus_capture', true, 'CREDIT', 'POST', 'never'],
  'original.credit.auth_plus_capture.reversal': ['pgfs.original.credit.authorization.reversal', false, 'DEBIT', 'UNPOST', 'must'],
  'account.funding.authorization': ['pgfs.authorization', true, 'DEBIT', 'HOLD', 'never'],
  'account.funding.authorization.clearing': ['pgfs.authorization.clearing', false, 'DEBIT', 'POST', 'may'],
  'account.funding.authorization.reversal': ['pgfs.authorization.reversal', false, 'DEBIT', 'RELEASE', 'must'],
  'account.funding.auth_plus_capture': ['pgfs.auth_plus_capture', true, 'DEBIT', 'POST', 'never'],
  'account.funding.auth_plus_capture.reversal': ['pgfs.authorization.reversal', false, 'CREDIT', 'UNPOST', 'must'],
  ...disputeRows('authorization.clearing.chargeback', 'pgfs.authorization.capture.chargeback'),
  ...disputeRows('pindebit.chargeback', 'pgfs.pindebit.chargeback'),
};

/** What a dispute moves (wire-format §15.3). The purchase itself stays as it was cleared. */
function disputeRows(type: string, method: string): Readonly<Record<string, Row>> {
  return {
    [type]: [method, false, 'CREDIT', 'DISPUTE', 'must'],
    [`${type}.completed`]: [method, false, 'CREDIT', 'DISPUTE', 'must'],
    [`${type}.reversal`]: [`${method}.reversal`, false, 'DEBIT', 'DISPUTE', 'must'],
    [`${type}.provisional.credit`]: ['pgfs.dispute.credit', false, 'CREDIT', 'DISPUTE', 'must'],
    [`${type}.provisional.debit`]: ['pgfs.dispute.debit', false, 'DEBIT', 'DISPUTE', 'must'],
    [`${type}.writeoff`]: ['pgfs.dispute.credit', false, 'CREDIT', 'DISPUTE', 'must'],
  };
}

/** Messages that Marqeta makes by itself: no simulation may ask for them, nor for those of a dispute. */
const INTERNAL: ReadonlySet<string> = new Set([
  'authorization.reversal.issuerexpiration',
  'pindebit.authorization.reversal.issuerexpiration',
  'balanceinquiry',
  'authorization.standin',
]);

export interface EventCase {
  /** A check of amount 0 that moves nothing. */
  readonly accountVerification: boolean;
  /** A clearing without authorization. */
  readonly forced: boolean;
}

/** `null` for an event that is not known. */
export function eventRule(eventType: string, of: EventCase, choices: UnconfirmedChoices): EventRule | null {
  const row = Object.hasOwn(ROWS, eventType) ? ROWS[eventType] : undefined;
  if (row === undefined) return null;
  const [method, asked, side, effect, follows] = row;
  if (eventType === 'authorization' && of.accountVerification) {
    return { type: eventType, method: 'pgfs.authorization.account_verification', asked, side, effect: 'NONE', follows };
  }
  return { type: eventType, method: methodFor(eventType, method, of, choices), asked, side, effect, follows };
}

/** What spends follows what spends. Only a refund, a dispute, and what takes a posting back go the other way than their purchase. */
export function mayFollow({ side, effect, follows }: EventRule, purchase: EventRule['side']): boolean {
  if (effect === 'DISPUTE') return true;
  if (effect === 'UNPOST') return side !== purchase;
  return side === purchase || (side === 'CREDIT' && effect === 'POST' && follows === 'may');
}

/** Besides what can be simulated, what a network does by itself: approve while nobody can be reached (wire-format §8). */
export function isPlayed(eventType: string): boolean {
  return isSimulated(eventType) || eventType === 'authorization.standin';
}

export function isSimulated(eventType: string): boolean {
  return Object.hasOwn(ROWS, eventType) && !INTERNAL.has(eventType) && ROWS[eventType]?.[3] !== 'DISPUTE';
}

function methodFor(eventType: string, method: string, of: EventCase, choices: UnconfirmedChoices): string {
  if (of.forced && eventType === 'authorization.clearing') return 'pgfs.force_capture';
  if (eventType === 'authorization.clearing') return choices.clearingMethod;
  if (eventType === 'pindebit') return choices.pinDebitMethod;
  if (eventType === 'original.credit.auth_plus_capture.reversal') return choices.originalCreditReversalMethod;
  if (eventType === 'account.funding.auth_plus_capture.reversal') return choices.accountFundingReversalMethod;
  return method;
}
