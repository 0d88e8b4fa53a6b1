import { Temporal } from 'temporal-polyfill';
import type { LimitWindow } from '../cards/limit-window.ts';
import { checkedZone } from '../people/company.service.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { isMerchantCategory, type MerchantCategory, mccsOfCategories } from './categories.ts';
import { type Channel, CHANNELS } from './channel.ts';
import { type AtCap, isListType, type ListType, MOST_ROLLING_DAYS } from './compile.ts';
import { ControlCurrencyError } from './control.errors.ts';
import { isCountry } from './country.ts';
import { canonicalMccs, mccRange } from './mcc.ts';
import { LONGEST_PATTERN, type MerchantMatch, MOST_STARS } from './merchants.ts';
import { isTimeOfDay } from './schedule.ts';

export type ControlType = 'AMOUNT_LIMIT' | 'COUNT_LIMIT' | ListType | 'SCHEDULE' | 'DATES' | 'IDLE_LOCK';

type LimitConfig = {
  readonly window: LimitWindow;
  /** Of ROLLING. */
  readonly days?: number;
  /** Where its windows begin, if not in the company's zone. */
  readonly timeZone?: string;
  readonly atCap?: AtCap;
  /** The purchases that it counts, as they were named; all without them. */
  readonly mccs?: readonly string[];
  readonly categories?: readonly MerchantCategory[];
  /** Both as codes and ranges in order: part of the key of its counters, so kept as it was when it was saved. */
  readonly codes?: string;
};
export type AmountLimitConfig = LimitConfig & { readonly amountMinor: string; readonly currency: string; readonly bufferMinor?: string };
export type CountLimitConfig = LimitConfig & { readonly count: number };

/** What a control says, as `spending_controls.config` keeps it. Amounts are minor units, as text. */
export type ControlConfig =
  | AmountLimitConfig
  | CountLimitConfig
  | { readonly mccs: readonly string[]; readonly categories?: readonly MerchantCategory[] }
  | { readonly merchants: readonly MerchantMatch[] }
  | { readonly countries: readonly string[] }
  | { readonly currencies: readonly string[] }
  | { readonly channels: readonly Channel[] }
  | { readonly days: readonly number[]; readonly from?: string; readonly to?: string; readonly timeZone?: string }
  | { readonly firstDate?: string; readonly lastDate?: string; readonly timeZone?: string }
  | { readonly idleDays: number };

type Maybe<T> = T | null | undefined;

/** Everything that somebody can say of a control; which of it a kind of control takes is in {@link TAKES}. */
type Wishes = {
  readonly window?: Maybe<LimitWindow>;
  readonly rollingDays?: Maybe<number>;
  readonly amountMinor?: Maybe<string>;
  readonly currency?: Maybe<string>;
  readonly count?: Maybe<number>;
  readonly atCap?: Maybe<AtCap>;
  readonly bufferMinor?: Maybe<string>;
  readonly mccs?: Maybe<readonly string[]>;
  readonly categories?: Maybe<readonly string[]>;
  readonly merchants?: Maybe<readonly MerchantMatch[]>;
  readonly countries?: Maybe<readonly string[]>;
  readonly currencies?: Maybe<readonly string[]>;
  readonly channels?: Maybe<readonly Channel[]>;
  readonly weekdays?: Maybe<readonly number[]>;
  readonly from?: Maybe<string>;
  readonly to?: Maybe<string>;
  readonly firstDate?: Maybe<string>;
  readonly lastDate?: Maybe<string>;
  readonly idleDays?: Maybe<number>;
  readonly timeZone?: Maybe<string>;
};

/** What somebody wants a control to say. */
export type ControlWish = Wishes & { readonly controlType: ControlType };

export function isLimit(config: ControlConfig): config is AmountLimitConfig | CountLimitConfig {
  return 'window' in config;
}

export function isAmountLimit(config: ControlConfig): config is AmountLimitConfig {
  return 'amountMinor' in config;
}

