import type { Tx } from '../platform/transact.ts';
import { CLOCK_OF_COMPANY, type CompanyClock, zoneAndCalendar } from './company-clock.ts';
import { compileControls, type ControlRow, isWindowLimit, type WindowLimit } from './compile.ts';
import { COUNT, counterId } from './counter.ts';
import type { ControlScope } from './scope.ts';
import { mccCodes } from './mcc.ts';
import { type Calendar, lastDays, type LocalWindow, windowAt, windowBefore } from './windows.ts';

/** Which purchases a subject's limits count. `$4` is the subject. */
const SUBJECT_OF: Readonly<Record<ControlScope, string>> = {
  CARD: 't.card_id = ANY (ARRAY(SELECT k.id FROM cards k WHERE k.company_id = $1 AND (k.id = $4 OR k.line_id = $4)))',
  PERSON: 't.user_id = $4',
  TEAM: '$4 = ANY (t.team_ids)',
  CARD_PROGRAM: 't.card_product_id = $4',
  COMPANY: 't.company_id = $4',
};

/** How long after its first message a purchase may still count something new, as an increment does. */
const LONGEST_LIFE = '60 days';

type Recounted = Pick<ControlRow, 'id' | 'scope' | 'subjectId' | 'controlType' | 'config' | 'mode' | 'version'> & {
  readonly companyId: string;
};

/**
 * Fills the counters of a limit from the purchases that there are, so that a new key is right before it is effective. Of the
 * window that is open at `nowMs`, of the one before, for messages that are late, and of the one after. Under the gate.
 */
export function recount(tx: Tx, control: Recounted, nowMs: number): Promise<void> {
  return recountAll(tx, control.companyId, [control], nowMs);
}

/** The same for several of one company. */
export async function recountAll(tx: Tx, companyId: string, controls: readonly Recounted[], nowMs: number): Promise<void> {
  if (controls.length === 0) return;
  const [company] = await tx.query<CompanyClock[]>(`SELECT ${CLOCK_OF_COMPANY} FROM companies c WHERE c.id = $1`, [companyId]);
  if (company === undefined) throw new Error(`there is no company ${companyId}`);
  const { timeZone, calendar } = zoneAndCalendar(company);
  for (const limit of compileControls({ companyId, version: 0, timeZone, calendar }, controls).all)
    if (isWindowLimit(limit)) await fill(tx, companyId, limit, calendar, nowMs);
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
export async function recountAfterClock(tx: Tx, { companyId, before, after, nowMs }: ClockChange, beforeEach: () => void): Promise<number> {
  let recounted = 0;
  for (const control of await limitsOf(tx, companyId)) {
    const kept = new Set(countersAround(control, before, nowMs));
    if (countersAround(control, after, nowMs).every((id) => kept.has(id))) continue;
    beforeEach();
    await recount(tx, control, nowMs);
    recounted += 1;
  }
  return recounted;
}

function limitsOf(tx: Tx, companyId: string): Promise<Recounted[]> {
  return tx.query<Recounted[]>(
    `SELECT company_id AS "companyId", id, scope, subject_id AS "subjectId", control_type AS "controlType", config, mode, version
       FROM spending_controls WHERE company_id = $1 AND is_active AND control_type IN ('AMOUNT_LIMIT', 'COUNT_LIMIT') ORDER BY id`,
    [companyId],
  );
}

function countersAround(control: Recounted, clock: CompanyClock, nowMs: number): string[] {
  const { timeZone, calendar } = zoneAndCalendar(clock);
  const [limit] = compileControls({ companyId: control.companyId, version: 0, timeZone, calendar }, [control]).all;
  if (limit === undefined || !isWindowLimit(limit)) return [];
  return windowsAround(limit, calendar, nowMs).map(({ startsOn }) => counterId(limit.key, startsOn));
}

/** The windows whose counters a limit looks at now, may still look at, or will look at next. */
function windowsAround({ key: { zone, period }, days }: WindowLimit, calendar: Calendar, nowMs: number): LocalWindow[] {
  const open = windowAt(zone, period, nowMs, calendar);
  if (period === 'LIFETIME') return [open];
  const next = windowAt(zone, period, open.endMs, calendar);
  if (days === null) return [windowBefore(zone, period, open, calendar), open, next];
  return [...lastDays(zone, days + 1, nowMs), next];
}

async function fill(tx: Tx, companyId: string, limit: WindowLimit, calendar: Calendar, nowMs: number): Promise<void> {
  const { scope, subjectId, filter, unit, period, zone } = limit.key;
  const windows = windowsAround(limit, calendar, nowMs);
  await tx.query(
    `INSERT INTO spend_counters (company_id, id, scope, subject_id, filter, unit, period, zone, starts_on, amount_minor)
     SELECT $1, w.id, $2, $4, $11, $3, $5, $6, w.starts_on, (${unit === COUNT ? purchasesIn(scope) : amountIn(scope)})
       FROM unnest($7::uuid[], $8::date[], $9::timestamptz[], $10::timestamptz[]) AS w (id, starts_on, starts_at, ends_at)
     ON CONFLICT (company_id, id) DO UPDATE SET amount_minor = EXCLUDED.amount_minor`,
    [
      companyId,
      scope,
      unit,
      subjectId,
      period,
      zone,
      windows.map(({ startsOn }) => counterId(limit.key, startsOn)),
      windows.map(({ startsOn }) => startsOn),
      windows.map(({ startMs }) => new Date(startMs)),
      windows.map(({ endMs }) => new Date(endMs)),
      filter,
      filter === '' ? null : mccCodes(filter.split(',')),
    ],
  );
}

const FILTERED = `($12::text[] IS NULL OR t.merchant_category = ANY ($12))`;

/** What parts of purchases count in the window `w`. */
function amountIn(scope: ControlScope): string {
  return `SELECT coalesce(sum(p.minor), 0) FROM transactions t, unnest(t.part_at, t.part_minor) AS p (at, minor)
           WHERE t.company_id = $1 AND t.currency = $3 AND ${SUBJECT_OF[scope]} AND ${FILTERED}
             AND t.transacted_at >= w.starts_at - interval '${LONGEST_LIFE}' AND t.transacted_at < w.ends_at
             AND p.at >= w.starts_at AND p.at < w.ends_at`;
}

/** How many purchases count in the window `w`. */
function purchasesIn(scope: ControlScope): string {
  return `SELECT count(*) FROM transactions t WHERE t.company_id = $1 AND ${SUBJECT_OF[scope]} AND ${FILTERED}
             AND t.kind = 'PURCHASE' AND t.status <> 'DECLINED' AND t.transacted_at >= w.starts_at AND t.transacted_at < w.ends_at`;
}
