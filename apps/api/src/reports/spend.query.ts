import type { EntityManager } from 'typeorm';
import type { Account } from '../ledger/transfer.ts';
import { Parameters } from '../people/reach-sql.ts';
import { reached } from '../transactions/transactions.query.ts';
import { dayOf, owedNow, summed, twoPeriods } from './rolled.query.ts';
import type { Rollup } from './rollup.ts';
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
  const rollup = await rollupOf(scope);
  const [from, until] = [scope.since, new Date(scope.today.endMs)];
  const rows = await manager.query<{ day: string; minor: string }[]>(
    rollup === null
      ? `SELECT to_char(p.at AT TIME ZONE ${parameters.value(scope.timeZone)}, 'YYYY-MM-DD') AS day, sum(p.minor) AS minor
          ${counted(scope, from, until, parameters)} GROUP BY 1`
      : `${owedNow(rollup, parameters)} SELECT to_char(r.day, 'YYYY-MM-DD') AS day, sum(r.minor) AS minor
          FROM (${summedBetween(rollup, scope, 'TOTAL', [from, until], parameters)}) r GROUP BY 1`,
    parameters.values,
  );
  return new Map(rows.map(({ day, minor }) => [day, BigInt(minor)]));
}

/** This month's spend of each team. Who is in two teams counts in both. */
export async function spentByTeam(manager: EntityManager, scope: SpendScope): Promise<ReadonlyMap<string, bigint>> {
  const parameters = new Parameters();
  const rollup = await rollupOf(scope);
  const rows = await manager.query<{ team_id: string; minor: string }[]>(
    rollup === null
      ? `SELECT team_id, sum(minor) AS minor FROM (
           SELECT unnest(t.team_ids) AS team_id, p.minor ${counted(scope, ...monthOf(scope), parameters)}) spent GROUP BY team_id`
      : `${owedNow(rollup, parameters)} SELECT r.subject AS team_id, sum(r.minor) AS minor
          FROM (${summedBetween(rollup, scope, 'TEAM', monthOf(scope), parameters)}) r WHERE r.subject <> '' GROUP BY 1 HAVING sum(r.minor) <> 0`,
    parameters.values,
  );
  return new Map(rows.map(({ team_id: teamId, minor }) => [teamId, BigInt(minor)]));
}

export type MerchantRow = { readonly name: string; readonly minor: string; readonly purchases: number };

/** This month's largest merchants. */
export async function topMerchants(manager: EntityManager, scope: SpendScope): Promise<MerchantRow[]> {
  const parameters = new Parameters();
  const rollup = await rollupOf(scope);
  if (rollup === null)
    return manager.query<MerchantRow[]>(
      `SELECT t.merchant_name AS name, sum(p.minor) AS minor, count(DISTINCT t.id)::int AS purchases
        ${counted(scope, ...monthOf(scope), parameters)} GROUP BY t.merchant_name ORDER BY sum(p.minor) DESC, t.merchant_name LIMIT 8`,
      parameters.values,
    );
  const { month, currency } = scope;
  const none = { startMs: month.startMs, endMs: month.startMs };
  const { owed, rows } = twoPeriods(rollup, { currency, by: 'MERCHANT', window: month, before: none }, parameters);
  return manager.query<MerchantRow[]>(
    `${owed} SELECT r.subject AS name, sum(r.minor) AS minor, sum(r.purchases)::int AS purchases FROM (${rows}) r
      GROUP BY 1 HAVING sum(r.purchases) > 0 ORDER BY sum(r.minor) DESC, r.subject LIMIT 8`,
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

/** What open purchases hold. Of a whole company that is the account's balance. */
export async function heldNow(manager: EntityManager, scope: SpendScope): Promise<bigint> {
  if (scope.reach.kind === 'company') return balanceOf(manager, scope, ['HELD']);
  const parameters = new Parameters();
  const [row] = await manager.query<{ minor: string }[]>(
    `SELECT coalesce(sum(t.held_minor), 0) AS minor FROM transactions t WHERE t.company_id = ${parameters.value(scope.companyId)}
        AND t.currency = ${parameters.value(scope.currency)} AND t.held_minor > 0 AND ${reached(scope.reach, parameters)}`,
    parameters.values,
  );
  return BigInt(row?.minor ?? '0');
}

/** What the company has left in its currency; below zero what it owes. */
export function availableNow(manager: EntityManager, scope: SpendScope): Promise<bigint> {
  return balanceOf(manager, scope, ['AVAILABLE', 'RECEIVABLE']);
}

async function balanceOf(manager: EntityManager, { companyId, currency }: SpendScope, accounts: readonly Account[]): Promise<bigint> {
  const [row] = await manager.query<{ minor: string }[]>(
    `SELECT coalesce(sum(balance_minor), 0) AS minor FROM ledger_accounts WHERE company_id = $1 AND currency = $2 AND account = ANY ($3)`,
    [companyId, currency, accounts],
  );
  return BigInt(row?.minor ?? '0');
}

/** The sums are of whole companies: whoever sees less has the own purchases summed. */
async function rollupOf({ reach, rollup }: SpendScope): Promise<Rollup | null> {
  return reach.kind === 'company' ? rollup() : null;
}

function summedBetween(
  rollup: Rollup,
  { currency }: SpendScope,
  dimension: 'TOTAL' | 'TEAM',
  moments: readonly [Date, Date],
  parameters: Parameters,
): string {
  const [from, until] = moments.map((moment) => `${parameters.value(dayOf(moment.getTime(), rollup.timeZone))}::date`) as [string, string];
  return summed(rollup, { currency: parameters.value(currency), dimension: `'${dimension}'`, days: { from, until } });
}

function monthOf({ month }: SpendScope): [Date, Date] {
  return [new Date(month.startMs), new Date(month.endMs)];
}
