import { formatAmount } from './format.ts';
import type { Locale } from './locale.ts';
import { countryName } from './traits.ts';

/** What each rule on purchases found, with the values from which its sentence is made. Countries are two letters (ISO 3166-1). */
export type RiskValues = {
  /** `usual`: the most of them at that time of the day in the week before. */
  readonly VELOCITY: { readonly purchases: number; readonly minutes: number; readonly usual: number };
  readonly STRUCTURING: { readonly purchases: number; readonly hours: number; readonly belowMinor: string; readonly currency: string };
  readonly ROUND_AMOUNTS: { readonly purchases: number; readonly days: number; readonly multipleMinor: string; readonly currency: string };
  readonly FIRST_COUNTRY: { readonly country: string; readonly purchases: number };
  /** `kilometres`: as few as they can be. */
  readonly IMPOSSIBLE_TRAVEL: { readonly from: string; readonly to: string; readonly kilometres: number; readonly minutes: number };
  readonly DORMANT_CARD: { readonly days: number };
  readonly DECLINES_IN_A_ROW: { readonly declines: number; readonly minutes: number };
  readonly MERCHANT_RING: { readonly people: number; readonly merchant: string; readonly hours: number };
};
export type RiskRule = keyof RiskValues;

export const RISK_RULES = [
  'VELOCITY',
  'STRUCTURING',
  'ROUND_AMOUNTS',
  'FIRST_COUNTRY',
  'IMPOSSIBLE_TRAVEL',
  'DORMANT_CARD',
  'DECLINES_IN_A_ROW',
  'MERCHANT_RING',
] as const satisfies readonly RiskRule[];

/** What can be set of the rules. Amounts are whole units of the card's currency. */
export const RISK_THRESHOLDS = [
  'PURCHASES',
  'PEOPLE',
  'MINUTES',
  'HOURS',
  'DAYS',
  'TIMES',
  'PERCENT_BELOW',
  'LEAST_AMOUNT',
  'MULTIPLE_OF',
  'KILOMETRES_PER_HOUR',
] as const;
export type RiskThreshold = (typeof RISK_THRESHOLDS)[number];

type Writers = { readonly [Rule in RiskRule]: (values: RiskValues[Rule]) => string };

const count = (locale: Locale, value: number): string => value.toLocaleString(locale);

const SPANS = {
  en: { minutes: ['a minute', 'minutes'], hours: ['an hour', 'hours'], days: ['a day', 'days'] },
  'pt-PT': { minutes: ['um minuto', 'minutos'], hours: ['uma hora', 'horas'], days: ['um dia', 'dias'] },
} as const;

function span(locale: Locale, unit: keyof (typeof SPANS)[Locale], value: number): string {
  const [one, many] = SPANS[locale][unit];
  return value === 1 ? one : `${count(locale, value)} ${many}`;
}

