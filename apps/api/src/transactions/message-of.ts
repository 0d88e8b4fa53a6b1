import { isTrue, readChannel, readMerchant, type Transaction } from '@afc/marqeta';
import type { PurchaseDescription } from '../authorization/record.ts';
import { readAmount, readHoldExpiry, readOriginal, readRate, readTime } from '../authorization/request.ts';
import { channelsOf } from '../controls/channel.ts';
import { type Effect, messageType, whyKept } from '../ledger/message-type.ts';
import { currencyOfNumber } from '../platform/currency-codes.ts';
import { type Message, MESSAGE_STATES, type MessageState } from '../ledger/purchase.ts';
import type { MessageDetail, NetworkFeeDetail } from '../ledger/stored-purchase.ts';

/** A transaction of Marqeta in our words. */
export type ReadMessage = {
  readonly message: Message;
  /** Null for a type never heard of. */
  readonly effect: Effect | null;
  readonly cardToken: string;
  readonly currency: string;
  /** Token of the first message of its purchase, as far as it says. */
  readonly rootToken: string;
  /** The earlier message that it speaks of, if any. */
  readonly aboutToken: string | null;
  /** Of money that comes back: the message of another purchase that it names. */
  readonly refundOfToken: string | null;
  readonly description: PurchaseDescription;
  readonly detail: MessageDetail;
};

/** What a company or a person is charged or credited with by the programme, and no card of theirs. */
export type ReadCharge = {
  readonly message: Message;
  readonly effect: ChargeEffect;
  readonly currency: string;
  readonly businessToken: string | null;
  readonly userToken: string | null;
  /** What Marqeta calls it. */
  readonly name: string | null;
};
export type ChargeEffect = 'FEE' | 'FEE_BACK' | 'GIVE' | 'POST';

export type Unreadable = 'NO_CARD' | 'NOT_FOR_CARDS' | 'TYPE_UNKNOWN' | 'STATE_UNKNOWN' | 'AMOUNT_NOT_UNDERSTOOD' | 'TIME_NOT_UNDERSTOOD';

/**
 * Of a reversal, all that was held. One of a part is PENDING as it is told, and reads CLEARED from when its purchase is over (wire-format §9.11):
 * by its state alone it would then have released what was held for long.
 */
function isWhole({ state }: Transaction, order: Transaction['gpa_order'], isPart: boolean): boolean {
  return order?.state === 'REVERSED' || (state === 'CLEARED' && !isPart);
}

/** Null for what nothing follows from: it is none of ours (see `whyKept`), or moves nothing and belongs to no card. */
export function messageOf(transaction: Transaction): ReadMessage | ReadCharge | Unreadable | null {
  const { token, card_token: cardToken } = transaction;
  const type = typeOf(transaction);
  if (whyKept(type) === 'NOT_OURS') return null;
  if (!isMessageState(transaction.state)) return 'STATE_UNKNOWN';
  const atMs = readTime(transaction.user_transaction_time ?? transaction.created_time);
  if (atMs === null) return 'TIME_NOT_UNDERSTOOD';
  const order = transaction.gpa_order ?? transaction.gpa_order_unload;
  const currency = transaction.currency_code ?? order?.currency_code ?? 'USD';
  const amount = readAmount(transaction.amount ?? '0', currency);
  const requested = transaction.request_amount === undefined ? amount : readAmount(transaction.request_amount, currency);
  if (amount === null || requested === null) return 'AMOUNT_NOT_UNDERSTOOD';
  const effect = messageType(type)?.effect ?? null;
  const decrease = effect === 'ADVICE' ? decreaseOf(order, currency) : null;
  const preceding = transaction.preceding_related_transaction_token ?? transaction.original_transaction_token ?? null;
  const beginsAnew = BEGINS_A_REFUND.has(type);
  const expiresMs = effect === 'HOLD' ? readHoldExpiry(transaction) : null;
  const message: Message = {
    kind: 'MESSAGE',
    token,
    type,
    state: transaction.state,
    atMs,
    amount: amount.minor,
    requested: requested.minor,
    decrease,
    last: effect === 'CLEAR' && isLastClearing(transaction),
    whole: effect === 'RELEASE' && isWhole(transaction, order, amount.minor < requested.minor),
    ...(expiresMs === null ? {} : { expiresMs }),
  };
  if (cardToken === undefined || cardToken === '') return chargeOf(transaction, { message, effect, currency });
  return {
    message,
    effect,
    cardToken,
    currency,
    rootToken: beginsAnew ? token : (preceding ?? token),
    aboutToken: preceding,
    refundOfToken: beginsAnew ? preceding : null,
    description: descriptionOf(transaction),
    detail: detailOf(message, transaction, currency),
  };
}

/** An adjustment comes as a movement of Marqeta's own account of the holder; that it is ours to follow its method says (wire-format §10). */
function typeOf({ type, gpa_order: order, gpa_order_unload: unload }: Transaction): string {
  const adjusted = ADJUSTMENTS[(order ?? unload)?.jit_funding?.method ?? ''];
  return adjusted !== undefined && type.startsWith('gpa.') ? adjusted : type;
}
const ADJUSTMENTS: Readonly<Record<string, string>> = {
  'pgfs.adjustment.credit': 'credit.adjustment',
  'pgfs.adjustment.debit': 'debit.adjustment',
};

