import type { EntityManager } from 'typeorm';
import type { Money } from '../platform/money.ts';
import { windowAt } from '../controls/windows.ts';
import { type LoaderDefinition, loaderBy } from '../platform/graphql/loader.ts';
import { Temporal } from 'temporal-polyfill';
import { Parameters } from '../people/reach-sql.ts';
import { owedNow, summed } from './rolled.query.ts';
import { readRollup, type Rollup } from './rollup.ts';

/** A row of `budgets`. */
export type StoredBudget = {
  readonly companyId: string;
  readonly id: string;
  /** Null for the whole company. */
  readonly teamId: string | null;
  /** ISO 8601, the first day of the month. */
  readonly startsOn: string;
  readonly amount: Money;
  readonly version: number;
};

type Row = {
  company_id: string;
  id: string;
  team_id: string | null;
  starts_on: string;
  amount_minor: string;
  currency: string;
  version: number;
};

const SELECT = `SELECT b.company_id, b.id, b.team_id, b.month::text AS starts_on, b.amount_minor, b.currency, b.version FROM budgets b`;

function stored(row: Row): StoredBudget {
  return {
    companyId: row.company_id,
    id: row.id,
    teamId: row.team_id,
    startsOn: row.starts_on,
    amount: { minor: BigInt(row.amount_minor), currency: row.currency },
    version: row.version,
  };
}

/** The company's own first, then its teams' by name. */
export async function budgetsOfMonth(manager: EntityManager, companyId: string, startsOn: string): Promise<StoredBudget[]> {
  const rows = await manager.query<Row[]>(
    `${SELECT} LEFT JOIN teams t ON t.company_id = b.company_id AND t.id = b.team_id
      WHERE b.company_id = $1 AND b.month = $2 ORDER BY t.name NULLS FIRST, b.id`,
    [companyId, startsOn],
  );
  return rows.map(stored);
}

export async function findBudget(
  manager: EntityManager,
  companyId: string,
  teamId: string | null,
  startsOn: string,
): Promise<StoredBudget | null> {
  const [row] = await manager.query<Row[]>(`${SELECT} WHERE b.company_id = $1 AND b.team_id IS NOT DISTINCT FROM $2 AND b.month = $3`, [
    companyId,
    teamId,
    startsOn,
  ]);
  return row === undefined ? null : stored(row);
}

type Spent = { readonly key: string; readonly minor: bigint };

/** What was spent under a budget, in its month of the company's zone. */
export function spentKey({ teamId, startsOn, amount: { currency } }: StoredBudget, timeZone: string): string {
  const { startMs, endMs } = monthOf(startsOn, timeZone);
  return [teamId ?? '', startMs, endMs, currency].join(' ');
}

function monthOf(startsOn: string, timeZone: string): { startMs: number; endMs: number } {
  return windowAt(timeZone, 'MONTH', Temporal.PlainDate.from(startsOn).toZonedDateTime(timeZone).epochMilliseconds);
}

export const spentUnderBudget: LoaderDefinition<string, Spent | null> = loaderBy<string, Spent>(
  (spent) => spent.key,
  async (manager, keys) => {
    const rollup = await readRollup(manager);
    const asked = keys.map((key) => key.split(' '));
    const parameters = new Parameters();
    const moments = (place: 1 | 2): Date[] => asked.map((parts) => new Date(Number(parts[place])));
    const given = `unnest(${parameters.value(keys)}::text[], ${parameters.value(asked.map(([teamId]) => teamId || null))}::uuid[],
      ${parameters.value(moments(1))}::timestamptz[], ${parameters.value(moments(2))}::timestamptz[],
      ${parameters.value(asked.map(([, , , currency]) => currency))}::text[]) AS k (key, team_id, starts_at, ends_at, currency)`;
    const rows = await manager.query<{ key: string; minor: string }[]>(
      `${rollup === null ? '' : owedNow(rollup, parameters)} SELECT k.key, s.minor FROM ${given}
        CROSS JOIN LATERAL (${rollup === null ? SPENT : spentByRollup(rollup, parameters)}) s`,
      parameters.values,
    );
    return rows.map(({ key, minor }) => ({ key, minor: BigInt(minor) }));
  },
);

/** What counts under the budget `k`. */
const SPENT = `
  SELECT coalesce(sum(p.minor), 0) AS minor FROM transactions t CROSS JOIN LATERAL unnest(t.part_at, t.part_minor) AS p (at, minor)
   WHERE t.company_id = app_company() AND t.currency = k.currency AND (k.team_id IS NULL OR k.team_id = ANY (t.team_ids))
     AND t.transacted_at >= k.starts_at - interval '60 days' AND t.transacted_at < k.ends_at
     AND p.at >= k.starts_at AND p.at < k.ends_at`;

function spentByRollup(rollup: Rollup, parameters: Parameters): string {
  const zone = parameters.value(rollup.timeZone);
  const dayAt = (moment: string): string => `(${moment} AT TIME ZONE ${zone})::date`;
  const rows = summed(rollup, {
    currency: 'k.currency',
    dimension: `CASE WHEN k.team_id IS NULL THEN 'TOTAL' ELSE 'TEAM' END`,
    days: { from: dayAt('k.starts_at'), until: dayAt('k.ends_at') },
  });
  return `SELECT coalesce(sum(r.minor), 0) AS minor FROM (${rows}) r WHERE r.subject = coalesce(k.team_id::text, '')`;
}
