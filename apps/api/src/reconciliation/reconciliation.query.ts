import type { EntityManager } from 'typeorm';
import { keyset, type SortColumn } from '../platform/graphql/keyset.ts';
import type { Page } from '../platform/graphql/page.ts';
import type { Sort } from '../platform/graphql/sort.type.ts';
import type { Money } from '../platform/money.ts';
import type { Difference } from './compare.ts';
import type { Pass } from './passes.ts';

export type DifferencesFilter = { readonly open?: boolean | null | undefined; readonly what?: Difference | null | undefined };

export type ShownDifference = {
  readonly id: string;
  readonly what: Difference;
  readonly token: string;
  readonly type: string;
  readonly transactionId: string | null;
  readonly theirs: Money | null;
  readonly ours: Money | null;
  readonly theirsState: string | null;
  readonly oursState: string | null;
  readonly settledOn: string | null;
  readonly saidAt: Date;
  readonly foundAt: Date;
  readonly healedAt: Date | null;
};

type Row = Omit<ShownDifference, 'theirs' | 'ours'> & {
  readonly currency: string | null;
  readonly theirsMinor: string | null;
  readonly oursMinor: string | null;
};

const MATCHING = `d.company_id = app_company() AND ($1::boolean IS NULL OR (d.healed_at IS NULL) = $1) AND ($2::text IS NULL OR d.what = $2)`;

export type DifferenceSortBy = 'FOUND' | 'SAID' | 'AMOUNT';
const SORT_COLUMNS: Readonly<Record<DifferenceSortBy, SortColumn>> = {
  // An id is made when the difference is found.
  FOUND: { sql: 'd.id', type: 'uuid' },
  SAID: { sql: 'd.said_at', type: 'timestamptz' },
  AMOUNT: { sql: 'coalesce(d.theirs_minor, d.ours_minor, 0)', type: 'bigint' },
};

/** Of the company whose rows are read, one more than the page has, each with its sort key. */
export async function listDifferences(
  manager: EntityManager,
  { open, what }: DifferencesFilter,
  sort: Sort<DifferenceSortBy>,
  page: Page,
): Promise<(ShownDifference & { sort_key: string })[]> {
  const values: unknown[] = [open ?? null, what ?? null];
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'd.id', page, (of) => `$${values.push(of)}`);
  const rows = await manager.query<(Row & { sort_key: string })[]>(
    `SELECT d.id, d.what, d.token, d.type, d.currency, d.theirs_state AS "theirsState", d.ours_state AS "oursState",
            d.theirs_minor AS "theirsMinor", d.ours_minor AS "oursMinor", d.settled_on::text AS "settledOn", d.said_at AS "saidAt",
            d.found_at AS "foundAt", d.healed_at AS "healedAt",
            coalesce(d.transaction_id, (SELECT e.transaction_id FROM transaction_events e WHERE e.company_id = d.company_id AND e.token = d.token)) AS "transactionId",
            ${key} AS sort_key
       FROM reconciliation_differences d WHERE ${MATCHING} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    values,
  );
  return rows.map(({ currency, theirsMinor, oursMinor, ...row }) => ({
    ...row,
    theirs: moneyOf(theirsMinor, currency),
    ours: moneyOf(oursMinor, currency),
  }));
}

function moneyOf(minor: string | null, currency: string | null): Money | null {
  return minor === null || currency === null ? null : { minor: BigInt(minor), currency };
}

/** Counting further would cost more than the figure is worth. */
const COUNTED = 10_000;

/** Null when there are too many to count. */
export async function countDifferences(manager: EntityManager, { open, what }: DifferencesFilter): Promise<number | null> {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM reconciliation_differences d WHERE ${MATCHING} LIMIT ${COUNTED + 1}) counted`,
    [open ?? null, what ?? null],
  );
  return row === undefined || row.count > COUNTED ? null : row.count;
}

export type Count = { readonly what: Difference; readonly open: number; readonly healed: number };

/** Of the company whose rows are read. */
export function countsOfCompany(manager: EntityManager, since: Date): Promise<Count[]> {
  return manager.query<Count[]>(
    `SELECT d.what, count(*) FILTER (WHERE d.healed_at IS NULL)::int AS open, count(*) FILTER (WHERE d.healed_at >= $1)::int AS healed
       FROM reconciliation_differences d WHERE d.company_id = app_company() AND (d.healed_at IS NULL OR d.healed_at >= $1) GROUP BY d.what ORDER BY d.what`,
    [since],
  );
}

/** Of all companies, and of what belongs to none. */
export function countsOfInstallation(manager: EntityManager, since: Date): Promise<Count[]> {
  return manager.query<Count[]>('SELECT what, open::int, healed::int FROM reconciliation_counts($1)', [since]);
}

export type ShownPass = {
  readonly pass: Pass;
  readonly from: Date;
  readonly reachedAt: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

export function lastPasses(manager: EntityManager): Promise<ShownPass[]> {
  return manager.query<ShownPass[]>(
    `SELECT pass, from_at AS "from", reached_at AS "reachedAt", started_at AS "startedAt", finished_at AS "finishedAt" FROM reconciliation_passes()`,
  );
}

export type ShownSettlementDay = {
  readonly day: string;
  readonly messages: number;
  readonly theirs: Money;
  readonly ours: Money;
  readonly comparedAt: Date;
};

/** Of the company whose rows are read, the newest first. */
export async function settlementDays(manager: EntityManager, count: number): Promise<ShownSettlementDay[]> {
  const rows = await manager.query<{ day: string; currency: string; messages: number; theirs: string; ours: string; comparedAt: Date }[]>(
    `SELECT settled_on::text AS day, currency, messages, theirs_minor AS theirs, ours_minor AS ours, compared_at AS "comparedAt"
       FROM settlement_days WHERE company_id = app_company() ORDER BY settled_on DESC, currency LIMIT $1`,
    [count],
  );
  return rows.map(({ currency, theirs, ours, ...row }) => ({
    ...row,
    theirs: { minor: BigInt(theirs), currency },
    ours: { minor: BigInt(ours), currency },
  }));
}

export type ShownCommandoMode = {
  readonly token: string;
  readonly enabled: boolean;
  readonly reason: string | null;
  readonly seenAt: Date;
};
export type ShownCommandoTransition = {
  readonly token: string;
  readonly enabled: boolean;
  readonly channel: string | null;
  readonly reason: string | null;
  readonly username: string | null;
  readonly at: Date;
};

export function commandoModes(manager: EntityManager): Promise<ShownCommandoMode[]> {
  return manager.query<ShownCommandoMode[]>(
    'SELECT token, enabled, reason, seen_at AS "seenAt" FROM commando_modes ORDER BY token LIMIT 100',
  );
}

export function commandoTransitions(manager: EntityManager): Promise<ShownCommandoTransition[]> {
  return manager.query<ShownCommandoTransition[]>(
    'SELECT token, enabled, channel, reason, username, at FROM commando_transitions ORDER BY at DESC, token LIMIT 20',
  );
}
