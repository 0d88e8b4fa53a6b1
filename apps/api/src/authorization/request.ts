import { createHash } from 'node:crypto';
import { type JitRequest, type Merchant, readChannel, readMerchant } from '@afc/marqeta';
import { channelsOf } from '../controls/channel.ts';
import type { PurchaseTraits } from '../controls/compile.ts';
import { alpha2Of } from '../controls/country.ts';
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

export function toAuthorizationRequest({ transaction, order, jit }: JitRequest): AuthorizationRequest {
  const currency = order.currency_code ?? transaction.currency_code ?? 'USD';
  const amount = readAmount(jit.amount, currency);
  const merchant = readMerchant(transaction.card_acceptor);
  const channel = readChannel(transaction);
  const original = readOriginal(transaction);
  const cardToken = transaction.card_token ?? '';
  return {
    jitToken: jit.token,
    transactionToken: transaction.token,
    relatedToken: transaction.preceding_related_transaction_token ?? null,
    cardToken,
    methodName: jit.method,
    method: methodOf(jit.method),
    amount: amount ?? { minor: 0n, currency },
    amountUnderstood: amount !== null,
    original,
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

export function readTime(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** What the merchant charged, when that was in another currency than the card's. */
export function readOriginal(transaction: JitRequest['transaction']): Money | null {
  const network = transaction.currency_conversion?.network;
  if (network?.original_amount === undefined || network.original_currency_code === undefined) return null;
  const currency = NUMERIC_CURRENCIES[network.original_currency_code] ?? network.original_currency_code;
  if (!/^[A-Z]{3}$/.test(currency) || currency === transaction.currency_code) return null;
  return readAmount(network.original_amount, currency);
}

/** ISO 4217 numeric codes, as `original_currency_code` has them (wire-format §1.7). */
const NUMERIC_CURRENCIES: Readonly<Record<string, string>> = {
  '036': 'AUD',
  '052': 'BBD',
  '124': 'CAD',
  '152': 'CLP',
  '156': 'CNY',
  '170': 'COP',
  '203': 'CZK',
  '208': 'DKK',
  '344': 'HKD',
  '348': 'HUF',
  '352': 'ISK',
  '356': 'INR',
  '360': 'IDR',
  '376': 'ILS',
  '392': 'JPY',
  '400': 'JOD',
  '410': 'KRW',
  '414': 'KWD',
  '458': 'MYR',
  '484': 'MXN',
  '504': 'MAD',
  '512': 'OMR',
  '554': 'NZD',
  '566': 'NGN',
  '578': 'NOK',
  '586': 'PKR',
  '604': 'PEN',
  '608': 'PHP',
  '634': 'QAR',
  '643': 'RUB',
  '682': 'SAR',
  '702': 'SGD',
  '704': 'VND',
  '710': 'ZAR',
  '752': 'SEK',
  '756': 'CHF',
  '764': 'THB',
  '784': 'AED',
  '788': 'TND',
  '818': 'EGP',
  '826': 'GBP',
  '840': 'USD',
  '901': 'TWD',
  '941': 'RSD',
  '946': 'RON',
  '949': 'TRY',
  '952': 'XOF',
  '975': 'BGN',
  '978': 'EUR',
  '980': 'UAH',
  '985': 'PLN',
  '986': 'BRL',
  '048': 'BHD',
  '032': 'ARS',
}; // prettier-ignore
