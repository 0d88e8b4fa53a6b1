import type { Channel } from './channel.ts';
import { COUNT, type CounterKey, counterId } from './counter.ts';
import { isMerchantCategory, mccsOfCategories } from './categories.ts';
import { type CompiledException, compileException, type ExceptionRow } from './exception.ts';
import { type MccSet, mccSet } from './mcc.ts';
import { type ControlScope, SCOPES } from './scope.ts';
import { type MerchantMatch, merchantSet, type SeenMerchant } from './merchants.ts';
import { clockAt, isTimeOfDay, isWithin, type Schedule } from './schedule.ts';
import { type Calendar, DEFAULT_CALENDAR, lastDays, localTimeAt, type LocalWindow, type Period, PERIODS, windowAt } from './windows.ts';

export type ControlMode = 'ENFORCE' | 'SHADOW';

/** What about a purchase a list of allowed or blocked values looks at. */
const TRAITS = ['MERCHANT', 'MCC', 'COUNTRY', 'CURRENCY', 'CHANNEL'] as const;
export type Trait = (typeof TRAITS)[number];
export type ListType = `${Trait}_${'ALLOW' | 'BLOCK'}`;

/** What a purchase at the cap of a limit meets: a decline, some room above it, or no more than a word to the admins. */
export type AtCap = 'DECLINE' | 'BUFFER' | 'TELL';

/** An active row of `spending_controls`. */
export type ControlRow = {
  readonly id: string;
  readonly scope: ControlScope;
  /** Null for the company's own. */
  readonly subjectId: string | null;
  readonly controlType: string;
  readonly config: unknown;
  readonly mode: ControlMode;
  readonly version: number;
  /** Of a card's control: the cards that took its place one after the other, which it binds as well. */
  readonly replacementIds?: readonly string[] | null;
};

/** What lists and filters look at. */
export type PurchaseTraits = {
  readonly mcc: string | null;
  readonly merchant: SeenMerchant;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** In which the merchant charges. */
  readonly currency: string;
  readonly channels: readonly Channel[];
};

/** What of a purchase is not always known: before it is made, or where it was not kept. */
export type PurchaseInput = 'MERCHANT_NAME' | 'MID' | 'NETWORK_MID' | 'MCC' | 'COUNTRY' | 'CHANNEL';

type Common = {
  readonly id: string;
  readonly version: number;
  readonly scope: ControlScope;
  /** The company's id for a company's control. */
  readonly subjectId: string;
  readonly mode: ControlMode;
  /** What has to be known of a purchase for a verdict. */
  readonly needs: readonly PurchaseInput[];
};

type Limit = Common & {
  /** Minor units, or a number of purchases. */
  readonly limit: bigint;
  readonly atCap: AtCap;
  /** How far above the limit a purchase may go. */
  readonly buffer: bigint;
  /** Whether it looks at purchases of this category; all unless it has a filter. */
  counts(mcc: string | null): boolean;
};

/** A limit of one purchase: its total, increments included. */
export type TransactionLimit = Limit & { readonly kind: 'AMOUNT_LIMIT'; readonly window: 'TRANSACTION'; readonly currency: string };
/** A limit of what counts within a window. */
export type WindowLimit = Limit & {
  readonly kind: 'AMOUNT_LIMIT' | 'COUNT_LIMIT';
  readonly window: Period | 'ROLLING';
  /** Of ROLLING. */
  readonly days: number | null;
  readonly key: CounterKey;
  /** Where something counts that happens at this moment. */
  counterAt(ms: number): CounterAt;
  /** What it looks at then: of a rolling limit, each of its days. */
  usedAt(ms: number): CountersAt;
};
/** A list of what is allowed, or of what is blocked. */
export type ListRule = Common & {
  readonly kind: ListType;
  has(traits: PurchaseTraits): boolean;
  /** What of the purchase it looked at, for the record. */
  seen(traits: PurchaseTraits): string;
};
/** When something may be bought: days and hours, or first and last date. */
export type TimeRule = Common & {
  readonly kind: 'SCHEDULE' | 'DATES';
  readonly zone: string;
  allows(ms: number): boolean;
  seen(ms: number): string;
};
/** Saved by a newer version, or damaged: it binds, and nothing passes it. */
type ControlNotUnderstood = Common & { readonly kind: 'NOT_UNDERSTOOD' };
/** A row of `emergency_stops` that is on. It stands among the states: also what spends nothing meets it. */
type StopRule = Common & { readonly kind: 'EMERGENCY_STOP' };
export type CompiledControl = TransactionLimit | WindowLimit | ListRule | TimeRule | StopRule | ControlNotUnderstood;

