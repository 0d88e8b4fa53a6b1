import { exponentOf, type Money, toDecimal } from '../money.ts';

const formats = new Map<string, Intl.NumberFormat>();
/** A client names the locale: what it may make us keep is bounded. */
const KEPT = 200;

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const digits = exponentOf(currency);
  const made = new Intl.NumberFormat(Intl.getCanonicalLocales(locale)[0], {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  if (formats.size < KEPT) formats.set(key, made);
  return made;
}

/**
 * An amount for a person, exact however large: "€1,234.50". Digits are the currency's as ISO 4217 has them, not as a locale
 * is used to.
 * @throws RangeError when the locale is no language tag
 */
export function formatMoney(money: Money, locale: string): string {
  // The decimal text is formatted digit by digit; a number would lose the last ones of a large amount.
  return formatOf(locale, money.currency).format(toDecimal(money) as `${number}`);
}
