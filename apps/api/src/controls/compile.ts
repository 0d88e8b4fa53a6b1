import { createHash } from 'node:crypto';
import { type MccSet, mccSet } from './mcc.ts';
import { type LocalWindow, type Period, windowAt } from './windows.ts';

/** From the most specific to the least: the order in which a refusal names the decline. */
const SCOPES = ['CARD', 'PERSON', 'TEAM', 'CARD_PROGRAM', 'COMPANY'] as const;
export type ControlScope = (typeof SCOPES)[number];
export type ControlMode = 'ENFORCE' | 'SHADOW';

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

type Common = {
  readonly id: string;
  readonly version: number;
  readonly scope: ControlScope;
  /** The company's id for a company's control. */
  readonly subjectId: string;
  readonly mode: ControlMode;
};

/** A limit of one purchase: its total, increments included. */
export type TransactionLimit = Common & {
  readonly kind: 'AMOUNT_LIMIT';
  readonly window: 'TRANSACTION';
  readonly limitMinor: bigint;
  readonly currency: string;
};
/** A limit of what counts within a window. */
export type WindowLimit = Common & {
  readonly kind: 'AMOUNT_LIMIT';
  readonly window: Period;
  readonly limitMinor: bigint;
  readonly currency: string;
  readonly zone: string;
  counterAt(ms: number): CounterAt;
};
export type MccRule = Common & { readonly kind: 'MCC_ALLOW' | 'MCC_BLOCK'; readonly mccs: MccSet };
/** Saved by a newer version, or damaged: it binds, and nothing passes it. */
type ControlNotUnderstood = Common & { readonly kind: 'NOT_UNDERSTOOD' };
export type CompiledControl = TransactionLimit | WindowLimit | MccRule | ControlNotUnderstood;

/** The counter of a limit at a moment. */
type CounterAt = { readonly id: string; readonly window: LocalWindow };

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
  readonly all: readonly CompiledControl[];
  /** What binds a purchase, the most specific scope first, then by kind, then by id. */
  bindingOn(subjects: Subjects): readonly CompiledControl[];
};

export type CompanyRow = { readonly companyId: string; readonly version: number; readonly timeZone: string };

export function compileControls(company: CompanyRow, rows: readonly ControlRow[]): CompiledControls {
  const compiled = rows.map((row) => ({ control: compile(company, row), replacementIds: row.replacementIds ?? [] }));
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
  const of = (scope: ControlScope, subjectId: string): readonly CompiledControl[] => bySubject.get(scope + subjectId) ?? NONE;
  return {
    ...company,
    all,
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

const KINDS: readonly string[] = ['NOT_UNDERSTOOD', 'MCC_BLOCK', 'MCC_ALLOW', 'TRANSACTION', 'DAY', 'WEEK', 'MONTH'];

function rankOf(control: CompiledControl): number {
  return KINDS.indexOf(control.kind === 'AMOUNT_LIMIT' ? control.window : control.kind);
}

function byPrecedence(left: CompiledControl, right: CompiledControl): number {
  return (
    SCOPES.indexOf(left.scope) - SCOPES.indexOf(right.scope) ||
    rankOf(left) - rankOf(right) ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}

function compile(company: CompanyRow, row: ControlRow): CompiledControl {
  const common: Common = {
    id: row.id,
    version: row.version,
    scope: row.scope,
    subjectId: row.subjectId ?? company.companyId,
    mode: row.mode,
  };
  const config = typeof row.config === 'object' && row.config !== null ? (row.config as Record<string, unknown>) : {};
  switch (row.controlType) {
    case 'AMOUNT_LIMIT':
      return compileLimit(company.timeZone, common, config);
    case 'MCC_ALLOW':
    case 'MCC_BLOCK': {
      const mccs = config['mccs'];
      if (!Array.isArray(mccs) || !mccs.every((mcc) => typeof mcc === 'string')) return { ...common, kind: 'NOT_UNDERSTOOD' };
      return { ...common, kind: row.controlType, mccs: mccSet(mccs) };
    }
    default:
      return { ...common, kind: 'NOT_UNDERSTOOD' };
  }
}

function compileLimit(zone: string, common: Common, { window, amountMinor, currency }: Record<string, unknown>): CompiledControl {
  if (!isMinor(amountMinor) || typeof currency !== 'string') return { ...common, kind: 'NOT_UNDERSTOOD' };
  const limit = { ...common, kind: 'AMOUNT_LIMIT', limitMinor: BigInt(amountMinor), currency } as const;
  if (window === 'TRANSACTION') return { ...limit, window };
  if (window !== 'DAY' && window !== 'WEEK' && window !== 'MONTH') return { ...common, kind: 'NOT_UNDERSTOOD' };
  return {
    ...limit,
    window,
    zone,
    counterAt: counters({ scope: common.scope, subjectId: common.subjectId, unit: currency, period: window, zone }),
  };
}

function isMinor(value: unknown): value is string | number {
  return (
    (typeof value === 'string' && /^\d{1,18}$/.test(value)) || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
  );
}

/** What a counter counts. The control and its version are not part of it: an edited limit goes on where it stood. */
export type CounterKey = {
  readonly scope: ControlScope;
  readonly subjectId: string;
  /** A currency. */
  readonly unit: string;
  readonly period: Period;
  readonly zone: string;
};

/** The counter's id: equal keys and windows have equal ids, on every process. */
export function counterId({ scope, subjectId, unit, period, zone }: CounterKey, startsOn: string): string {
  const hex = createHash('sha256').update(`${scope}|${subjectId}||${unit}|${period}|${zone}|${startsOn}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Finds the counter of a moment; remembers the last, since nearly all decisions fall into the same window. */
function counters(key: CounterKey): (ms: number) => CounterAt {
  let last: CounterAt | null = null;
  return (ms) => {
    if (last !== null && ms >= last.window.startMs && ms < last.window.endMs) return last;
    const window = windowAt(key.zone, key.period, ms);
    last = { id: counterId(key, window.startsOn), window };
    return last;
  };
}

/** A limit whose spend is counted; a limit of one purchase needs no counter. */
export function isWindowLimit(control: CompiledControl): control is WindowLimit {
  return control.kind === 'AMOUNT_LIMIT' && control.window !== 'TRANSACTION';
}
