import type { Locale } from './locale.ts';

/** An amount in minor units of an ISO 4217 currency. */
export type Amount = { readonly minor: bigint | string; readonly currency: string };

const currencies = new Map<string, Intl.NumberFormat>();

function currencyFormat(locale: Locale, currency: string): Intl.NumberFormat {
  const key = locale + currency;
  let format = currencies.get(key);
  if (format === undefined) currencies.set(key, (format = new Intl.NumberFormat(locale, { style: 'currency', currency })));
  return format;
}

/** `$1,234.50`, `1234,50 €`. Exact for any amount: it never passes through a binary float. */
export function formatAmount(locale: Locale, { minor, currency }: Amount): string {
  const format = currencyFormat(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const value = BigInt(minor);
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return format.format(`${value < 0n ? '-' : ''}${decimal}` as Intl.StringNumericLiteral);
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** `Tuesday 3 March, 00:00` in the zone given: when a limit is whole again. */
export function formatMoment(locale: Locale, atMs: number, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  let format = dates.get(key);
  if (format === undefined) {
    const options = {
      timeZone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    } as const;
    dates.set(key, (format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options)));
  }
  return format.format(atMs);
}

const days = new Map<string, Intl.DateTimeFormat>();

/** `31 March 2030` in the zone given. */
export function formatDay(locale: Locale, atMs: number, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  let format = days.get(key);
  if (format === undefined) {
    days.set(
      key,
      (format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { timeZone, day: 'numeric', month: 'long', year: 'numeric' })),
    );
  }
  return format.format(atMs);
}

const lists = new Map<Locale, Intl.ListFormat>();

export function formatList(locale: Locale, items: readonly string[]): string {
  let format = lists.get(locale);
  if (format === undefined) lists.set(locale, (format = new Intl.ListFormat(locale, { type: 'conjunction' })));
  return format.format(items);
}
