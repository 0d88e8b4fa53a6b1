import type { EntityManager } from 'typeorm';
import { Parameters } from '../people/reach-sql.ts';
import { reached } from '../transactions/transactions.query.ts';
import type { SpendScope } from './spend-scope.ts';

/**
 * Spend is what limits count: holds and cleared amounts, each in the moment in which it counts. A purchase may count
 * something new until long after it was made, as an increment does.
 */
export function counted(
  { companyId, currency, reach }: Pick<SpendScope, 'companyId' | 'currency' | 'reach'>,
  from: Date,
  to: Date,
  parameters: Parameters,
  joined = '',
): string {
  const [first, last] = [parameters.value(from), parameters.value(to)];
  return `FROM transactions t CROSS JOIN LATERAL unnest(t.part_at, t.part_minor) AS p (at, minor) ${joined}
    WHERE t.company_id = ${parameters.value(companyId)} AND t.currency = ${parameters.value(currency)} AND ${reached(reach, parameters)}
      AND t.transacted_at >= ${first}::timestamptz - interval '60 days' AND t.transacted_at < ${last}
      AND p.at >= ${first} AND p.at < ${last}`;
}

/** Spend of each local day that has any, by its ISO 8601 date. */
export async function spentByDay(manager: EntityManager, scope: SpendScope): Promise<ReadonlyMap<string, bigint>> {
  const parameters = new Parameters();
  const zone = parameters.value(scope.timeZone);
  const rows = await manager.query<{ day: string; minor: string }[]>(
    `SELECT to_char(p.at AT TIME ZONE ${zone}, 'YYYY-MM-DD') AS day, sum(p.minor) AS minor
      ${counted(scope, scope.since, new Date(scope.today.endMs), parameters)} GROUP BY 1`,
    parameters.values,
  );
  return new Map(rows.map(({ day, minor }) => [day, BigInt(minor)]));
}

/** This month's spend of each team. Who is in two teams counts in both. */
export async function spentByTeam(manager: EntityManager, scope: SpendScope): Promise<ReadonlyMap<string, bigint>> {
  const parameters = new Parameters();
  const rows = await manager.query<{ team_id: string; minor: string }[]>(
    `SELECT team_id, sum(minor) AS minor FROM (
       SELECT unnest(t.team_ids) AS team_id, p.minor ${counted(scope, ...monthOf(scope), parameters)}) spent GROUP BY team_id`,
    parameters.values,
  );
  return new Map(rows.map(({ team_id: teamId, minor }) => [teamId, BigInt(minor)]));
}

export type MerchantRow = { readonly name: string; readonly minor: string; readonly purchases: number };

/** This month's largest merchants. */
export function topMerchants(manager: EntityManager, scope: SpendScope): Promise<MerchantRow[]> {
  const parameters = new Parameters();
  return manager.query<MerchantRow[]>(
    `SELECT t.merchant_name AS name, sum(p.minor) AS minor, count(DISTINCT t.id)::int AS purchases
      ${counted(scope, ...monthOf(scope), parameters)} GROUP BY t.merchant_name ORDER BY sum(p.minor) DESC, t.merchant_name LIMIT 8`,
    parameters.values,
  );
}

export type TodayRow = { readonly declines: number; readonly purchases: number };

export async function countedToday(manager: EntityManager, scope: SpendScope): Promise<TodayRow> {
  const parameters = new Parameters();
  const [row] = await manager.query<TodayRow[]>(
    `SELECT count(*) FILTER (WHERE t.status = 'DECLINED')::int AS declines, count(*) FILTER (WHERE t.status <> 'DECLINED')::int AS purchases
       FROM transactions t WHERE t.company_id = ${parameters.value(scope.companyId)} AND ${reached(scope.reach, parameters)}
        AND t.kind = 'PURCHASE' AND t.transacted_at >= ${parameters.value(new Date(scope.today.startMs))}
        AND t.transacted_at < ${parameters.value(new Date(scope.today.endMs))}`,
    parameters.values,
  );
  return row ?? { declines: 0, purchases: 0 };
}

/** What open purchases hold. */
export async function heldNow(manager: EntityManager, scope: SpendScope): Promise<bigint> {
  const parameters = new Parameters();
  const [row] = await manager.query<{ minor: string }[]>(
    `SELECT coalesce(sum(t.held_minor), 0) AS minor FROM transactions t WHERE t.company_id = ${parameters.value(scope.companyId)}
        AND t.currency = ${parameters.value(scope.currency)} AND t.held_minor > 0 AND ${reached(scope.reach, parameters)}`,
    parameters.values,
  );
  return BigInt(row?.minor ?? '0');
}

/** What the company has left in its currency; below zero what it owes. */
export async function availableNow(manager: EntityManager, { companyId, currency }: SpendScope): Promise<bigint> {
  const [row] = await manager.query<{ minor: string }[]>(
    `SELECT coalesce(sum(balance_minor), 0) AS minor FROM ledger_accounts
      WHERE company_id = $1 AND currency = $2 AND account IN ('AVAILABLE', 'RECEIVABLE')`,
    [companyId, currency],
  );
  return BigInt(row?.minor ?? '0');
}

function monthOf({ month }: SpendScope): [Date, Date] {
  return [new Date(month.startMs), new Date(month.endMs)];
}
