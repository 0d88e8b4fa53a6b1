import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transact.ts';
import { CLOCK_OF_COMPANY, type CompanyClock, zoneAndCalendar } from './company-clock.ts';
import { compileControls, type ControlRow, isWindowLimit, type WindowLimit } from './compile.ts';
import { COUNT, counterId } from './counter.ts';
import type { ControlScope } from './scope.ts';
import { mccCodes } from './mcc.ts';
import { type Calendar, lastDays, type LocalWindow, windowAt, windowBefore } from './windows.ts';

/** Which purchases a subject's limits count. `$1` is the company, `$2` the subject. */
const SUBJECT_OF: Readonly<Record<ControlScope, string>> = {
  CARD: 't.card_id = ANY (ARRAY(SELECT k.id FROM cards k WHERE k.company_id = $1 AND (k.id = $2 OR k.line_id = $2)))',
  PERSON: 't.user_id = $2',
  TEAM: '$2 = ANY (t.team_ids)',
  CARD_PROGRAM: 't.card_product_id = $2',
  COMPANY: 't.company_id = $2',
};

/** How long after its first message a purchase may still count something new, as an increment does. */
const LONGEST_LIFE_MS = 60 * 86_400_000;

export type Recounted = Pick<ControlRow, 'id' | 'scope' | 'subjectId' | 'controlType' | 'config' | 'mode' | 'version'> & {
  readonly companyId: string;
};

/** Limits as counters see them, with what says when their windows begin. */
export type WindowLimits = { readonly companyId: string; readonly calendar: Calendar; readonly limits: readonly WindowLimit[] };

/** What was counted before the gate was taken (`count-ahead.ts`), and what of it the purchases of the time since then have changed. */
export type CountedAhead = {
  /** Null where these counters were not counted. */
  counted(tx: Tx, limits: WindowLimits, limit: WindowLimit, windows: readonly LocalWindow[]): Promise<CountedBefore | null>;
};
export type CountedBefore = {
  /** For each window, without the purchases that have changed. */
  readonly amounts: readonly bigint[];
  readonly changed: readonly string[];
};
const NOTHING_AHEAD: CountedAhead = { counted: () => Promise.resolve(null) };

/**
 * Fills the counters of a limit from the purchases that there are, so that a new key is right before it is effective. Of the
 * window that is open at `nowMs`, of the one before, for messages that are late, and of the one after. Under the gate.
 */
export function recount(tx: Tx, control: Recounted, nowMs: number): Promise<void> {
  return recountAll(tx, control.companyId, [control], nowMs);
}

/** The same for several of one company. */
export async function recountAll(
  tx: Tx,
  companyId: string,
  controls: readonly Recounted[],
  nowMs: number,
  ahead: CountedAhead = NOTHING_AHEAD,
): Promise<void> {
  if (controls.length === 0) return;
  const limits = windowLimitsOf(companyId, await clockOfCompany(tx, companyId), controls);
  for (const limit of limits.limits) await fill(tx, limits, limit, nowMs, ahead);
}

/** Those of the controls that have counters. */
export function windowLimitsOf(companyId: string, clock: CompanyClock, controls: readonly Recounted[]): WindowLimits {
  const { timeZone, calendar } = zoneAndCalendar(clock);
  const { all } = compileControls({ companyId, version: 0, timeZone, calendar }, controls);
  return { companyId, calendar, limits: all.filter(isWindowLimit) };
}

export async function clockOfCompany(manager: EntityManager, companyId: string): Promise<CompanyClock> {
  const [clock] = await manager.query<CompanyClock[]>(`SELECT ${CLOCK_OF_COMPANY} FROM companies c WHERE c.id = $1`, [companyId]);
  if (clock === undefined) throw new Error(`there is no company ${companyId}`);
  return clock;
}

/** All limits of a company. Under the gate. */
export async function recountCompany(tx: Tx, companyId: string, nowMs: number): Promise<void> {
  await recountAll(tx, companyId, await limitsOf(tx, companyId), nowMs);
}

export type ClockChange = {
  readonly companyId: string;
  readonly before: CompanyClock;
  /** As it stands in the company's row already. */
  readonly after: CompanyClock;
  readonly nowMs: number;
};

/**
 * The limits of a company that look at other windows since its zone or calendar has changed; those that have a zone of their own, or
 * windows that begin as they did, go on where they stood. Under the gate. Answers how many were counted anew.
 * @param beforeEach called before each limit; throws to give up
 */
export async function recountAfterClock(
  tx: Tx,
  change: ClockChange,
  beforeEach: () => void,
  ahead: CountedAhead = NOTHING_AHEAD,
): Promise<number> {
  const controls = await limitsThatChange(tx, change);
  for (const control of controls) {
    beforeEach();
    await recountAll(tx, change.companyId, [control], change.nowMs, ahead);
  }
  return controls.length;
}

/** The limits that a change of the clock makes look at other windows. */
export async function limitsThatChange(manager: EntityManager, { companyId, before, after, nowMs }: ClockChange): Promise<Recounted[]> {
  return (await limitsOf(manager, companyId)).filter((control) => {
    const kept = new Set(countersAround(control, before, nowMs));
    return !countersAround(control, after, nowMs).every((id) => kept.has(id));
  });
}

function limitsOf(manager: EntityManager, companyId: string): Promise<Recounted[]> {
  return manager.query<Recounted[]>(
    `SELECT company_id AS "companyId", id, scope, subject_id AS "subjectId", control_type AS "controlType", config, mode, version
       FROM spending_controls WHERE company_id = $1 AND is_active AND control_type IN ('AMOUNT_LIMIT', 'COUNT_LIMIT') ORDER BY id`,
    [companyId],
  );
}