const WRITERS: Readonly<Record<Locale, Writers>> = {
  en: {
    VELOCITY: ({ purchases, minutes, usual }) =>
      `${count('en', purchases)} purchases of the company within ${span('en', 'minutes', minutes)}; at that time of the day it was ${count('en', usual)} at most in the week before.`,
    STRUCTURING: ({ purchases, hours, belowMinor, currency }) =>
      `${count('en', purchases)} purchases within ${span('en', 'hours', hours)}, each just below ${formatAmount('en', { minor: belowMinor, currency })}.`,
    ROUND_AMOUNTS: ({ purchases, days, multipleMinor, currency }) =>
      `${count('en', purchases)} purchases within ${span('en', 'days', days)}, each a multiple of ${formatAmount('en', { minor: multipleMinor, currency })}.`,
    FIRST_COUNTRY: ({ country, purchases }) =>
      `The first purchase in ${countryName('en', country)}; none of the last ${count('en', purchases)} was made there.`,
    IMPOSSIBLE_TRAVEL: ({ from, to, kilometres, minutes }) =>
      `The card was used in ${countryName('en', from)}, and ${span('en', 'minutes', minutes)} later in ${countryName('en', to)}, at least ${count('en', kilometres)} km away.`,
    DORMANT_CARD: ({ days }) => `The card had not been used for ${span('en', 'days', days)}.`,
    DECLINES_IN_A_ROW: ({ declines, minutes }) =>
      `${count('en', declines)} purchases in a row were declined within ${span('en', 'minutes', minutes)}.`,
    MERCHANT_RING: ({ people, merchant, hours }) =>
      `${count('en', people)} people bought from ${merchant} within ${span('en', 'hours', hours)}; nobody of the company had before.`,
  },
  'pt-PT': {
    VELOCITY: ({ purchases, minutes, usual }) =>
      `${count('pt-PT', purchases)} compras da empresa em ${span('pt-PT', 'minutes', minutes)}; a essa hora do dia foram no máximo ${count('pt-PT', usual)} na semana anterior.`,
    STRUCTURING: ({ purchases, hours, belowMinor, currency }) =>
      `${count('pt-PT', purchases)} compras em ${span('pt-PT', 'hours', hours)}, cada uma pouco abaixo de ${formatAmount('pt-PT', { minor: belowMinor, currency })}.`,
    ROUND_AMOUNTS: ({ purchases, days, multipleMinor, currency }) =>
      `${count('pt-PT', purchases)} compras em ${span('pt-PT', 'days', days)}, cada uma um múltiplo de ${formatAmount('pt-PT', { minor: multipleMinor, currency })}.`,
    FIRST_COUNTRY: ({ country, purchases }) =>
      `A primeira compra neste país: ${countryName('pt-PT', country)}. Nenhuma das últimas ${count('pt-PT', purchases)} foi feita lá.`,
    IMPOSSIBLE_TRAVEL: ({ from, to, kilometres, minutes }) =>
      `O cartão foi usado num país (${countryName('pt-PT', from)}) e, ${span('pt-PT', 'minutes', minutes)} depois, noutro (${countryName('pt-PT', to)}), a pelo menos ${count('pt-PT', kilometres)} km.`,
    DORMANT_CARD: ({ days }) => `O cartão não era usado há ${span('pt-PT', 'days', days)}.`,
    DECLINES_IN_A_ROW: ({ declines, minutes }) =>
      `${count('pt-PT', declines)} compras seguidas foram recusadas em ${span('pt-PT', 'minutes', minutes)}.`,
    MERCHANT_RING: ({ people, merchant, hours }) =>
      `${count('pt-PT', people)} pessoas compraram em ${merchant} em ${span('pt-PT', 'hours', hours)}; antes, ninguém da empresa o tinha feito.`,
  },
};

const NAMES: Readonly<Record<Locale, Readonly<Record<RiskRule, string>>>> = {
  en: {
    VELOCITY: 'very many purchases at once',
    STRUCTURING: 'amounts just below a threshold',
    ROUND_AMOUNTS: 'many round amounts',
    FIRST_COUNTRY: 'a first purchase in a country',
    IMPOSSIBLE_TRAVEL: 'a card in two places at once',
    DORMANT_CARD: 'a card in use again after long',
    DECLINES_IN_A_ROW: 'many declines in a row',
    MERCHANT_RING: 'several people at a new merchant',
  },
  'pt-PT': {
    VELOCITY: 'muitas compras ao mesmo tempo',
    STRUCTURING: 'valores pouco abaixo de um limite',
    ROUND_AMOUNTS: 'muitos valores redondos',
    FIRST_COUNTRY: 'uma primeira compra num país',
    IMPOSSIBLE_TRAVEL: 'um cartão em dois lugares ao mesmo tempo',
    DORMANT_CARD: 'um cartão usado de novo após muito tempo',
    DECLINES_IN_A_ROW: 'muitas recusas seguidas',
    MERCHANT_RING: 'várias pessoas num comerciante novo',
  },
};

/** What a rule looks for, as it stands within a sentence. */
export function riskRuleName(locale: Locale, rule: RiskRule): string {
  return NAMES[locale][rule];
}

export function isRiskRule(rule: string): rule is RiskRule {
  return (RISK_RULES as readonly string[]).includes(rule);
}

/** What a rule found, as a person reads it. */
export function alertSentence<Rule extends RiskRule>(locale: Locale, rule: Rule, values: RiskValues[Rule]): string {
  const write: (values: RiskValues[Rule]) => string = WRITERS[locale][rule];
  return write(values);
}