/** The counter of a limit at a moment. */
type CounterAt = { readonly id: string; readonly window: LocalWindow };
type CountersAt = { readonly ids: readonly string[]; readonly window: Pick<LocalWindow, 'startMs' | 'endMs'> };

/** Whom a purchase concerns. */
export type Subjects = {
  readonly companyId: string;
  readonly cardId: string;
  readonly userId: string;
  readonly cardProductId: string;
  readonly teamIds: readonly string[];
};

export type CompiledControls = {
  readonly companyId: string;
  /** Of the gate, when these rows were read. */
  readonly version: number;
  readonly timeZone: string;
  readonly calendar: Calendar;
  readonly all: readonly CompiledControl[];
  /** What binds a purchase, the most specific scope first, then by kind, then by id. */
  bindingOn(subjects: Subjects): readonly CompiledControl[];
  /** What may pass controls for a while, the first to end first. */
  exceptionsFor(subjects: Pick<Subjects, 'cardId' | 'userId'>): readonly CompiledException[];
};

export type CompanyRow = {
  readonly companyId: string;
  readonly version: number;
  readonly timeZone: string;
  readonly calendar?: Calendar;
};

export function compileControls(
  company: CompanyRow,
  rows: readonly ControlRow[],
  exceptionRows: readonly ExceptionRow[] = [],
): CompiledControls {
  const calendar = company.calendar ?? DEFAULT_CALENDAR;
  const compiled = rows.flatMap((row) => {
    const control = compile({ ...company, calendar }, row);
    return control === null ? [] : [{ control, replacementIds: row.replacementIds ?? [] }];
  });
  compiled.sort((left, right) => byPrecedence(left.control, right.control));
  const all = compiled.map(({ control }) => control);
  const bySubject = new Map<string, CompiledControl[]>();
  for (const { control, replacementIds } of compiled) {
    for (const subjectId of [control.subjectId, ...replacementIds]) {
      const key = control.scope + subjectId;
      const known = bySubject.get(key);
      if (known === undefined) bySubject.set(key, [control]);
      else known.push(control);
    }
  }
  const exceptions = new Map<string, CompiledException[]>();
  for (const row of [...exceptionRows].sort((left, right) => left.expiresAtMs - right.expiresAtMs || (left.id < right.id ? -1 : 1))) {
    const exception = compileException(row);
    for (const subjectId of [row.subjectId, ...(row.replacementIds ?? [])])
      exceptions.set(row.scope + subjectId, [...(exceptions.get(row.scope + subjectId) ?? []), exception]);
  }
  const of = (scope: ControlScope, subjectId: string): readonly CompiledControl[] => bySubject.get(scope + subjectId) ?? NONE;
  return {
    ...company,
    calendar,
    all,
    exceptionsFor: ({ cardId, userId }) =>
      exceptions.size === 0 ? NO_EXCEPTIONS : [...(exceptions.get(`CARD${cardId}`) ?? []), ...(exceptions.get(`PERSON${userId}`) ?? [])],
    bindingOn({ companyId, cardId, userId, cardProductId, teamIds }) {
      const teams = teamIds.flatMap((teamId) => of('TEAM', teamId));
      return [
        ...of('CARD', cardId),
        ...of('PERSON', userId),
        ...(teamIds.length > 1 ? teams.sort(byPrecedence) : teams),
        ...of('CARD_PROGRAM', cardProductId),
        ...of('COMPANY', companyId),
      ];
    },
  };
}

const NONE: readonly CompiledControl[] = [];
const NO_EXCEPTIONS: readonly CompiledException[] = [];

const KINDS: readonly string[] = [
  'EMERGENCY_STOP',
  'NOT_UNDERSTOOD',
  ...TRAITS.map((trait) => `${trait}_BLOCK`),
  ...TRAITS.map((trait) => `${trait}_ALLOW`),
  'DATES',
  'SCHEDULE',
  'TRANSACTION',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
  'FISCAL_YEAR',
  'ROLLING',
  'LIFETIME',
];

function rankOf(control: CompiledControl): number {
  return KINDS.indexOf('window' in control ? control.window : control.kind);
}

