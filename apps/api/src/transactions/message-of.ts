import { isTrue, readChannel, readMerchant, type Transaction } from '@afc/marqeta';
import type { PurchaseDescription } from '../authorization/record.ts';
import { readAmount, readOriginal, readTime } from '../authorization/request.ts';
import { channelsOf } from '../controls/channel.ts';
import { type Effect, messageType } from '../ledger/message-type.ts';
import { type Message, MESSAGE_STATES, type MessageState } from '../ledger/purchase.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';

/** A transaction of Marqeta in our words. */
export type ReadMessage = {
  readonly message: Message;
  /** Null for a type never heard of. */
  readonly effect: Effect | null;
  readonly cardToken: string;
  readonly currency: string;
  /** Token of the first message of its purchase, as far as it says. */
  readonly rootToken: string;
  /** Of money that comes back: the message of another purchase that it names. */
  readonly refundOfToken: string | null;
  readonly description: PurchaseDescription;
  readonly detail: MessageDetail;
};

export type Unreadable = 'NO_CARD' | 'STATE_UNKNOWN' | 'AMOUNT_NOT_UNDERSTOOD' | 'TIME_NOT_UNDERSTOOD';

export function messageOf(transaction: Transaction): ReadMessage | Unreadable {
  const { token, type, card_token: cardToken } = transaction;
  if (cardToken === undefined || cardToken === '') return 'NO_CARD';
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
    whole: effect === 'RELEASE' && (transaction.state === 'CLEARED' || order?.state === 'REVERSED'),
  };
  return {
    message,
    effect,
    cardToken,
    currency,
    rootToken: beginsAnew ? token : (preceding ?? token),
    refundOfToken: beginsAnew ? preceding : null,
    description: descriptionOf(transaction),
    detail: detailOf(message, transaction),
  };
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
    authorizationCode: transaction.approval_code ?? null,
  };
}

function detailOf(
  { requested, decrease, last, whole }: Message,
  { response, standin_approved_by: standInBy, approval_code: approvalCode, gpa_order: order, gpa_order_unload: unload }: Transaction,
): MessageDetail {
  const log = (order ?? unload)?.funding?.gateway_log;
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
  };
}
