import { type Amount, formatAmount, formatDay, formatList } from './format.ts';
import type { Locale } from './locale.ts';
import { categoryName, channelName, countryName, weekdayName } from './traits.ts';

export type ControlScope = 'COMPANY' | 'TEAM' | 'CARD_PROGRAM' | 'PERSON' | 'CARD';
export const LIMIT_WINDOWS = ['TRANSACTION', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_YEAR', 'ROLLING', 'LIFETIME'] as const;
export type LimitWindow = (typeof LIMIT_WINDOWS)[number];

type ListSide = 'ALLOW' | 'BLOCK';

type LimitWords = {
  readonly window: LimitWindow;
  /** Of ROLLING. */
  readonly days?: number | null | undefined;
  readonly atCap?: 'DECLINE' | 'BUFFER' | 'TELL' | null | undefined;
  /** What it counts; everything when there are none. */
  readonly mccs?: readonly string[] | null | undefined;
  readonly categories?: readonly string[] | null | undefined;
};

/** A control by its kind and values. */
export type ControlWords =
  | (LimitWords & { readonly controlType: 'AMOUNT_LIMIT'; readonly limit: Amount; readonly buffer?: Amount | null | undefined })
  | (LimitWords & { readonly controlType: 'COUNT_LIMIT'; readonly count: number })
  | {
      readonly controlType: `MCC_${ListSide}`;
      readonly mccs: readonly string[];
      readonly categories?: readonly string[] | null | undefined;
    }
  | { readonly controlType: `MERCHANT_${ListSide}`; readonly merchants: readonly { readonly value: string }[] }
  | { readonly controlType: `COUNTRY_${ListSide}`; readonly countries: readonly string[] }
  | { readonly controlType: `CURRENCY_${ListSide}`; readonly currencies: readonly string[] }
  | { readonly controlType: `CHANNEL_${ListSide}`; readonly channels: readonly string[] }
  | {
      readonly controlType: 'SCHEDULE';
      readonly days: readonly number[];
      readonly from?: string | null | undefined;
      readonly to?: string | null | undefined;
    }
  | { readonly controlType: 'DATES'; readonly firstDate?: string | null | undefined; readonly lastDate?: string | null | undefined }
  | { readonly controlType: 'IDLE_LOCK'; readonly idleDays: number };

type Sentences = {
  /** `much` is an amount, or a number of purchases. */
  readonly limit: Readonly<Record<LimitWindow, (much: string, days: number) => string>>;
  readonly purchases: (count: number) => string;
  readonly singleUse: string;
  readonly at: (merchants: string) => string;
  readonly buffer: (amount: string) => string;
  readonly told: string;
  readonly category: (codes: string) => string;
  readonly list: Readonly<
    Record<'MCC' | 'MERCHANT' | 'COUNTRY' | 'CURRENCY' | 'CHANNEL', Readonly<Record<ListSide, (values: string) => string>>>
  >;
  readonly schedule: (days: string | null, hours: readonly [string, string] | null) => string;
  readonly dates: (first: string | null, last: string | null) => string;
  readonly idle: (days: number) => string;
};

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    limit: {
      TRANSACTION: (much) => `No more than ${much} for one purchase`,
      DAY: (much) => `No more than ${much} a day`,
      WEEK: (much) => `No more than ${much} a week`,
      MONTH: (much) => `No more than ${much} a month`,
      QUARTER: (much) => `No more than ${much} a quarter`,
      YEAR: (much) => `No more than ${much} a year`,
      FISCAL_YEAR: (much) => `No more than ${much} a fiscal year`,
      ROLLING: (much, days) => `No more than ${much} in any ${days} days`,
      LIFETIME: (much) => `No more than ${much} in all`,
    },
    purchases: (count) => `${count} ${count === 1 ? 'purchase' : 'purchases'}`,
    singleUse: 'Good for one purchase',
    at: (merchants) => ` at ${merchants}`,
    buffer: (amount) => `, with a buffer of ${amount}`,
    told: ', above which admins are told',
    category: (codes) => `merchants of category ${codes}`,
    list: {
      MCC: { ALLOW: (values) => `Only at ${values}`, BLOCK: (values) => `Not at ${values}` },
      MERCHANT: { ALLOW: (values) => `Only at ${values}`, BLOCK: (values) => `Not at ${values}` },
      COUNTRY: { ALLOW: (values) => `Only in ${values}`, BLOCK: (values) => `Not in ${values}` },
      CURRENCY: { ALLOW: (values) => `Only in ${values}`, BLOCK: (values) => `Not in ${values}` },
      CHANNEL: { ALLOW: (values) => `Only used this way: ${values}`, BLOCK: (values) => `Not used this way: ${values}` },
    },
    schedule: (days, hours) =>
      `Only${days === null ? '' : ` on ${days}`}${hours === null ? '' : `${days === null ? '' : ','} from ${hours[0]} to ${hours[1]}`}`,
    dates: (first, last) =>
      first === null
        ? `Until ${last ?? ''}`
        : last === null
          ? `From ${first}`
          : first === last
            ? `Only on ${first}`
            : `From ${first} to ${last}`,
    idle: (days) => `Frozen after ${days} ${days === 1 ? 'day' : 'days'} without a purchase`,
  },
  'pt-PT': {
    limit: {
      TRANSACTION: (much) => `No máximo ${much} por compra`,
      DAY: (much) => `No máximo ${much} por dia`,
      WEEK: (much) => `No máximo ${much} por semana`,
      MONTH: (much) => `No máximo ${much} por mês`,
      QUARTER: (much) => `No máximo ${much} por trimestre`,
      YEAR: (much) => `No máximo ${much} por ano`,
      FISCAL_YEAR: (much) => `No máximo ${much} por ano fiscal`,
      ROLLING: (much, days) => `No máximo ${much} em quaisquer ${days} dias`,
      LIFETIME: (much) => `No máximo ${much} no total`,
    },
    purchases: (count) => `${count} ${count === 1 ? 'compra' : 'compras'}`,
    singleUse: 'Serve para uma só compra',
    at: (merchants) => ` em ${merchants}`,
    buffer: (amount) => `, com uma margem de ${amount}`,
    told: ', acima do qual os administradores são avisados',
    category: (codes) => `comerciantes da categoria ${codes}`,
    list: {
      MCC: { ALLOW: (values) => `Só em ${values}`, BLOCK: (values) => `Não em ${values}` },
      MERCHANT: { ALLOW: (values) => `Só em ${values}`, BLOCK: (values) => `Não em ${values}` },
      COUNTRY: { ALLOW: (values) => `Só nestes países: ${values}`, BLOCK: (values) => `Não nestes países: ${values}` },
      CURRENCY: { ALLOW: (values) => `Só em ${values}`, BLOCK: (values) => `Não em ${values}` },
      CHANNEL: { ALLOW: (values) => `Só usado desta forma: ${values}`, BLOCK: (values) => `Não usado desta forma: ${values}` },
    },
    schedule: (days, hours) =>
      `Só${days === null ? '' : ` nestes dias: ${days}`}${hours === null ? '' : `${days === null ? '' : ','} das ${hours[0]} às ${hours[1]}`}`,
    dates: (first, last) =>
      first === null
        ? `Até ${last ?? ''}`
        : last === null
          ? `A partir de ${first}`
          : first === last
            ? `Só em ${first}`
            : `De ${first} a ${last}`,
    idle: (days) => `Congelado após ${days} ${days === 1 ? 'dia' : 'dias'} sem compras`,
  },
};

