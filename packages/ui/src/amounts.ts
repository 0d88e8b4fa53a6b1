import { exponentOf } from './money-format.ts';

/**
 * The minor units of what a person typed, or null when it is no amount. The locale says which mark is the decimal one and which groups
 * thousands; the other mark is taken for the decimal one only where it cannot group ("12.5" in Portuguese). Never through floating point.
 */
export function minorOf(typed: string, currency: string, locale: string): bigint | null {
  const plain = typed.trim().replace(/[\s\u00a0\u202f'’]/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return null;
  const decimal = decimalMarkOf(locale);
  const grouping = decimal === '.' ? ',' : '.';
  const groups = new RegExp(`^\\d{1,3}(\\${grouping}\\d{3})+(\\${decimal}\\d+)?$`);
  if (groups.test(plain)) return scaled(plain.replaceAll(grouping, '').replace(decimal, '.'), exponentOf(currency));
  if (!/^\d+([.,]\d+)?$/.test(plain)) return null;
  return scaled(plain.replace(',', '.'), exponentOf(currency));
}

/** Decimal text for a field that a person edits, in their own marks: `123456` USD is `1234.56`, or `1234,56` in Portuguese. */
export function typedOf(minor: string, currency: string, locale: string): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return minor;
  const digits = minor.padStart(exponent + 1, '0');
  const fraction = digits.slice(-exponent);
  const whole = digits.slice(0, -exponent);
  return /^0+$/.test(fraction) ? whole : `${whole}${decimalMarkOf(locale)}${fraction}`;
}

function scaled(text: string, exponent: number): bigint | null {
  const [whole = '', fraction = ''] = text.split('.');
  return fraction.length > exponent ? null : BigInt(whole + fraction.padEnd(exponent, '0'));
}

function decimalMarkOf(locale: string): string {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
}
