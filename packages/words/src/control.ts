import { type Amount, formatAmount, formatList } from './format.ts';
import type { Locale } from './locale.ts';

export type ControlScope = 'COMPANY' | 'TEAM' | 'CARD_PROGRAM' | 'PERSON' | 'CARD';
export type LimitWindow = 'TRANSACTION' | 'DAY' | 'WEEK' | 'MONTH';

/** A control by its kind and values. */
export type ControlWords =
  | { readonly controlType: 'AMOUNT_LIMIT'; readonly window: LimitWindow; readonly limit: Amount }
  | { readonly controlType: 'MCC_ALLOW' | 'MCC_BLOCK'; readonly mccs: readonly string[] };

type Sentences = {
  readonly limit: Readonly<Record<LimitWindow, (amount: string) => string>>;
  readonly MCC_ALLOW: (codes: string) => string;
  readonly MCC_BLOCK: (codes: string) => string;
};

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    limit: {
      TRANSACTION: (amount) => `No more than ${amount} for one purchase`,
      DAY: (amount) => `No more than ${amount} a day`,
      WEEK: (amount) => `No more than ${amount} a week`,
      MONTH: (amount) => `No more than ${amount} a month`,
    },
    MCC_ALLOW: (codes) => `Only at merchants of category ${codes}`,
    MCC_BLOCK: (codes) => `Not at merchants of category ${codes}`,
  },
  'pt-PT': {
    limit: {
      TRANSACTION: (amount) => `No máximo ${amount} por compra`,
      DAY: (amount) => `No máximo ${amount} por dia`,
      WEEK: (amount) => `No máximo ${amount} por semana`,
      MONTH: (amount) => `No máximo ${amount} por mês`,
    },
    MCC_ALLOW: (codes) => `Só em comerciantes da categoria ${codes}`,
    MCC_BLOCK: (codes) => `Não em comerciantes da categoria ${codes}`,
  },
};

/** "No more than $500.00 a day". Without a full stop: it also stands in tables. */
export function controlSentence(locale: Locale, control: ControlWords): string {
  const sentences = SENTENCES[locale];
  if (control.controlType === 'AMOUNT_LIMIT') return sentences.limit[control.window](formatAmount(locale, control.limit));
  return sentences[control.controlType](formatList(locale, control.mccs));
}