const MOST_VALUES = 200;
const LIMIT_TAKES = ['window', 'rollingDays', 'atCap', 'mccs', 'categories', 'timeZone'] as const;

const TAKES: Readonly<Record<ControlType, readonly (keyof Wishes)[]>> = {
  AMOUNT_LIMIT: [...LIMIT_TAKES, 'amountMinor', 'currency', 'bufferMinor'],
  COUNT_LIMIT: [...LIMIT_TAKES, 'count'],
  MCC_ALLOW: ['mccs', 'categories'],
  MCC_BLOCK: ['mccs', 'categories'],
  MERCHANT_ALLOW: ['merchants'],
  MERCHANT_BLOCK: ['merchants'],
  COUNTRY_ALLOW: ['countries'],
  COUNTRY_BLOCK: ['countries'],
  CURRENCY_ALLOW: ['currencies'],
  CURRENCY_BLOCK: ['currencies'],
  CHANNEL_ALLOW: ['channels'],
  CHANNEL_BLOCK: ['channels'],
  SCHEDULE: ['weekdays', 'from', 'to', 'timeZone'],
  DATES: ['firstDate', 'lastDate', 'timeZone'],
  IDLE_LOCK: ['idleDays'],
};

const EVERY_WISH: readonly (keyof Wishes)[] = [...new Set(Object.values(TAKES).flat())];

/**
 * Reads a wish. `currencies` are those in which cards under the control spend; the first stands when none is named.
 * @throws InvalidInputError, ControlCurrencyError
 */
export function configOf(wish: ControlWish, currencies: readonly [string, ...string[]]): ControlConfig {
  const { controlType } = wish;
  const stray = EVERY_WISH.find((name) => wish[name] != null && !TAKES[controlType].includes(name));
  if (stray !== undefined) throw new InvalidInputError(stray, `A control of this kind (${controlType}) has no ${stray}: leave it out.`);
  if (isListType(controlType)) return listOf(controlType, wish);
  switch (controlType) {
    case 'AMOUNT_LIMIT':
      return amountLimitOf(wish, currencies);
    case 'COUNT_LIMIT':
      return countLimitOf(wish);
    case 'SCHEDULE':
      return scheduleOf(wish);
    case 'DATES':
      return datesOf(wish);
    case 'IDLE_LOCK':
      return idleLockOf(wish);
  }
}

function amountLimitOf(wish: Wishes, currencies: readonly [string, ...string[]]): AmountLimitConfig {
  const limit = limitOf(wish);
  const minor = minorOf('amountMinor', wish.amountMinor);
  if (minor === 0n) throw new InvalidInputError('amountMinor', 'A limit is more than nothing. Freeze the card to stop all purchases.');
  const currency = wish.currency ?? currencies[0];
  if (!/^[A-Z]{3}$/.test(currency)) throw new InvalidInputError('currency', 'A currency has three capital letters, such as EUR.');
  if (currencies.some((spent) => spent !== currency)) throw new ControlCurrencyError(currency, currencies);
  const amount = { ...limit, amountMinor: minor.toString(), currency };
  if (limit.atCap !== 'BUFFER') {
    if (wish.bufferMinor != null) throw new InvalidInputError('bufferMinor', 'Only a limit that allows a buffer has the size of one.');
    return amount;
  }
  const buffer = minorOf('bufferMinor', wish.bufferMinor);
  if (buffer === 0n) throw new InvalidInputError('bufferMinor', 'A buffer is more than nothing.');
  return { ...amount, bufferMinor: buffer.toString() };
}

function countLimitOf(wish: Wishes): CountLimitConfig {
  const { count } = wish;
  const limit = limitOf(wish);
  if (limit.window === 'TRANSACTION') throw new InvalidInputError('window', 'One purchase is always one: count over a day or longer.');
  if (limit.atCap === 'BUFFER') throw new InvalidInputError('atCap', 'A number of purchases has no buffer: raise the number.');
  if (count == null || !Number.isInteger(count) || count < 1 || count > 1_000_000)
    throw new InvalidInputError('count', 'Say how many purchases are allowed: 1 to 1,000,000.');
  return { ...limit, count };
}