function byPrecedence(left: CompiledControl, right: CompiledControl): number {
  return (
    SCOPES.indexOf(left.scope) - SCOPES.indexOf(right.scope) ||
    rankOf(left) - rankOf(right) ||
    // Of the same window how often comes before how much.
    (right.kind < left.kind ? -1 : left.kind < right.kind ? 1 : 0) ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}

type Company = CompanyRow & { readonly calendar: Calendar };
type Config = Readonly<Record<string, unknown>>;

/** Null for a control that no decision looks at. */
function compile(company: Company, row: ControlRow): CompiledControl | null {
  const common: Common = {
    id: row.id,
    version: row.version,
    scope: row.scope,
    subjectId: row.subjectId ?? company.companyId,
    mode: row.mode,
    needs: [],
  };
  const config: Config = typeof row.config === 'object' && row.config !== null ? (row.config as Config) : {};
  const zone = typeof config['timeZone'] === 'string' ? config['timeZone'] : company.timeZone;
  switch (row.controlType) {
    case 'AMOUNT_LIMIT':
    case 'COUNT_LIMIT':
      return compileLimit(row.controlType, common, config, zone, company.calendar) ?? { ...common, kind: 'NOT_UNDERSTOOD' };
    case 'SCHEDULE':
      return compileSchedule(common, config, zone) ?? { ...common, kind: 'NOT_UNDERSTOOD' };
    case 'DATES':
      return compileDates(common, config, zone) ?? { ...common, kind: 'NOT_UNDERSTOOD' };
    case 'EMERGENCY_STOP':
      return { ...common, kind: 'EMERGENCY_STOP' };
    case 'IDLE_LOCK':
      return null;
    default:
      return compileList(row.controlType, common, config) ?? { ...common, kind: 'NOT_UNDERSTOOD' };
  }
}

function compileLimit(
  kind: 'AMOUNT_LIMIT' | 'COUNT_LIMIT',
  common: Common,
  config: Config,
  zone: string,
  calendar: Calendar,
): CompiledControl | null {
  const { window, currency, count, amountMinor, bufferMinor: buffer = '0', codes: filter = '' } = config;
  const limit = kind === 'COUNT_LIMIT' ? count : amountMinor;
  if (!isWhole(limit) || !isWhole(buffer) || typeof filter !== 'string') return null;
  const filtered = filter === '' ? null : mccSet(filter.split(','));
  const shared = {
    ...common,
    limit: BigInt(limit),
    buffer: BigInt(buffer),
    atCap: isAtCap(config['atCap']) ? config['atCap'] : 'DECLINE',
    needs: filtered === null ? [] : (['MCC'] as const),
    counts: (mcc: string | null) => filtered === null || filtered.has(mcc ?? ''),
  } as const;
  if (kind === 'AMOUNT_LIMIT' && typeof currency !== 'string') return null;
  const unit = kind === 'COUNT_LIMIT' || typeof currency !== 'string' ? COUNT : currency;
  if (window === 'TRANSACTION') return unit === COUNT ? null : { ...shared, kind: 'AMOUNT_LIMIT', window, currency: unit };
  const { scope, subjectId } = common;
  const of = { scope, subjectId, unit, zone, filter };
  if (window === 'ROLLING') {
    const days = config['days'];
    if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > MOST_ROLLING_DAYS) return null;
    const key: CounterKey = { ...of, period: 'DAY' };
    return { ...shared, kind, window, days, key, counterAt: counters(key, calendar), usedAt: rolling(key, days) };
  }
  if (!isPeriod(window)) return null;
  const key: CounterKey = { ...of, period: window };
  const counterAt = counters(key, calendar);
  const usedAt = (ms: number): CountersAt => {
    const { id, window: span } = counterAt(ms);
    return { ids: [id], window: span };
  };
  return { ...shared, kind, window, days: null, key, counterAt, usedAt };
}

export const MOST_ROLLING_DAYS = 92;

function isPeriod(window: unknown): window is Period {
  return (PERIODS as readonly unknown[]).includes(window);
}

function isAtCap(value: unknown): value is AtCap {
  return value === 'DECLINE' || value === 'BUFFER' || value === 'TELL';
}

