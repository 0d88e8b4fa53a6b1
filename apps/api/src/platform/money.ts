import { DomainError } from './errors.ts';

/** An amount in minor units of an ISO 4217 currency. Decimals exist in `marqeta/` and in formatting alone. */
export type Money = { readonly minor: bigint; readonly currency: string };

export class AmountNotUnderstoodError extends DomainError {
  override readonly name = 'AmountNotUnderstoodError';
  readonly kind = 'invalid';
  readonly code = 'AMOUNT_NOT_UNDERSTOOD';
  constructor(readonly text: string) {
    super(`"${text.slice(0, 40)}" is not a decimal amount.`);
  }
}

/** More digits after the point than the currency has: nothing is rounded, the caller decides what that means. */
export class TooManyDigitsError extends DomainError {
  override readonly name = 'TooManyDigitsError';
  readonly kind = 'invalid';
  readonly code = 'AMOUNT_TOO_PRECISE';
  constructor(
    readonly text: string,
    readonly currency: string,
  ) {
    super(`${text.slice(0, 40)} has more digits than ${currency} has.`);
  }
}

/** ISO 4217 minor-unit exponents that are not 2. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
}; // prettier-ignore

export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Minor units from a decimal text as it stood on the wire ("200", "200.0", "200.00", also "2e2").
 * @throws AmountNotUnderstoodError, TooManyDigitsError (only when a digit that is not zero would be lost)
 */
export function parseDecimal(text: string, currency: string): Money {
  const match = DECIMAL.exec(text);
  if (match === null) throw new AmountNotUnderstoodError(text);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const shift = exponentOf(currency) - fraction.length + Number(power);
  const digits = whole + fraction;
  if (shift > 30 || shift < -60) throw new AmountNotUnderstoodError(text);
  const kept = shift >= 0 ? digits + '0'.repeat(shift) : digits.slice(0, shift) || '0';
  if (shift < 0 && /[1-9]/.test(digits.slice(shift))) throw new TooManyDigitsError(text, currency);
  const minor = BigInt(kept);
  return { minor: sign === '-' ? -minor : minor, currency };
}

/** Major units with exactly the currency's digits: 12900 USD is "129.00". */
export function toDecimal({ minor, currency }: Money): string {
  const exponent = exponentOf(currency);
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export function money(minor: bigint | string | number, currency: string): Money {
  return { minor: BigInt(minor), currency };
}
