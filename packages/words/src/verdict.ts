import type { ControlScope, LimitWindow } from './control.ts';
import { type Amount, formatAmount, formatDay, formatList, formatMoment } from './format.ts';
import type { Locale } from './locale.ts';
import { channelName, countryName, weekdayName } from './traits.ts';

/** Why a purchase was declined. The codes of the decision record. */
export const REFUSAL_REASONS = [
  'METHOD_UNKNOWN',
  'AMOUNT_INVALID',
  'CURRENCY_MISMATCH',
  'REPEAT_DIFFERS',
  'HOLD_RELEASED',
  'CARD_UNKNOWN',
  'EMERGENCY_STOP',
  'CARD_NOT_ACTIVE',
  'CARD_FROZEN',
  'CARD_FROZEN_BY_ISSUER',
  'CARD_TERMINATED',
  'CARD_EXPIRED',
  'CARDHOLDER_NOT_ACTIVE',
  'CARDHOLDER_STOPPED',
  'CARDHOLDER_NOT_VERIFIED',
  'COMPANY_STOPPED',
  'COMPANY_NOT_VERIFIED',
  'CONTROL_NOT_UNDERSTOOD',
  'MERCHANT_BLOCKED',
  'MERCHANT_NOT_ALLOWED',
  'MCC_BLOCKED',
  'MCC_NOT_ALLOWED',
  'COUNTRY_BLOCKED',
  'COUNTRY_NOT_ALLOWED',
  'CURRENCY_BLOCKED',
  'CURRENCY_NOT_ALLOWED',
  'CHANNEL_BLOCKED',
  'CHANNEL_NOT_ALLOWED',
  'OUTSIDE_DATES',
  'OUTSIDE_SCHEDULE',
  'COUNT_LIMIT_EXCEEDED',
  'AMOUNT_LIMIT_EXCEEDED',
  'INSUFFICIENT_FUNDS',
  'TOO_LATE',
  'OVERLOADED',
  'UNAVAILABLE',
  'RECORD_FAILED',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const RULES = [
  'METHOD',
  'AMOUNT',
  'CURRENCY',
  'REPEAT',
  'EMERGENCY_STOP',
  'CARD_STATE',
  'CARD_EXPIRY',
  'PERSON_STATE',
  'HOLDER_STATE',
  'CONTROL',
  'MERCHANT_BLOCK',
  'MERCHANT_ALLOW',
  'MCC_BLOCK',
  'MCC_ALLOW',
  'COUNTRY_BLOCK',
  'COUNTRY_ALLOW',
  'CURRENCY_BLOCK',
  'CURRENCY_ALLOW',
  'CHANNEL_BLOCK',
  'CHANNEL_ALLOW',
  'DATES',
  'SCHEDULE',
  'COUNT_LIMIT',
  'AMOUNT_LIMIT',
  'EXCEPTION',
  'FUNDS',
  'SERVICE',
] as const;
export type RuleCode = (typeof RULES)[number];

/** Who reads: the holder is spoken to and told nothing of other people's spend; staff see the figures. */
export type Audience = 'HOLDER' | 'STAFF';

/** One rule's verdict as words need it. Amounts are left out where the reader may not see them. */
export type VerdictWords = {
  readonly rule: RuleCode;
  readonly outcome: 'PASSED' | 'PASSED_ABOVE' | 'EXCEPTED' | 'REFUSED' | 'SHADOW_REFUSED' | 'NOT_APPLICABLE';
  readonly reason?: RefusalReason | null;
  readonly scope?: ControlScope | null;
  readonly window?: LimitWindow | null;
  /** Of a rolling window. */
  readonly days?: number | null;
  readonly limit?: Amount | null;
  /** Counted before this purchase. Of FUNDS: what was available. */
  readonly before?: Amount | null;
  readonly after?: Amount | null;
  /** Of a limit of how many purchases. */
  readonly limitCount?: number | null;
  readonly beforeCount?: number | null;
  readonly windowEndMs?: number | null;
  readonly timeZone?: string | null;
  readonly seen?: string | null;
};

type Values = {
  readonly audience: Audience;
  readonly scope: ControlScope;
  readonly window: LimitWindow;
  readonly days: number;
  readonly limit: string | null;
  readonly left: string | null;
  readonly before: string | null;
  readonly renews: string | null;
  readonly expiry: string | null;
  readonly seen: string;
};

type Sentences = {
  readonly passed: Readonly<Record<RuleCode, (values: Values) => string>>;
  readonly refused: Readonly<Record<RefusalReason, (values: Values) => string>>;
  readonly shadow: (sentence: string) => string;
  readonly above: (sentence: string) => string;
  readonly excepted: (sentence: string) => string;
  readonly notApplicable: string;
};

/** "Declined: …" for a person: what stood in the way and, where there is one, what to wait for. */
export function declineSentence(locale: Locale, verdict: VerdictWords, audience: Audience): string {
  return SENTENCES[locale].refused[verdict.reason ?? 'UNAVAILABLE'](valuesOf(locale, verdict, audience));
}

/** One line of the decision explained. */
export function verdictSentence(locale: Locale, verdict: VerdictWords, audience: Audience): string {
  const sentences = SENTENCES[locale];
  switch (verdict.outcome) {
    case 'PASSED':
      return sentences.passed[verdict.rule](valuesOf(locale, verdict, audience));
    case 'PASSED_ABOVE':
      return sentences.above(declineSentence(locale, verdict, audience));
    case 'EXCEPTED':
      return sentences.excepted(declineSentence(locale, verdict, audience));
    case 'NOT_APPLICABLE':
      return sentences.notApplicable;
    case 'REFUSED':
      return declineSentence(locale, verdict, audience);
    case 'SHADOW_REFUSED':
      return sentences.shadow(declineSentence(locale, verdict, audience));
  }
}

const SHARED: ReadonlySet<ControlScope> = new Set(['COMPANY', 'TEAM', 'CARD_PROGRAM']);

function valuesOf(locale: Locale, verdict: VerdictWords, audience: Audience): Values {
  const scope = verdict.scope ?? 'CARD';
  const hidden = audience === 'HOLDER' && SHARED.has(scope);
  const amount = (value: Amount | null | undefined): string | null => (value == null || hidden ? null : formatAmount(locale, value));
  const { limit, before, windowEndMs, timeZone, seen } = verdict;
  const left = limit != null && before != null ? BigInt(limit.minor) - BigInt(before.minor) : null;
  const amountLeft = left === null || limit == null ? null : amount({ minor: left > 0n ? left : 0n, currency: limit.currency });
  const countLeft =
    verdict.limitCount == null || verdict.beforeCount == null || hidden
      ? null
      : Math.max(0, verdict.limitCount - verdict.beforeCount).toString();
  const expiresMs = verdict.rule === 'CARD_EXPIRY' && seen != null ? Date.parse(seen) : Number.NaN;
  return {
    audience,
    scope,
    window: verdict.window ?? 'TRANSACTION',
    days: verdict.days ?? 0,
    limit: verdict.limitCount == null || hidden ? amount(limit) : verdict.limitCount.toString(),
    left: verdict.limitCount == null ? amountLeft : countLeft,
    before: amount(before),
    renews: windowEndMs == null || timeZone == null ? null : formatMoment(locale, windowEndMs, timeZone),
    expiry: Number.isNaN(expiresMs) ? null : formatDay(locale, expiresMs, timeZone ?? 'UTC'),
    seen: seen == null ? '' : seenBy(locale, verdict.rule, seen),
  };
}

/** What a rule saw of a purchase, as a person would say it. */
function seenBy(locale: Locale, rule: RuleCode, seen: string): string {
  switch (rule) {
    case 'COUNTRY_ALLOW':
    case 'COUNTRY_BLOCK':
      return countryName(locale, seen);
    case 'CHANNEL_ALLOW':
    case 'CHANNEL_BLOCK':
      return formatList(
        locale,
        seen.split(' ').map((channel) => channelName(locale, channel)),
      );
    case 'DATES':
      return formatDay(locale, Date.parse(`${seen}T00:00:00Z`), 'UTC');
    case 'SCHEDULE':
      return `${weekdayName(locale, Number(seen.slice(0, 1)))}, ${seen.slice(2)}`;
    default:
      return seen;
  }
}

function inBrackets(seen: string): string {
  return seen === '' ? '' : ` (${seen})`;
}

const EN_OWNER: Readonly<Record<ControlScope, string>> = {
  CARD: 'card',
  PERSON: 'personal',
  TEAM: 'team',
  CARD_PROGRAM: 'card program',
  COMPANY: 'company',
};
const EN_WINDOW: Readonly<Record<Exclude<LimitWindow, 'TRANSACTION' | 'ROLLING'>, string>> = {
  DAY: 'daily',
  WEEK: 'weekly',
  MONTH: 'monthly',
  QUARTER: 'quarterly',
  YEAR: 'yearly',
  FISCAL_YEAR: 'fiscal-year',
  LIFETIME: 'total',
};

function enLimit({ scope, window, days }: Values): string {
  if (window === 'TRANSACTION') return `limit of one purchase (${EN_OWNER[scope]})`;
  return window === 'ROLLING' ? `${days}-day ${EN_OWNER[scope]} limit` : `${EN_WINDOW[window]} ${EN_OWNER[scope]} limit`;
}

function enRenews({ renews }: Values): string {
  return renews === null ? '' : ` It is whole again on ${renews}.`;
}

const PT_OWNER: Readonly<Record<ControlScope, string>> = {
  CARD: 'do cartão',
  PERSON: 'pessoal',
  TEAM: 'da equipa',
  CARD_PROGRAM: 'do programa de cartões',
  COMPANY: 'da empresa',
};
const PT_WINDOW: Readonly<Record<Exclude<LimitWindow, 'ROLLING'>, string>> = {
  TRANSACTION: 'por compra',
  DAY: 'diário',
  WEEK: 'semanal',
  MONTH: 'mensal',
  QUARTER: 'trimestral',
  YEAR: 'anual',
  FISCAL_YEAR: 'do ano fiscal',
  LIFETIME: 'total',
};

function ptLimit({ scope, window, days }: Values): string {
  return `limite ${window === 'ROLLING' ? `de ${days} dias` : PT_WINDOW[window]} ${PT_OWNER[scope]}`;
}

function ptRenews({ renews }: Values): string {
  return renews === null ? '' : ` Renova-se em ${renews}.`;
}

/** What an emergency stop is of. */
const STOPPED: Readonly<Record<ControlScope, string>> = {
  CARD: 'the card',
  PERSON: 'the person',
  TEAM: 'the team',
  CARD_PROGRAM: 'the card program',
  COMPANY: 'the company',
};
const PARADO: Readonly<Record<ControlScope, string>> = {
  CARD: 'do cartão',
  PERSON: 'da pessoa',
  TEAM: 'da equipa',
  CARD_PROGRAM: 'do programa de cartões',
  COMPANY: 'da empresa',
};

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  en: {
    notApplicable: 'Does not apply to this purchase.',
    shadow: (sentence) => `Only watched, not enforced: ${sentence}`,
    excepted: (sentence) => `Let through by an exception: ${sentence}`,
    above: (sentence) => `Let through, and admins are told: ${sentence}`,
    passed: {
      METHOD: () => 'The kind of request is known.',
      AMOUNT: () => 'The amount is valid.',
      CURRENCY: ({ seen }) => `The currency is the card’s${seen === '' ? '' : ` (${seen})`}.`,
      REPEAT: () => 'This is not a repeat of another request.',
      CARD_STATE: () => 'The card is active.',
      CARD_EXPIRY: ({ expiry }) => (expiry === null ? 'The card has not expired.' : `The card is valid until ${expiry}.`),
      PERSON_STATE: () => 'The cardholder is active.',
      EMERGENCY_STOP: () => 'Nothing is stopped.',
      HOLDER_STATE: ({ scope }) => `The issuer has not stopped the ${scope === 'COMPANY' ? 'company' : 'cardholder'}.`,
      CONTROL: () => 'The control allows it.',
      MERCHANT_BLOCK: () => 'The merchant is not blocked.',
      MERCHANT_ALLOW: () => 'The merchant is allowed.',
      COUNTRY_BLOCK: ({ seen }) => `The country${inBrackets(seen)} is not blocked.`,
      COUNTRY_ALLOW: ({ seen }) => `The country${inBrackets(seen)} is allowed.`,
      CURRENCY_BLOCK: ({ seen }) => `The merchant’s currency${inBrackets(seen)} is not blocked.`,
      CURRENCY_ALLOW: ({ seen }) => `The merchant’s currency${inBrackets(seen)} is allowed.`,
      CHANNEL_BLOCK: ({ seen }) => `This way of paying${inBrackets(seen)} is not blocked.`,
      CHANNEL_ALLOW: ({ seen }) => `This way of paying${inBrackets(seen)} is allowed.`,
      DATES: () => 'It is within the dates of the control.',
      SCHEDULE: ({ seen }) => `It is within the allowed days and hours${inBrackets(seen)}.`,
      COUNT_LIMIT: (values) =>
        values.limit === null
          ? `Within the ${enLimit(values)} of purchases.`
          : `Within the ${enLimit(values)} of ${values.limit} purchases${values.left === null ? '' : `; ${values.left} were left`}.`,
      MCC_BLOCK: ({ seen }) => `The merchant’s category${seen === '' ? '' : ` (${seen})`} is not blocked.`,
      MCC_ALLOW: ({ seen }) => `The merchant’s category${seen === '' ? '' : ` (${seen})`} is allowed.`,
      AMOUNT_LIMIT: (values) =>
        values.limit === null
          ? `Within the ${enLimit(values)}.`
          : `Within the ${enLimit(values)} of ${values.limit}${values.left === null ? '' : `; ${values.left} was left`}.`,
      EXCEPTION: () => 'An exception lets it through.',
      FUNDS: ({ before }) => (before === null ? 'The company has funds for it.' : `The company has funds for it: ${before} was available.`),
      SERVICE: () => 'The request was answered in time.',
    },
    refused: {
      METHOD_UNKNOWN: ({ seen }) => `This kind of request is not supported${seen === '' ? '' : ` (${seen})`}.`,
      AMOUNT_INVALID: () => 'The amount could not be read.',
      CURRENCY_MISMATCH: ({ seen }) => `The request was in ${seen === '' ? 'another currency' : seen}, which is not the card’s currency.`,
      REPEAT_DIFFERS: () => 'The request used the number of an earlier one but asked for something else.',
      HOLD_RELEASED: () => 'The request repeats an earlier one whose hold no longer stands.',
      CARD_UNKNOWN: () => 'The card is not known here.',
      EMERGENCY_STOP: ({ audience, scope }) =>
        audience === 'HOLDER'
          ? 'Your company has stopped spending with this card for the moment. Ask an admin.'
          : `An emergency stop of ${STOPPED[scope]} is on: everything that is asked is declined until an admin lifts it.`,
      CARD_NOT_ACTIVE: ({ audience }) =>
        audience === 'HOLDER' ? 'Your card is not active yet. Activate it, then try again.' : 'The card is not active.',
      CARD_FROZEN: ({ audience }) => (audience === 'HOLDER' ? 'Your card is frozen. Unfreeze it to use it again.' : 'The card is frozen.'),
      CARD_FROZEN_BY_ISSUER: ({ audience }) =>
        audience === 'HOLDER' ? 'The card issuer has frozen your card. Ask an admin for help.' : 'The issuer has frozen the card.',
      CARD_TERMINATED: ({ audience }) =>
        audience === 'HOLDER' ? 'Your card has been closed for good. Ask for a new one.' : 'The card is terminated.',
      CARD_EXPIRED: ({ audience, expiry }) =>
        `${audience === 'HOLDER' ? 'Your card' : 'The card'} expired${expiry === null ? '' : ` on ${expiry}`}.`,
      CARDHOLDER_NOT_ACTIVE: ({ audience }) =>
        audience === 'HOLDER' ? 'Your account is not active. Ask an admin for help.' : 'The cardholder is not active.',
      CARDHOLDER_STOPPED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'The card issuer has stopped your account. Ask an admin for help.'
          : 'The issuer has suspended or closed the cardholder.',
      CARDHOLDER_NOT_VERIFIED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'You are not verified yet. Open “My verification” to see what is missing.'
          : 'The issuer has not verified the cardholder yet.',
      COMPANY_STOPPED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'The card issuer has stopped all cards of your company. Ask an admin for help.'
          : 'The issuer has suspended or closed the company, and so all its cards.',
      COMPANY_NOT_VERIFIED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'The card issuer has not verified your company yet. Ask an admin for help.'
          : 'The issuer has not verified the company yet. See “Verification” for what is missing.',
      CONTROL_NOT_UNDERSTOOD: () => 'A control on this card could not be read, so nothing passes it. An admin has to save it again.',
      MERCHANT_BLOCKED: ({ seen }) => `Purchases at this merchant are blocked${inBrackets(seen)}.`,
      MERCHANT_NOT_ALLOWED: ({ seen }) => `This merchant is not among those allowed${inBrackets(seen)}.`,
      COUNTRY_BLOCKED: ({ seen }) => `Purchases in this country are blocked${inBrackets(seen)}.`,
      COUNTRY_NOT_ALLOWED: ({ seen }) =>
        seen === '' ? 'The merchant’s country was not told, and only some are allowed.' : `Purchases in ${seen} are not allowed.`,
      CURRENCY_BLOCKED: ({ seen }) => `Purchases in this currency are blocked${inBrackets(seen)}.`,
      CURRENCY_NOT_ALLOWED: ({ seen }) => `This currency is not among those allowed${inBrackets(seen)}.`,
      CHANNEL_BLOCKED: ({ seen }) => `This way of paying is blocked${inBrackets(seen)}.`,
      CHANNEL_NOT_ALLOWED: ({ seen }) => `This way of paying is not among those allowed${inBrackets(seen)}.`,
      OUTSIDE_DATES: ({ audience }) =>
        audience === 'HOLDER' ? 'Your card may not be used on this day.' : 'It is outside the dates of the control.',
      OUTSIDE_SCHEDULE: ({ seen }) => `Purchases are not allowed at this time${inBrackets(seen)}.`,
      COUNT_LIMIT_EXCEEDED: (values) => {
        if (values.limit === null) return `It is one purchase more than the ${enLimit(values)} allows.${enRenews(values)}`;
        if (values.window === 'LIFETIME' && values.limit === '1') return 'It was good for one purchase, which has been made.';
        return `It is one purchase more than the ${enLimit(values)} of ${values.limit} allows.${enRenews(values)}`;
      },
      MCC_BLOCKED: ({ seen }) => `Purchases at this kind of merchant are blocked${seen === '' ? '' : ` (category ${seen})`}.`,
      MCC_NOT_ALLOWED: ({ seen }) => `This kind of merchant is not among those allowed${seen === '' ? '' : ` (category ${seen})`}.`,
      AMOUNT_LIMIT_EXCEEDED: (values) => {
        if (values.limit === null) return `It is above what is left of the ${enLimit(values)}.${enRenews(values)}`;
        if (values.window === 'TRANSACTION') return `It is above the ${enLimit(values)}, ${values.limit}.`;
        return `It is above the ${enLimit(values)} of ${values.limit}${values.left === null ? '' : `, of which ${values.left} is left`}.${enRenews(values)}`;
      },
      INSUFFICIENT_FUNDS: ({ before }) =>
        before === null
          ? 'The company’s available funds do not cover it.'
          : `The company’s available funds do not cover it: ${before} was available.`,
      TOO_LATE: () => 'The answer would have come too late, so it was declined. Trying again is safe.',
      OVERLOADED: () => 'Too many requests came at once. Trying again is safe.',
      UNAVAILABLE: () => 'Our service could not decide at that moment. Trying again is safe.',
      RECORD_FAILED: () => 'The decision could not be recorded, so it was declined. Trying again is safe.',
    },
  },
  'pt-PT': {
    notApplicable: 'Não se aplica a esta compra.',
    shadow: (sentence) => `Apenas em observação, sem efeito: ${sentence}`,
    excepted: (sentence) => `Aceite por uma exceção: ${sentence}`,
    above: (sentence) => `Aceite, e os administradores são avisados: ${sentence}`,
    passed: {
      METHOD: () => 'O tipo de pedido é conhecido.',
      AMOUNT: () => 'O montante é válido.',
      CURRENCY: ({ seen }) => `A moeda é a do cartão${seen === '' ? '' : ` (${seen})`}.`,
      REPEAT: () => 'Não repete outro pedido.',
      CARD_STATE: () => 'O cartão está ativo.',
      CARD_EXPIRY: ({ expiry }) => (expiry === null ? 'O cartão não expirou.' : `O cartão é válido até ${expiry}.`),
      PERSON_STATE: () => 'O titular está ativo.',
      EMERGENCY_STOP: () => 'Nada está parado.',
      HOLDER_STATE: ({ scope }) => `O emissor não suspendeu ${scope === 'COMPANY' ? 'a empresa' : 'o titular'}.`,
      CONTROL: () => 'O controlo permite-o.',
      MERCHANT_BLOCK: () => 'O comerciante não está bloqueado.',
      MERCHANT_ALLOW: () => 'O comerciante é permitido.',
      COUNTRY_BLOCK: ({ seen }) => `O país${inBrackets(seen)} não está bloqueado.`,
      COUNTRY_ALLOW: ({ seen }) => `O país${inBrackets(seen)} é permitido.`,
      CURRENCY_BLOCK: ({ seen }) => `A moeda do comerciante${inBrackets(seen)} não está bloqueada.`,
      CURRENCY_ALLOW: ({ seen }) => `A moeda do comerciante${inBrackets(seen)} é permitida.`,
      CHANNEL_BLOCK: ({ seen }) => `Esta forma de pagamento${inBrackets(seen)} não está bloqueada.`,
      CHANNEL_ALLOW: ({ seen }) => `Esta forma de pagamento${inBrackets(seen)} é permitida.`,
      DATES: () => 'Está dentro das datas do controlo.',
      SCHEDULE: ({ seen }) => `Está dentro dos dias e horas permitidos${inBrackets(seen)}.`,
      COUNT_LIMIT: (values) =>
        values.limit === null
          ? `Dentro do ${ptLimit(values)} de compras.`
          : `Dentro do ${ptLimit(values)}, ${values.limit} compras${values.left === null ? '' : `; restavam ${values.left}`}.`,
      MCC_BLOCK: ({ seen }) => `A categoria do comerciante${seen === '' ? '' : ` (${seen})`} não está bloqueada.`,
      MCC_ALLOW: ({ seen }) => `A categoria do comerciante${seen === '' ? '' : ` (${seen})`} é permitida.`,
      AMOUNT_LIMIT: (values) =>
        values.limit === null
          ? `Dentro do ${ptLimit(values)}.`
          : `Dentro do ${ptLimit(values)}, ${values.limit}${values.left === null ? '' : `; restavam ${values.left}`}.`,
      EXCEPTION: () => 'Uma exceção permite-o.',
      FUNDS: ({ before }) =>
        before === null ? 'A empresa tem fundos para isto.' : `A empresa tem fundos para isto: ${before} disponíveis.`,
      SERVICE: () => 'O pedido foi respondido a tempo.',
    },
    refused: {
      METHOD_UNKNOWN: ({ seen }) => `Este tipo de pedido não é suportado${seen === '' ? '' : ` (${seen})`}.`,
      AMOUNT_INVALID: () => 'Não foi possível ler o montante.',
      CURRENCY_MISMATCH: ({ seen }) => `O pedido veio em ${seen === '' ? 'outra moeda' : seen}, que não é a moeda do cartão.`,
      REPEAT_DIFFERS: () => 'O pedido usou o número de outro anterior, mas pediu outra coisa.',
      HOLD_RELEASED: () => 'O pedido repete outro anterior cuja retenção já não existe.',
      CARD_UNKNOWN: () => 'O cartão não é conhecido aqui.',
      EMERGENCY_STOP: ({ audience, scope }) =>
        audience === 'HOLDER'
          ? 'A sua empresa parou, por agora, os gastos com este cartão. Fale com um administrador.'
          : `Está ativa uma paragem de emergência ${PARADO[scope]}: tudo o que for pedido é recusado até um administrador a levantar.`,
      CARD_NOT_ACTIVE: ({ audience }) =>
        audience === 'HOLDER' ? 'O seu cartão ainda não está ativo. Ative-o e tente de novo.' : 'O cartão não está ativo.',
      CARD_FROZEN: ({ audience }) =>
        audience === 'HOLDER' ? 'O seu cartão está congelado. Descongele-o para voltar a usá-lo.' : 'O cartão está congelado.',
      CARD_FROZEN_BY_ISSUER: ({ audience }) =>
        audience === 'HOLDER' ? 'O emissor congelou o seu cartão. Peça ajuda a um administrador.' : 'O emissor congelou o cartão.',
      CARD_TERMINATED: ({ audience }) => (audience === 'HOLDER' ? 'O seu cartão foi encerrado. Peça um novo.' : 'O cartão foi encerrado.'),
      CARD_EXPIRED: ({ audience, expiry }) =>
        `${audience === 'HOLDER' ? 'O seu cartão' : 'O cartão'} expirou${expiry === null ? '' : ` em ${expiry}`}.`,
      CARDHOLDER_NOT_ACTIVE: ({ audience }) =>
        audience === 'HOLDER' ? 'A sua conta não está ativa. Peça ajuda a um administrador.' : 'O titular não está ativo.',
      CARDHOLDER_STOPPED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'O emissor do cartão suspendeu a sua conta. Peça ajuda a um administrador.'
          : 'O emissor suspendeu ou fechou o titular.',
      CARDHOLDER_NOT_VERIFIED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'Ainda não está verificado. Abra “A minha verificação” para ver o que falta.'
          : 'O emissor ainda não verificou o titular.',
      COMPANY_STOPPED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'O emissor suspendeu todos os cartões da sua empresa. Peça ajuda a um administrador.'
          : 'O emissor suspendeu ou fechou a empresa e, com ela, todos os seus cartões.',
      COMPANY_NOT_VERIFIED: ({ audience }) =>
        audience === 'HOLDER'
          ? 'O emissor ainda não verificou a sua empresa. Peça ajuda a um administrador.'
          : 'O emissor ainda não verificou a empresa. Veja em “Verificação” o que falta.',
      CONTROL_NOT_UNDERSTOOD: () =>
        'Não foi possível ler um controlo deste cartão, por isso nada passa. Um administrador tem de o guardar de novo.',
      MERCHANT_BLOCKED: ({ seen }) => `As compras neste comerciante estão bloqueadas${inBrackets(seen)}.`,
      MERCHANT_NOT_ALLOWED: ({ seen }) => `Este comerciante não está entre os permitidos${inBrackets(seen)}.`,
      COUNTRY_BLOCKED: ({ seen }) => `As compras neste país estão bloqueadas${inBrackets(seen)}.`,
      COUNTRY_NOT_ALLOWED: ({ seen }) =>
        seen === ''
          ? 'O país do comerciante não foi indicado, e só alguns são permitidos.'
          : `As compras neste país não são permitidas (${seen}).`,
      CURRENCY_BLOCKED: ({ seen }) => `As compras nesta moeda estão bloqueadas${inBrackets(seen)}.`,
      CURRENCY_NOT_ALLOWED: ({ seen }) => `Esta moeda não está entre as permitidas${inBrackets(seen)}.`,
      CHANNEL_BLOCKED: ({ seen }) => `Esta forma de pagamento está bloqueada${inBrackets(seen)}.`,
      CHANNEL_NOT_ALLOWED: ({ seen }) => `Esta forma de pagamento não está entre as permitidas${inBrackets(seen)}.`,
      OUTSIDE_DATES: ({ audience }) =>
        audience === 'HOLDER' ? 'O seu cartão não pode ser usado neste dia.' : 'Está fora das datas do controlo.',
      OUTSIDE_SCHEDULE: ({ seen }) => `A esta hora não são permitidas compras${inBrackets(seen)}.`,
      COUNT_LIMIT_EXCEEDED: (values) => {
        if (values.limit === null) return `É uma compra a mais do que permite o ${ptLimit(values)}.${ptRenews(values)}`;
        if (values.window === 'LIFETIME' && values.limit === '1') return 'Servia para uma só compra, que já foi feita.';
        return `É uma compra a mais do que permite o ${ptLimit(values)}, ${values.limit}.${ptRenews(values)}`;
      },
      MCC_BLOCKED: ({ seen }) => `As compras neste tipo de comerciante estão bloqueadas${seen === '' ? '' : ` (categoria ${seen})`}.`,
      MCC_NOT_ALLOWED: ({ seen }) => `Este tipo de comerciante não está entre os permitidos${seen === '' ? '' : ` (categoria ${seen})`}.`,
      AMOUNT_LIMIT_EXCEEDED: (values) => {
        if (values.limit === null) return `Ultrapassa o que resta do ${ptLimit(values)}.${ptRenews(values)}`;
        if (values.window === 'TRANSACTION') return `Ultrapassa o ${ptLimit(values)}, ${values.limit}.`;
        return `Ultrapassa o ${ptLimit(values)}, ${values.limit}${values.left === null ? '' : `, do qual restam ${values.left}`}.${ptRenews(values)}`;
      },
      INSUFFICIENT_FUNDS: ({ before }) =>
        before === null ? 'Os fundos disponíveis da empresa não chegam.' : `Os fundos disponíveis da empresa não chegam: havia ${before}.`,
      TOO_LATE: () => 'A resposta chegaria tarde demais, por isso foi recusada. Pode tentar de novo sem risco.',
      OVERLOADED: () => 'Chegaram demasiados pedidos ao mesmo tempo. Pode tentar de novo sem risco.',
      UNAVAILABLE: () => 'O nosso serviço não conseguiu decidir nesse momento. Pode tentar de novo sem risco.',
      RECORD_FAILED: () => 'Não foi possível registar a decisão, por isso foi recusada. Pode tentar de novo sem risco.',
    },
  },
};