function minorOf(field: string, text: Maybe<string>): bigint {
  if (text == null || !/^[0-9]{1,15}$/.test(text)) throw new InvalidInputError(field, 'An amount is a whole number of minor units.');
  return BigInt(text);
}

function limitOf({ window, rollingDays, atCap, mccs, categories, timeZone }: Wishes): LimitConfig {
  if (window == null) throw new InvalidInputError('window', 'Say over which time the limit counts.');
  if (window !== 'ROLLING' && rollingDays != null)
    throw new InvalidInputError('rollingDays', 'Only a rolling window has a number of days: leave it out.');
  if (window === 'ROLLING' && (rollingDays == null || !Number.isInteger(rollingDays) || rollingDays < 2 || rollingDays > MOST_ROLLING_DAYS))
    throw new InvalidInputError('rollingDays', `A rolling window has 2 to ${MOST_ROLLING_DAYS} days.`);
  const filter = mccs == null && categories == null ? null : merchantsOf({ mccs, categories });
  const codes = filter === null ? '' : canonicalMccs([...filter.mccs, ...mccsOfCategories(filter.categories)]).join(',');
  return {
    window,
    ...(rollingDays == null ? {} : { days: rollingDays }),
    ...zoneOf(timeZone),
    ...(atCap == null || atCap === 'DECLINE' ? {} : { atCap }),
    ...(filter === null ? {} : { ...filter, codes }),
  };
}

function zoneOf(timeZone: Maybe<string>): { timeZone?: string } {
  return timeZone == null ? {} : { timeZone: checkedZone(timeZone) };
}

function listOf(controlType: ListType, wish: Wishes): ControlConfig {
  switch (controlType) {
    case 'MCC_ALLOW':
    case 'MCC_BLOCK': {
      const { mccs, categories } = merchantsOf(wish);
      return categories.length === 0 ? { mccs } : { mccs, categories };
    }
    case 'MERCHANT_ALLOW':
    case 'MERCHANT_BLOCK':
      return { merchants: matchesOf(wish.merchants) };
    case 'COUNTRY_ALLOW':
    case 'COUNTRY_BLOCK':
      return { countries: valuesOf('countries', 'country', wish.countries, isCountry, 'two capital letters, such as PT') };
    case 'CURRENCY_ALLOW':
    case 'CURRENCY_BLOCK':
      return { currencies: valuesOf('currencies', 'currency', wish.currencies, isCurrency, 'three capital letters, such as EUR') };
    case 'CHANNEL_ALLOW':
    case 'CHANNEL_BLOCK':
      return { channels: CHANNELS.filter((channel) => filled('channels', wish.channels).includes(channel)) };
  }
}

function merchantsOf({ mccs, categories }: Pick<Wishes, 'mccs' | 'categories'>): { mccs: string[]; categories: MerchantCategory[] } {
  const named = mccs ?? [];
  const kinds = [...new Set(categories ?? [])];
  if (named.length + kinds.length === 0) throw new InvalidInputError('mccs', 'Name at least one merchant category.');
  if (named.length > MOST_VALUES) throw new InvalidInputError('mccs', `Name at most ${MOST_VALUES} categories; a range counts as one.`);
  const wrong = named.find((mcc) => mccRange(mcc.trim()) === null);
  if (wrong !== undefined)
    throw new InvalidInputError(
      'mccs',
      `"${wrong.slice(0, 20)}" is no merchant category: write four digits, or a range such as 3000-3299.`,
    );
  if (!kinds.every(isMerchantCategory)) throw new InvalidInputError('categories', 'There is no such kind of merchant.');
  return { mccs: [...new Set(named.map((mcc) => mcc.trim()))].sort(), categories: kinds.sort() };
}

