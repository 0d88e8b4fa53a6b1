import type { EntityManager } from 'typeorm';
import { Parameters } from '../people/reach-sql.ts';
import type { LocalWindow } from '../controls/windows.ts';
import type { Money } from '../platform/money.ts';
import type { ReportSpan } from './report-period.ts';
import type { SpendScope } from './spend-scope.ts';
import { dayOf, owedNow, summed, twoPeriods } from './rolled.query.ts';
import type { Rollup } from './rollup.ts';
import { counted } from './spend.query.ts';

export type Grouping = 'PERSON' | 'TEAM' | 'PROGRAM' | 'CATEGORY' | 'MERCHANT' | 'COUNTRY';

/** Whose purchases are reported, and in which currency. */
export type Reported = Pick<SpendScope, 'companyId' | 'currency' | 'reach' | 'rollup'>;

/** Empty where a purchase has no subject: nobody named the merchant, the holder is in no team. */
export type SpendRow = {
  readonly subject: string;
  readonly minor: string;
  readonly before: string;
  readonly purchases: number;
};

/** A purchase counts in each team that its holder was in. */
const SUBJECT: Readonly<Record<Grouping, string>> = {
  PERSON: 't.user_id::text',
  TEAM: `coalesce(team.id::text, '')`,
  PROGRAM: 't.card_product_id::text',
  CATEGORY: 't.merchant_category',
  MERCHANT: 't.merchant_name',
  COUNTRY: `coalesce(t.merchant_country, '')`,
};
const ORDERS = { LARGEST: 'abs(r.minor)', MOVED_MOST: 'abs(r.minor - r.before)' } as const;
export type SpendOrder = keyof typeof ORDERS;

export type SpendRowsAsked = {
  readonly by: Grouping;
  readonly order: SpendOrder;
  readonly most: number;
  /** By team: these alone; null for all, and for who is in none. */
  readonly teams: readonly string[] | null;
};

/** What was spent on each subject in a period and in the one before, without those on which nothing was in either. */
export async function spendRows(
  manager: EntityManager,
  reported: Reported,
  span: ReportSpan,
  { by, order, most, teams }: SpendRowsAsked,
): Promise<SpendRow[]> {
  const parameters = new Parameters();
  // Whoever sees a team sees all purchases of it.
  const rollup = reported.reach.kind === 'company' || (by === 'TEAM' && teams !== null) ? await reported.rollup() : null;
  const { owed, each } =
    rollup === null
      ? { owed: '', each: `${sums(reported, span, parameters, by)} GROUP BY 1` }
      : rolled(rollup, reported, span, parameters, by);
  const shown = teams === null ? 'true' : `r.subject = ANY (${parameters.value(teams)}::text[])`;
  return manager.query<SpendRow[]>(
    `${owed} SELECT r.subject, r.minor::text, r.before::text, r.purchases FROM (${each}) r WHERE (r.minor <> 0 OR r.before <> 0) AND ${shown}
      ORDER BY ${ORDERS[order]} DESC, r.subject LIMIT ${most}`,
    parameters.values,
  );
}

/** Of all that is reported: not the sum over teams, in more than one of which a person may be. */
export async function spendTotal(manager: EntityManager, reported: Reported, span: ReportSpan): Promise<SpendRow> {
  const parameters = new Parameters();
  const rollup = reported.reach.kind === 'company' ? await reported.rollup() : null;
  const { owed, each } =
    rollup === null ? { owed: '', each: sums(reported, span, parameters, null) } : rolled(rollup, reported, span, parameters, 'TOTAL');
  const [row] = await manager.query<SpendRow[]>(`${owed} ${each}`, parameters.values);
  return row ?? { subject: '', minor: '0', before: '0', purchases: 0 };
}