/** "No more than $500.00 a day". Without a full stop: it also stands in tables. */
export function controlSentence(locale: Locale, control: ControlWords): string {
  const sentences = SENTENCES[locale];
  switch (control.controlType) {
    case 'AMOUNT_LIMIT':
      return limitSentence(locale, control, formatAmount(locale, control.limit), control.buffer ?? null);
    case 'COUNT_LIMIT':
      if (control.window === 'LIFETIME' && control.count === 1) return sentences.singleUse + countedAt(locale, control);
      return limitSentence(locale, control, sentences.purchases(control.count), null);
    case 'MCC_ALLOW':
    case 'MCC_BLOCK':
      return sentences.list.MCC[sideOf(control.controlType)](merchantsOf(locale, control));
    case 'MERCHANT_ALLOW':
    case 'MERCHANT_BLOCK':
      return sentences.list.MERCHANT[sideOf(control.controlType)](
        formatList(
          locale,
          control.merchants.map(({ value }) => value),
        ),
      );
    case 'COUNTRY_ALLOW':
    case 'COUNTRY_BLOCK':
      return sentences.list.COUNTRY[sideOf(control.controlType)](
        formatList(
          locale,
          control.countries.map((code) => countryName(locale, code)),
        ),
      );
    case 'CURRENCY_ALLOW':
    case 'CURRENCY_BLOCK':
      return sentences.list.CURRENCY[sideOf(control.controlType)](formatList(locale, control.currencies));
    case 'CHANNEL_ALLOW':
    case 'CHANNEL_BLOCK':
      return sentences.list.CHANNEL[sideOf(control.controlType)](
        formatList(
          locale,
          control.channels.map((channel) => channelName(locale, channel)),
        ),
      );
    case 'SCHEDULE':
      return sentences.schedule(
        daysOf(locale, control.days),
        control.from == null || control.to == null ? null : [control.from, control.to],
      );
    case 'DATES':
      return sentences.dates(dateOf(locale, control.firstDate), dateOf(locale, control.lastDate));
    case 'IDLE_LOCK':
      return sentences.idle(control.idleDays);
  }
}

function limitSentence(locale: Locale, limit: LimitWords, much: string, buffer: Amount | null): string {
  const sentences = SENTENCES[locale];
  const capped = buffer !== null ? sentences.buffer(formatAmount(locale, buffer)) : limit.atCap === 'TELL' ? sentences.told : '';
  return sentences.limit[limit.window](much, limit.days ?? 0) + countedAt(locale, limit) + capped;
}

function countedAt(locale: Locale, { mccs, categories }: LimitWords): string {
  if ((mccs ?? []).length + (categories ?? []).length === 0) return '';
  return SENTENCES[locale].at(merchantsOf(locale, { mccs: mccs ?? [], categories }));
}

function merchantsOf(
  locale: Locale,
  { mccs, categories }: { readonly mccs: readonly string[]; readonly categories?: readonly string[] | null | undefined },
): string {
  const kinds = (categories ?? []).map((category) => categoryName(locale, category));
  const codes = mccs.length === 0 ? [] : [SENTENCES[locale].category(formatList(locale, mccs))];
  return formatList(locale, [...kinds, ...codes]);
}

function sideOf(listType: string): ListSide {
  return listType.endsWith('_ALLOW') ? 'ALLOW' : 'BLOCK';
}

function daysOf(locale: Locale, days: readonly number[]): string | null {
  return days.length === 7
    ? null
    : formatList(
        locale,
        days.map((day) => weekdayName(locale, day)),
      );
}

/** An ISO date is the same day wherever it is read. */
function dateOf(locale: Locale, date: string | null | undefined): string | null {
  return date == null ? null : formatDay(locale, Date.parse(`${date}T00:00:00Z`), 'UTC');
}