function matchesOf(merchants: Maybe<readonly MerchantMatch[]>): MerchantMatch[] {
  const matches = filled('merchants', merchants).map(({ by, value }) => ({ by, value: value.trim() }));
  for (const { by, value } of matches) {
    if (value === '' || value.length > LONGEST_PATTERN)
      throw new InvalidInputError('merchants', `A merchant's name or number has 1 to ${LONGEST_PATTERN} characters.`);
    if (by !== 'NAME') continue;
    if (value.split('*').length - 1 > MOST_STARS) throw new InvalidInputError('merchants', `A name has at most ${MOST_STARS} stars.`);
    if (value.replace(/[*\s]/g, '').length < 2)
      throw new InvalidInputError('merchants', 'A name has at least two letters beside its stars; a star alone would be every merchant.');
  }
  return [...new Map(matches.map((match) => [`${match.by} ${match.value}`, match])).values()];
}

function valuesOf(
  field: 'countries' | 'currencies',
  noun: string,
  values: Maybe<readonly string[]>,
  isGood: (value: string) => boolean,
  looks: string,
): string[] {
  const named = filled(field, values).map((value) => value.trim().toUpperCase());
  const wrong = named.find((value) => !isGood(value));
  if (wrong !== undefined) throw new InvalidInputError(field, `"${wrong.slice(0, 20)}" is no ${noun}: write ${looks}.`);
  return [...new Set(named)].sort();
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

function filled<T>(field: keyof Wishes, values: Maybe<readonly T[]>): readonly T[] {
  if (values == null || values.length === 0) throw new InvalidInputError(field, 'Name at least one.');
  if (values.length > MOST_VALUES) throw new InvalidInputError(field, `Name at most ${MOST_VALUES}.`);
  return values;
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];

function scheduleOf({ weekdays, from, to, timeZone }: Wishes): ControlConfig {
  if ((from == null) !== (to == null)) throw new InvalidInputError(from == null ? 'from' : 'to', 'Hours have a beginning and an end.');
  if (weekdays == null && from == null) throw new InvalidInputError('weekdays', 'Say on which days or at what hours.');
  const days = WEEK.filter((day) => weekdays == null || weekdays.includes(day));
  if (days.length === 0) throw new InvalidInputError('weekdays', 'Name at least one day. Freeze the card to stop all purchases.');
  const zone = zoneOf(timeZone);
  if (from == null || to == null) return { days, ...zone };
  for (const [field, time] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (!isTimeOfDay(time)) throw new InvalidInputError(field, 'Write a time as 00:00 to 23:59.');
  if (from === to) throw new InvalidInputError('to', 'The end is another time than the beginning; for the whole day leave both out.');
  return { days, from, to, ...zone };
}

function datesOf({ firstDate, lastDate, timeZone }: Wishes): ControlConfig {
  if (firstDate == null && lastDate == null) throw new InvalidInputError('firstDate', 'Say from which day or until which day.');
  const dates = {
    ...(firstDate == null ? {} : { firstDate: dateOf('firstDate', firstDate) }),
    ...(lastDate == null ? {} : { lastDate: dateOf('lastDate', lastDate) }),
  };
  if (dates.firstDate !== undefined && dates.lastDate !== undefined && dates.lastDate < dates.firstDate)
    throw new InvalidInputError('lastDate', 'The last day is not before the first.');
  return { ...dates, ...zoneOf(timeZone) };
}

function dateOf(field: string, text: string): string {
  try {
    // Temporal reads a day out of more than a day too: a time, a zone, a calendar.
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) throw new RangeError(text);
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    throw new InvalidInputError(field, 'Write a day as 2026-12-31.');
  }
}

const MOST_IDLE_DAYS = 730;

function idleLockOf({ idleDays }: Wishes): ControlConfig {
  if (idleDays == null || !Number.isInteger(idleDays) || idleDays < 1 || idleDays > MOST_IDLE_DAYS)
    throw new InvalidInputError('idleDays', `Say after how many days without a purchase: 1 to ${MOST_IDLE_DAYS}.`);
  return { idleDays };
}