function sums(reported: Reported, { window, before }: ReportSpan, parameters: Parameters, by: Grouping | null): string {
  const [first, last] = [new Date(before.startMs), new Date(window.endMs)];
  const begins = parameters.value(new Date(window.startMs));
  const ended = parameters.value(new Date(before.endMs));
  const teams = by === 'TEAM' ? 'LEFT JOIN LATERAL unnest(t.team_ids) AS team (id) ON true' : '';
  return `SELECT ${by === null ? `''` : SUBJECT[by]} AS subject,
      coalesce(sum(p.minor) FILTER (WHERE p.at >= ${begins}), 0) AS minor,
      coalesce(sum(p.minor) FILTER (WHERE p.at < ${ended}), 0) AS before,
      (count(DISTINCT t.id) FILTER (WHERE p.at >= ${begins}))::int AS purchases
    ${counted(reported, first, last, parameters, teams)}`;
}

/** As `sums`, from the sums of days. */
function rolled(
  rollup: Rollup,
  { currency }: Reported,
  { window, before }: ReportSpan,
  parameters: Parameters,
  by: Grouping | 'TOTAL',
): { owed: string; each: string } {
  const { owed, rows } = twoPeriods(rollup, { currency, by, window, before }, parameters);
  return {
    owed,
    each: `SELECT p.subject, sum(p.minor) AS minor, sum(p.before) AS before, sum(p.purchases)::int AS purchases FROM (${rows}) p GROUP BY 1`,
  };
}

/** What was spent in each of some windows, in their order. */
export async function spentInEach(manager: EntityManager, reported: Reported, windows: readonly LocalWindow[]): Promise<bigint[]> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const parameters = new Parameters();
  const rollup = reported.reach.kind === 'company' ? await reported.rollup() : null;
  const rows = await manager.query<{ place: number; minor: string }[]>(
    rollup === null ? inEach(reported, windows, first, last, parameters) : rolledInEach(rollup, reported, windows, last, parameters),
    parameters.values,
  );
  const byPlace = new Map(rows.map(({ place, minor }) => [place, BigInt(minor)]));
  return windows.map((_, index) => byPlace.get(index + 1) ?? 0n);
}

function inEach(
  reported: Reported,
  windows: readonly LocalWindow[],
  first: LocalWindow,
  last: LocalWindow,
  parameters: Parameters,
): string {
  const starts = parameters.value(windows.map(({ startMs }) => new Date(startMs)));
  return `SELECT width_bucket(p.at, ${starts}::timestamptz[]) AS place, sum(p.minor)::text AS minor
    ${counted(reported, new Date(first.startMs), new Date(last.endMs), parameters)} GROUP BY 1`;
}

function rolledInEach(
  rollup: Rollup,
  { currency }: Reported,
  windows: readonly LocalWindow[],
  { endMs }: LocalWindow,
  parameters: Parameters,
): string {
  const starts = `${parameters.value(windows.map(({ startsOn }) => startsOn))}::date[]`;
  const days = { from: `(${starts})[1]`, until: `${parameters.value(dayOf(endMs, rollup.timeZone))}::date` };
  const rows = summed(rollup, { currency: parameters.value(currency), dimension: `'TOTAL'`, days });
  return `${owedNow(rollup, parameters)} SELECT width_bucket(r.day, ${starts}) AS place, sum(r.minor)::text AS minor FROM (${rows}) r GROUP BY 1`;
}

/** By team, null for the company: what is meant to be spent from one month on until before another, where anything is set. */
export async function budgetsBetween(
  manager: EntityManager,
  { companyId, currency }: Reported,
  from: string,
  until: string,
): Promise<ReadonlyMap<string | null, Money>> {
  const rows = await manager.query<{ team_id: string | null; minor: string }[]>(
    `SELECT b.team_id, sum(b.amount_minor)::text AS minor FROM budgets b
      WHERE b.company_id = $1 AND b.currency = $2 AND b.month >= $3 AND b.month < $4 GROUP BY b.team_id`,
    [companyId, currency, from, until],
  );
  return new Map(rows.map(({ team_id: teamId, minor }) => [teamId, { minor: BigInt(minor), currency }]));
}
