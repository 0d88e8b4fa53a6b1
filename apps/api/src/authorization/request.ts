import { createHash } from 'node:crypto';
import { isTrue, type JitRequest, type Merchant, readChannel, readMerchant } from '@afc/marqeta';
import { channelsOf } from '../controls/channel.ts';
import type { PurchaseTraits } from '../controls/compile.ts';
import { alpha2Of } from '../controls/country.ts';
import { holdExpiresMs } from '../ledger/hold-life.ts';
import { currencyOfNumber } from '../platform/currency-codes.ts';
import { AmountNotUnderstoodError, type Money, parseDecimal, TooManyDigitsError } from '../platform/money.ts';
import { type Method, methodOf } from './methods.ts';

/** A question of Marqeta in our words. */
export type AuthorizationRequest = {
  readonly jitToken: string;
  readonly transactionToken: string;
  /** The message that this one adds to. */
  readonly relatedToken: string | null;
  readonly cardToken: string;
  readonly methodName: string;
  readonly method: Method;
  /** What must be funded, in the card's currency as the message has it. Zero when it could not be read. */
  readonly amount: Money;
  readonly amountUnderstood: boolean;
  readonly original: Money | null;
  /** What one unit of the original currency costs in the card's, as Marqeta wrote it. */
  readonly rate?: string;
  /** Of a question that asks for a hold: when Marqeta will let it go by itself. */
  readonly holdExpiresMs?: number;
  readonly merchant: Merchant;
  /** What controls look at. */
  readonly traits: PurchaseTraits;
  readonly network: string | null;
  readonly partialApprovalCapable: boolean;
  /** Marqeta's `user_transaction_time`, in milliseconds; null when the message has none. */
  readonly atMs: number | null;
  /** Two questions with one token are the same question only when this is equal. */
  readonly fingerprint: string;
};

export function toAuthorizationRequest({ transaction, order, jit, direction }: JitRequest): AuthorizationRequest {
  const currency = currencyOf(order.currency_code, transaction.currency_code);
  const amount = readAmount(jit.amount, currency);
  const merchant = readMerchant(transaction.card_acceptor);
  const channel = readChannel(transaction);
  const original = readOriginal(transaction);
  const cardToken = transaction.card_token ?? '';
  const method = methodAskedIn(direction, jit.method);
  const holds = method.kind === 'ASKED' && method.meaning.effect === 'HOLD';
  const expiresMs = holds ? readHoldExpiry(transaction) : null;
  const rate = readRate(transaction);
  return {
    jitToken: jit.token,
    transactionToken: transaction.token,
    relatedToken: transaction.preceding_related_transaction_token ?? null,
    cardToken,
    methodName: jit.method,
    method,
    amount: amount ?? { minor: 0n, currency },
    amountUnderstood: amount !== null,
    original,
    ...(rate === null ? {} : { rate }),
    ...(expiresMs === null ? {} : { holdExpiresMs: expiresMs }),
    merchant,
    traits: {
      mcc: merchant.mcc,
      merchant,
      country: alpha2Of(merchant.country),
      currency: original?.currency ?? currency,
      channels: channelsOf(channel),
    },
    network: transaction.network ?? null,
    partialApprovalCapable: channel.partialApprovalCapable,
    atMs: readTime(transaction.user_transaction_time),
    fingerprint: fingerprintOf([
      cardToken,
      jit.method,
      amount?.minor.toString() ?? jit.amount,
      currency,
      merchant.mcc ?? '',
      merchant.mid ?? '',
    ]),
  };
}

/** Of a question that names no currency, or two: no card has it. */
const NO_CURRENCY = 'XXX';

/** An unload order names none of its own (wire-format §9). */
function currencyOf(ofOrder: string | undefined, ofTransaction: string | undefined): string {
  if (ofOrder !== undefined && ofTransaction !== undefined && ofOrder !== ofTransaction) return NO_CURRENCY;
  const named = ofOrder ?? ofTransaction ?? NO_CURRENCY;
  return /^[A-Z]{3}$/.test(named) ? named : NO_CURRENCY;
}

/** What would move money the other way than its order is not understood. */
function methodAskedIn(direction: JitRequest['direction'], name: string): Method {
  const method = methodOf(name);
  if (method.kind !== 'ASKED') return method;
  const { direction: meant, effect } = method.meaning;
  const moves = effect === 'HOLD' || effect === 'POST';
  return moves && meant !== direction ? { kind: 'UNKNOWN' } : method;
}

function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64').slice(0, 22);
}

/** Null for an amount that is negative, no number, or finer than its currency. */
export function readAmount(text: string, currency: string): Money | null {
  try {
    const amount = parseDecimal(text, currency);
    return amount.minor < 0n || amount.minor > MAX_MINOR ? null : amount;
  } catch (error) {
    if (error instanceof AmountNotUnderstoodError || error instanceof TooManyDigitsError) return null;
    throw error;
  }
}

/** Leaves room in a bigint column for sums of such amounts. */
const MAX_MINOR = 10n ** 15n;

/** Null for what no purchase can have happened at: before there were computers to ask us, or past the years that windows are counted in. */
export function readTime(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '');
  return ms >= 0 && ms < LAST_MS ? ms : null;
}

const LAST_MS = Date.UTC(9999, 0);

/** What the merchant charged, when that was in another currency than the card's. Networks name it by number (wire-format §1.7). */
export function readOriginal(transaction: JitRequest['transaction']): Money | null {
  const network = transaction.currency_conversion?.network;
  if (network?.original_amount === undefined || network.original_currency_code === undefined) return null;
  const currency = currencyOfNumber(network.original_currency_code) ?? network.original_currency_code;
  if (!/^[A-Z]{3}$/.test(currency) || currency === transaction.currency_code) return null;
  return readAmount(network.original_amount, currency);
}

/** The rate at which what {@link readOriginal} gives was converted, as it is written. */
export function readRate(transaction: JitRequest['transaction']): string | null {
  const rate = transaction.currency_conversion?.network?.conversion_rate;
  return rate !== undefined && readOriginal(transaction) !== null && RATE.test(rate) ? rate : null;
}
const RATE = /^[0-9]{1,12}(\.[0-9]{1,12})?$/;

/** When Marqeta will let a hold of this message go by itself; null when the message has no time. */
export function readHoldExpiry(transaction: JitRequest['transaction']): number | null {
  const atMs = readTime(transaction.user_transaction_time ?? transaction.created_time);
  if (atMs === null) return null;
  const { transaction_metadata: metadata } = transaction;
  const days = Number(metadata?.authorization_life_cycle ?? Number.NaN);
  return holdExpiresMs({
    atMs,
    expirationMs: readTime(transaction.authorization_expiration),
    lifeCycleDays: Number.isInteger(days) ? days : null,
    isLodgingOrRental:
      isTrue(metadata?.is_lodging_auto_rental) || LODGING_OR_RENTAL.has(metadata?.transaction_category?.toUpperCase() ?? ''),
    mcc: readMerchant(transaction.card_acceptor).mcc,
  });
}
const LODGING_OR_RENTAL: ReadonlySet<string> = new Set(['HOTEL', 'AUTO_RENTAL']);