function chargeOf(
  { fee, business_token: businessToken, user_token: userToken }: Transaction,
  { message, effect, currency }: Pick<ReadMessage, 'message' | 'effect' | 'currency'>,
): ReadCharge | Unreadable | null {
  if (effect === null) return whyKept(message.type) === null ? 'TYPE_UNKNOWN' : 'NOT_FOR_CARDS';
  if (effect === 'NOTHING') return null;
  if (!CHARGES.has(message.type) || !isChargeEffect(effect)) return 'NO_CARD';
  const name = typeof fee?.['name'] === 'string' ? fee['name'].slice(0, 100) : null;
  return { message, effect, currency, businessToken: businessToken ?? null, userToken: userToken ?? null, name };
}
const CHARGES: ReadonlySet<string> = new Set([
  'fee.charge',
  'fee.charge.refund',
  'fee.charge.reversal',
  'credit.adjustment',
  'debit.adjustment',
]);

function isChargeEffect(effect: Effect): effect is ChargeEffect {
  return effect === 'FEE' || effect === 'FEE_BACK' || effect === 'GIVE' || effect === 'POST';
}

/** These are purchases of their own, also when they name the one that they give back. */
const BEGINS_A_REFUND: ReadonlySet<string> = new Set(['refund', 'refund.authorization', 'pindebit.refund', 'pindebit.credit.adjustment']);

function isMessageState(state: string): state is MessageState {
  return (MESSAGE_STATES as readonly string[]).includes(state);
}

/** In an advice the top amount is the new total, the order's the decrease (wire-format §10, note 3). */
function decreaseOf(order: Transaction['gpa_order'], currency: string): bigint | null {
  const jit = order?.jit_funding;
  if (jit === undefined || !jit.method.endsWith('.reversal')) return null;
  return readAmount(jit.amount, currency)?.minor ?? null;
}

/** PIN debit is completed once; other clearings say whether more may come. */
function isLastClearing(transaction: Transaction): boolean {
  if (transaction.type === 'pindebit.authorization.clearing') return true;
  const { multi_clearing_sequence_number: number, multi_clearing_sequence_count: count } = transaction;
  return isTrue(transaction.is_final_clearing) || (number !== undefined && count !== undefined && Number(number) >= Number(count));
}

function descriptionOf(transaction: Transaction): PurchaseDescription {
  const merchant = readMerchant(transaction.card_acceptor);
  const feeName = transaction.fee?.['name'];
  return {
    merchant: merchant.name === null && typeof feeName === 'string' ? { ...merchant, name: feeName } : merchant,
    channels: channelsOf(readChannel(transaction)),
    network: transaction.network ?? null,
    original: readOriginal(transaction),
    rate: readRate(transaction),
    authorizationCode: transaction.approval_code ?? null,
  };
}

function detailOf({ requested, decrease, last, whole, expiresMs }: Message, transaction: Transaction, currency: string): MessageDetail {
  const { response, standin_approved_by: standInBy, approval_code: approvalCode } = transaction;
  const original = readOriginal(transaction);
  const rate = readRate(transaction);
  const fees = readFees(transaction, currency);
  const log = (transaction.gpa_order ?? transaction.gpa_order_unload)?.funding?.gateway_log;
  return {
    ...(requested === null ? {} : { requested: requested.toString() }),
    ...(decrease === null ? {} : { decrease: decrease.toString() }),
    ...(last ? { last } : {}),
    ...(whole ? { whole } : {}),
    ...(response?.code === undefined ? {} : { responseCode: response.code }),
    ...(response?.memo === undefined ? {} : { responseMemo: response.memo }),
    ...(response?.additional_information === undefined ? {} : { responseInformation: response.additional_information.slice(0, 500) }),
    ...(log?.response?.code === undefined ? {} : { gatewayCode: log.response.code }),
    ...(isTrue(log?.timed_out) ? { gatewayTimedOut: true } : {}),
    ...(standInBy === undefined ? {} : { standInBy }),
    ...(approvalCode === undefined ? {} : { approvalCode }),
    ...(expiresMs === undefined ? {} : { expiresAt: new Date(expiresMs).toISOString() }),
    ...(original === null ? {} : { original: { minor: original.minor.toString(), currency: original.currency } }),
    ...(rate === null ? {} : { rate }),
    ...(fees.length === 0 ? {} : { fees }),
  };
}

const MOST_FEES = 20;

/** Fees of the message in the currency that they name, else in its own; a surcharge of an ATM or a shop is the acquirer's (wire-format §6.5). */
function readFees({ fees = [], acquirer_fee_amount: acquirerFee }: Transaction, currency: string): NetworkFeeDetail[] {
  const isNamed = fees.some(({ type }) => type === ACQUIRER_FEE);
  const all = acquirerFee === undefined || isNamed ? fees : [...fees, { type: ACQUIRER_FEE, amount: acquirerFee }];
  return all.slice(0, MOST_FEES).flatMap((fee: NonNullable<Transaction['fees']>[number]): NetworkFeeDetail[] => {
    const amount = fee.amount === undefined ? null : readAmount(fee.amount, currencyOf(fee.currency) ?? currency);
    if (amount === null || amount.minor === 0n || fee.type === undefined) return [];
    const credit = fee.credit_debit === 'C';
    return [{ kind: fee.type.slice(0, 60), minor: amount.minor.toString(), currency: amount.currency, ...(credit ? { credit } : {}) }];
  });
}
const ACQUIRER_FEE = 'ACQUIRER_FEE';

function currencyOf(text: string | undefined): string | null {
  return text === undefined ? null : /^[A-Z]{3}$/.test(text) ? text : currencyOfNumber(text);
}
