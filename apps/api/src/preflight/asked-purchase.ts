import { methodOf } from '../authorization/methods.ts';
import type { AuthorizationRequest } from '../authorization/request.ts';
import { mccsOfCategories, type MerchantCategory } from '../controls/categories.ts';
import type { Channel } from '../controls/channel.ts';
import type { PurchaseInput } from '../controls/compile.ts';
import { isCountry } from '../controls/country.ts';
import { mccRange } from '../controls/mcc.ts';
import { InvalidInputError } from '../platform/errors.ts';
import type { Money } from '../platform/money.ts';

/** What somebody says of a purchase beforehand. */
export type PurchaseAsked = {
  readonly amountMinor: string;
  readonly currency?: string | null;
  readonly merchantName?: string | null;
  readonly mcc?: string | null;
  readonly category?: MerchantCategory | null;
  readonly mid?: string | null;
  readonly country?: string | null;
  readonly channel?: Channel | null;
};

export type AskedPurchase = {
  /** One for each code that the category may be. */
  readonly requests: readonly [AuthorizationRequest, ...AuthorizationRequest[]];
  readonly unknown: ReadonlySet<PurchaseInput>;
};

/** @throws InvalidInputError */
export function askedPurchase(asked: PurchaseAsked, cardCurrency: string, atMs: number): AskedPurchase {
  const amount = amountOf(asked, cardCurrency);
  const merchantName = textOf('merchantName', asked.merchantName, 100);
  const mid = textOf('mid', asked.mid, 40);
  const country = asked.country ?? null;
  if (country !== null && !isCountry(country)) throw new InvalidInputError('country', 'A country has two capital letters, such as PT.');
  const { mccs, said } = mccsOf(asked);
  const unknown = new Set<PurchaseInput>(['NETWORK_MID']);
  if (merchantName === null) unknown.add('MERCHANT_NAME');
  if (mid === null) unknown.add('MID');
  if (!said) unknown.add('MCC');
  if (country === null) unknown.add('COUNTRY');
  if (asked.channel == null) unknown.add('CHANNEL');
  const channels = asked.channel == null ? [] : [asked.channel];
  const [first, ...rest] = mccs.map((mcc): AuthorizationRequest => {
    const merchant = { name: merchantName, mid, networkMid: null, mcc, city: null, state: null, postalCode: null, country };
    return {
      ...{ jitToken: '', transactionToken: '', relatedToken: null, cardToken: '', fingerprint: '' },
      ...{ methodName: METHOD, method: methodOf(METHOD), amount, amountUnderstood: true, original: null, atMs },
      ...{ merchant, network: null, partialApprovalCapable: false },
      traits: { mcc, merchant, country, currency: amount.currency, channels },
    };
  });
  if (first === undefined) throw new Error('a purchase of no category');
  return { requests: [first, ...rest], unknown };
}

const METHOD = 'pgfs.authorization';

function amountOf({ amountMinor, currency }: PurchaseAsked, cardCurrency: string): Money {
  if (!/^[0-9]{1,15}$/.test(amountMinor) || BigInt(amountMinor) === 0n)
    throw new InvalidInputError('amountMinor', 'Say how much: a whole number of minor units above nothing.');
  if (currency != null && currency !== cardCurrency)
    throw new InvalidInputError('currency', `Say the amount in ${cardCurrency}, the currency of the card.`);
  return { minor: BigInt(amountMinor), currency: cardCurrency };
}

function textOf(field: string, text: string | null | undefined, most: number): string | null {
  const trimmed = text?.trim() ?? '';
  if (trimmed.length > most) throw new InvalidInputError(field, `Write at most ${most} letters.`);
  return trimmed === '' ? null : trimmed;
}

function mccsOf({ mcc, category }: PurchaseAsked): { readonly mccs: readonly (string | null)[]; readonly said: boolean } {
  if (mcc != null && category != null) throw new InvalidInputError('mcc', 'Say the code or the category, not both.');
  if (mcc != null) {
    if (!/^\d{4}$/.test(mcc)) throw new InvalidInputError('mcc', 'A merchant category code has four digits.');
    return { mccs: [mcc], said: true };
  }
  if (category == null) return { mccs: [null], said: false };
  const codes = mccsOfCategories([category]).flatMap((text) => {
    const [first, last] = mccRange(text) ?? [0, -1];
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i).toString().padStart(4, '0'));
  });
  return { mccs: codes, said: true };
}