function isWhole(value: unknown): value is string | number {
  return (
    (typeof value === 'string' && /^\d{1,18}$/.test(value)) || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function compileSchedule(common: Common, { days, from, to }: Config, zone: string): TimeRule | null {
  if (!Array.isArray(days) || !days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)) return null;
  const times = [from ?? null, to ?? null];
  if (!times.every((time) => time === null || (typeof time === 'string' && isTimeOfDay(time)))) return null;
  const schedule = { days, from: times[0], to: times[1] } as Schedule;
  return { ...common, kind: 'SCHEDULE', zone, allows: (ms) => isWithin(schedule, zone, ms), seen: (ms) => clockAt(zone, ms) };
}

function compileDates(common: Common, { firstDate, lastDate }: Config, zone: string): TimeRule | null {
  const [first, last] = [firstDate ?? '', lastDate ?? ''];
  if (typeof first !== 'string' || typeof last !== 'string') return null;
  const dateAt = (ms: number): string => localTimeAt(zone, ms).date;
  // ISO dates are in order as text.
  const allows = (ms: number): boolean => dateAt(ms) >= first && (last === '' || dateAt(ms) <= last);
  return { ...common, kind: 'DATES', zone, allows, seen: dateAt };
}

type Listed = Pick<ListRule, 'needs' | 'has' | 'seen'>;

/** By trait, how a list of it is read; null when it cannot be. */
const LISTS: Readonly<Record<Trait, (config: Config) => Listed | null>> = {
  MCC({ mccs = [], categories = [] }) {
    if (!isTexts(mccs) || !isTexts(categories) || !categories.every(isMerchantCategory)) return null;
    const listed: MccSet = mccSet([...mccs, ...mccsOfCategories(categories)]);
    return { needs: ['MCC'], has: ({ mcc }) => listed.has(mcc ?? ''), seen: ({ mcc }) => mcc ?? '' };
  },
  MERCHANT({ merchants }) {
    if (!Array.isArray(merchants) || !merchants.every(isMerchantMatch)) return null;
    const listed = merchantSet(merchants);
    return {
      needs: [...new Set(merchants.map(({ by }) => (by === 'NAME' ? 'MERCHANT_NAME' : by)))],
      has: ({ merchant }) => listed.has(merchant),
      seen: ({ merchant }) => merchant.name ?? merchant.networkMid ?? merchant.mid ?? '',
    };
  },
  COUNTRY({ countries }) {
    if (!isTexts(countries)) return null;
    const listed = new Set(countries);
    return { needs: ['COUNTRY'], has: ({ country }) => country !== null && listed.has(country), seen: ({ country }) => country ?? '' };
  },
  CURRENCY({ currencies }) {
    if (!isTexts(currencies)) return null;
    const listed = new Set(currencies);
    return { needs: [], has: ({ currency }) => listed.has(currency), seen: ({ currency }) => currency };
  },
  CHANNEL({ channels }) {
    if (!isTexts(channels)) return null;
    const listed = new Set<string>(channels);
    return {
      needs: ['CHANNEL'],
      has: ({ channels: used }) => used.some((channel) => listed.has(channel)),
      seen: ({ channels: used }) => used.join(' '),
    };
  },
};

function compileList(controlType: string, common: Common, config: Config): ListRule | null {
  if (!isListType(controlType)) return null;
  const listed = LISTS[traitOf(controlType)](config);
  return listed === null ? null : { ...common, kind: controlType, ...listed };
}

export function isListType(controlType: string): controlType is ListType {
  return LIST_TYPES.has(controlType);
}
const LIST_TYPES: ReadonlySet<string> = new Set(TRAITS.flatMap((trait) => [`${trait}_ALLOW`, `${trait}_BLOCK`]));

export function traitOf(listType: ListType): Trait {
  return listType.slice(0, listType.lastIndexOf('_')) as Trait;
}

function isMerchantMatch(value: unknown): value is MerchantMatch {
  if (typeof value !== 'object' || value === null) return false;
  const { by, value: what } = value as Record<string, unknown>;
  return (by === 'NETWORK_MID' || by === 'MID' || by === 'NAME') && typeof what === 'string';
}

/** Finds the counter of a moment; remembers the last, since nearly all decisions fall into the same window. */
function counters(key: CounterKey, calendar: Calendar): (ms: number) => CounterAt {
  let last: CounterAt | null = null;
  return (ms) => {
    if (last !== null && ms >= last.window.startMs && ms < last.window.endMs) return last;
    const window = windowAt(key.zone, key.period, ms, calendar);
    last = { id: counterId(key, window.startsOn), window };
    return last;
  };
}

/** The days that a rolling limit looks at, from the first to today; its next day begins when the first one leaves. */
function rolling(key: CounterKey, days: number): (ms: number) => CountersAt {
  let last: { readonly today: LocalWindow; readonly used: CountersAt } | null = null;
  return (ms) => {
    if (last !== null && ms >= last.today.startMs && ms < last.today.endMs) return last.used;
    const windows = lastDays(key.zone, days, ms);
    const [first, today] = [windows[0], windows.at(-1)];
    if (first === undefined || today === undefined) throw new RangeError('A rolling limit has at least one day.');
    const used = {
      ids: windows.map(({ startsOn }) => counterId(key, startsOn)),
      window: { startMs: first.startMs, endMs: today.endMs },
    };
    last = { today, used };
    return used;
  };
}

/** A limit whose spend is counted; a limit of one purchase needs no counter. */
export function isWindowLimit(control: CompiledControl): control is WindowLimit {
  return 'window' in control && control.window !== 'TRANSACTION';
}
