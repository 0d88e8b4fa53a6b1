import { Temporal } from 'temporal-polyfill';
import { columns, daysBetween, type Dimension, FOLDED, OF_THE_HOLDER, owedTo } from '../ledger/rollups/subjects.ts';
import type { Parameters } from '../people/reach-sql.ts';
import type { Rollup } from './rollup.ts';

/** A span of whole local days, in SQL: dates, the last one exclusive. */
type Days = { readonly from: string; readonly until: string };

/** What is asked of the sums, in SQL: each part is an expression. */
type Asked = { readonly currency: string; readonly dimension: string; readonly days: Days };

/** The local day of a moment, ISO 8601. */
export function dayOf(ms: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** What purchases that have changed add to the sums, as a common table `owed`; empty when there are none. */
export function owedNow({ timeZone, unfolded }: Rollup, parameters: Parameters): string {
  return unfolded.length === 0 ? '' : `WITH ${owedTo('app_company()', parameters.value(unfolded), parameters.value(timeZone))}`;
}

/** Rows of `day`, `subject`, `minor` and `purchases`: the sums, and beside them what is owed to them. The statement begins with `owedNow`. */
export function summed({ unfolded }: Rollup, { currency, dimension, days: { from, until } }: Asked): string {
  const rows = (table: string): string => `SELECT day, subject, minor, purchases FROM ${table} r
    WHERE r.company_id = app_company() AND r.currency = ${currency} AND r.dimension = ${dimension} AND r.day >= ${from} AND r.day < ${until}`;
  return unfolded.length === 0 ? rows('spend_rollups') : `${rows('spend_rollups')} UNION ALL ${rows('owed')}`;
}

const SUBJECT: Readonly<Record<Dimension, string>> = {
  TOTAL: `''`,
  PERSON: 's.user_id::text',
  TEAM: `coalesce(team.id::text, '')`,
  PROGRAM: 's.card_product_id::text',
  CATEGORY: 's.merchant_category',
  MERCHANT: 's.merchant_name',
  COUNTRY: `coalesce(s.merchant_country, '')`,
};
const OF_HOLDERS: ReadonlySet<Dimension> = new Set(['PERSON', 'TEAM', 'PROGRAM']);

type Moments = { readonly startMs: number; readonly endMs: number };
type Compared = { readonly currency: string; readonly by: Dimension; readonly window: Moments; readonly before: Moments };

/**
 * A period and the one before, subject by subject: rows of `subject`, `minor`, `before` and `purchases`, several for a subject. The period
 * is of whole local days; the one before may end in the midst of one.
 */
export function twoPeriods(
  rollup: Rollup,
  { currency, by, window, before }: Compared,
  parameters: Parameters,
): { readonly owed: string; readonly rows: string } {
  const { timeZone } = rollup;
  const date = (ms: number): string => `${parameters.value(dayOf(ms, timeZone))}::date`;
  const [first, until] = [date(before.startMs), date(window.endMs)];
  const [begins, cut] = [date(window.startMs), date(before.endMs)];
  const inCurrency = parameters.value(currency);
  const owed = owedNow(rollup, parameters);
  const days = `
    SELECT r.subject, coalesce(sum(r.minor) FILTER (WHERE r.day >= ${begins}), 0) AS minor, coalesce(sum(r.minor) FILTER (WHERE r.day < ${cut}), 0) AS before,
           coalesce(sum(r.purchases) FILTER (WHERE r.day >= ${begins}), 0) AS purchases
      FROM (${summed(rollup, { currency: inCurrency, dimension: parameters.value(by), days: { from: first, until } })}) r GROUP BY 1`;
  const moment = (ms: number): string => `${parameters.value(new Date(ms))}::timestamptz`;
  const inPeriod = `p.at >= ${moment(window.startMs)} AND p.at < ${moment(window.endMs)}`;
  const cutMs = startOfDay(before.endMs, timeZone);
  const isCut = cutMs < before.endMs;
  const teams = by === 'TEAM' ? 'LEFT JOIN LATERAL unnest(s.team_ids) AS team (id) ON true' : '';
  const apart = `
    SELECT ${SUBJECT[by]} AS subject, 0 AS minor, e.before, e.purchases
      FROM (${apartFromDays(rollup, { by, currency: inCurrency, first, until, cut: isCut ? cut : null }, parameters)}) s
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.minor) FILTER (WHERE p.at >= ${moment(cutMs)} AND p.at < ${moment(before.endMs)}), 0) AS before,
               (s.first_day < s.last_day AND coalesce(bool_or(${inPeriod}), false))::int AS purchases
          FROM unnest(s.part_at, s.part_minor) AS p (at, minor)) e ${teams}`;
  return { owed, rows: `${days} UNION ALL ${apart}` };
}

/**
 * Purchases that the sums of days do not tell all of: those that count on several days, which are one purchase in a longer time, and those
 * of the day in the midst of which the period before ends.
 */
function apartFromDays(
  { unfolded, timeZone }: Rollup,
  asked: { readonly by: Dimension; readonly currency: string; readonly first: string; readonly until: string; readonly cut: string | null },
  parameters: Parameters,
): string {
  const { by, currency, first, until, cut } = asked;
  // What stands with the purchase alone is read where it is asked for.
  const ofHolder = OF_HOLDERS.has(by);
  const holder = ofHolder ? 'JOIN transactions t ON t.company_id = f.company_id AND t.id = f.transaction_id' : '';
  const shown = ofHolder ? `${columns('t', OF_THE_HOLDER)}, ` : '';
  const asFolded = unfolded.length === 0 ? 'true' : `f.transaction_id <> ALL (${parameters.value(unfolded)}::uuid[])`;
  const folds = (which: string): string =>
    `SELECT ${shown}${columns('f', FOLDED)}, f.first_day, f.last_day FROM spend_folds f ${holder} WHERE f.company_id = app_company() AND f.currency = ${currency} AND ${which} AND ${asFolded}`;
  const parts = [folds(`f.first_day < f.last_day AND f.last_day >= ${first} AND f.first_day < ${until}`)];
  if (cut !== null) parts.push(folds(`f.first_day = ${cut} AND f.last_day = ${cut}`));
  if (unfolded.length > 0)
    parts.push(`SELECT ${shown}${columns('t', FOLDED)}, d.first_day, d.last_day
      FROM transactions t CROSS JOIN LATERAL (${daysBetween('t', parameters.value(timeZone))}) d
     WHERE t.company_id = app_company() AND t.currency = ${currency} AND t.id = ANY (${parameters.value(unfolded)}::uuid[])`);
  return parts.join(' UNION ALL ');
}

function startOfDay(ms: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).startOfDay().epochMilliseconds;
}
