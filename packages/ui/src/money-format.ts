/** Minor units of a currency. The API sends `minor` as text, since it may pass 2^53. */
export interface MoneyValue {
  minor: string | bigint;
  currency: string;
}

export type SignDisplay = 'auto' | 'always' | 'never' | 'exceptZero';

export interface MoneyPart {
  type: string;
  value: string;
}

/**
 * ISO 4217's exponents other than 2. Not asked of Intl: browsers answer from CLDR, which rounds some currencies to whole units
 * (AFN, LBP, …) and would then show a hundred times the amount.
 */
const exponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0])),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
};

export const exponentOf = (currency: string): number => exponents[currency] ?? 2;

/** The amount as decimal text, exact for any size: `-12345`, USD -> `-123.45`. */
export function decimalText({ minor, currency }: MoneyValue): `${number}` {
  const units = BigInt(minor);
  const exponent = exponentOf(currency);
  const digits = (units < 0n ? -units : units).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}` as `${number}`;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatFor(locale: string, currency: string, sign: SignDisplay, compact: boolean): Intl.NumberFormat {
  const key = `${locale}|${currency}|${sign}|${compact}`;
  const known = formats.get(key);
  if (known) return known;
  const exponent = exponentOf(currency);
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    signDisplay: sign,
    ...(compact ? { notation: 'compact', maximumFractionDigits: 1 } : { minimumFractionDigits: exponent, maximumFractionDigits: exponent }),
  });
  formats.set(key, made);
  return made;
}

export interface MoneyFormatOptions {
  sign?: SignDisplay | undefined;
  /** "$1.2K": for axes and tight tiles, where the exact amount stands elsewhere. */
  compact?: boolean | undefined;
}

export function formatMoney(value: MoneyValue, locale: string, { sign = 'auto', compact = false }: MoneyFormatOptions = {}): string {
  return formatFor(locale, value.currency, sign, compact).format(decimalText(value));
}

export function moneyParts(value: MoneyValue, locale: string, { sign = 'auto', compact = false }: MoneyFormatOptions = {}): MoneyPart[] {
  return formatFor(locale, value.currency, sign, compact).formatToParts(decimalText(value));
}

/** `part` of `whole` from 0 to 1, for drawing only. A whole of nothing is full once anything is used. */
export function shareOf(part: MoneyValue, whole: MoneyValue): number {
  const [used, limit] = [BigInt(part.minor), BigInt(whole.minor)];
  if (limit <= 0n) return used > 0n ? 1 : 0;
  if (used <= 0n) return 0;
  return used >= limit ? 1 : Number((used * 10_000n) / limit) / 10_000;
}