function countersAround(control: Recounted, clock: CompanyClock, nowMs: number): string[] {
  const { limits, calendar } = windowLimitsOf(control.companyId, clock, [control]);
  return limits.flatMap((limit) => windowsAround(limit, calendar, nowMs).map(({ startsOn }) => counterId(limit.key, startsOn)));
}

/** The windows whose counters a limit looks at now, may still look at, or will look at next: one after the other, without a gap. */
export function windowsAround({ key: { zone, period }, days }: WindowLimit, calendar: Calendar, nowMs: number): LocalWindow[] {
  const open = windowAt(zone, period, nowMs, calendar);
  if (period === 'LIFETIME') return [open];
  const next = windowAt(zone, period, open.endMs, calendar);
  if (days === null) return [windowBefore(zone, period, open, calendar), open, next];
  return [...lastDays(zone, days + 1, nowMs), next];
}

async function fill(tx: Tx, limits: WindowLimits, limit: WindowLimit, nowMs: number, ahead: CountedAhead): Promise<void> {
  const { companyId, calendar } = limits;
  const { scope, filter, unit, period, zone } = limit.key;
  const windows = windowsAround(limit, calendar, nowMs);
  const before = await ahead.counted(tx, limits, limit, windows);
  const counting = countingIn(companyId, limit, windows, {
    ...madeAround(windows),
    ...(before === null ? {} : { ids: before.changed }),
  });
  const next = counting.values.length;
  await tx.query(
    `INSERT INTO spend_counters (company_id, id, scope, subject_id, filter, unit, period, zone, starts_on, amount_minor)
     SELECT $1, w.id, $${next + 1}, $2, $${next + 2}, $${next + 3}, $${next + 4}, $${next + 5}, w.starts_on, w.counted + coalesce(c.minor, 0)
       FROM unnest($${next + 6}::uuid[], $${next + 7}::date[], $${next + 8}::bigint[]) WITH ORDINALITY AS w (id, starts_on, counted, number)
       LEFT JOIN (${counting.sql}) c ON c.number = w.number
     ON CONFLICT (company_id, id) DO UPDATE SET amount_minor = EXCLUDED.amount_minor`,
    [
      ...counting.values,
      ...[scope, filter, unit, period, zone],
      windows.map(({ startsOn }) => counterId(limit.key, startsOn)),
      windows.map(({ startsOn }) => startsOn),
      before?.amounts.map((minor) => minor.toString()) ?? windows.map(() => 0),
    ],
  );
}

/** Which purchases are looked at: those made between two moments, or of them these. */
export type Among = { readonly fromMs: number; readonly beforeMs: number; readonly ids?: readonly string[] };

/** Those that may count in the windows. */
export function madeAround(windows: readonly LocalWindow[]): Among {
  return { fromMs: Math.max(0, (windows[0]?.startMs ?? 0) - LONGEST_LIFE_MS), beforeMs: windows.at(-1)?.endMs ?? 0 };
}

/** What the purchases of a limit count in each of the windows. */
export async function countIn(
  manager: EntityManager,
  companyId: string,
  limit: WindowLimit,
  windows: readonly LocalWindow[],
  among: Among,
): Promise<bigint[]> {
  const { sql, values } = countingIn(companyId, limit, windows, among);
  const rows = await manager.query<{ number: number; minor: string }[]>(sql, values);
  const minors = new Map(rows.map(({ number, minor }) => [number, BigInt(minor)]));
  return windows.map((_window, at) => minors.get(at + 1) ?? 0n);
}

/** Rows of `number`, which window it is, from 1, and `minor`, what counts in it; none where nothing does. */
function countingIn(
  companyId: string,
  { key: { scope, subjectId, filter, unit } }: WindowLimit,
  windows: readonly LocalWindow[],
  among: Among,
): { readonly sql: string; readonly values: unknown[] } {
  const starts = windows.map(({ startMs }) => new Date(startMs));
  const values: unknown[] = [companyId, subjectId, starts, new Date(windows.at(-1)?.endMs ?? 0)];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const made = `t.transacted_at >= ${add(new Date(among.fromMs))}::timestamptz AND t.transacted_at < ${add(new Date(among.beforeMs))}::timestamptz`;
  const these = among.ids === undefined ? '' : ` AND t.id = ANY (${add(among.ids)}::uuid[])`;
  const filtered = filter === '' ? '' : ` AND t.merchant_category = ANY (${add(mccCodes(filter.split(',')))}::text[])`;
  const at = unit === COUNT ? 't.transacted_at' : 'p.at';
  return {
    sql: `SELECT width_bucket(${at}, $3::timestamptz[]) AS number, ${unit === COUNT ? 'count(*)' : 'sum(p.minor)'}::bigint AS minor
            FROM transactions t${unit === COUNT ? '' : ', unnest(t.part_at, t.part_minor) AS p (at, minor)'}
           WHERE t.company_id = $1 AND ${SUBJECT_OF[scope]} AND ${made}${these}${filtered}
             AND ${unit === COUNT ? `t.kind = 'PURCHASE' AND t.status <> 'DECLINED'` : `t.currency = ${add(unit)}`}
             AND ${at} >= ($3::timestamptz[])[1] AND ${at} < $4::timestamptz
           GROUP BY 1`,
    values,
  };
}
