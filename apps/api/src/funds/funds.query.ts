import type { EntityManager } from 'typeorm';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { Parameters } from '../people/reach-sql.ts';
import { keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import type { FundKind, FundState } from './movement.ts';
import { FUND_MOVEMENT_COLUMNS, type FundMovement, fundMovementOf, type FundMovementRow } from './movement-store.ts';

type FundMovementsFilter = { readonly kind?: FundKind | null | undefined; readonly isOpen?: boolean | null | undefined };

export type FundMovementSortBy = 'REQUESTED' | 'AMOUNT';
export type FundMovementsAsked = PageRequest & {
  readonly filter?: FundMovementsFilter | null;
  readonly sort?: Sort<FundMovementSortBy> | null;
};

const NEWEST: Sort<FundMovementSortBy> = { by: 'REQUESTED', direction: 'DESC' };
const SORT_COLUMNS: Readonly<Record<FundMovementSortBy, SortColumn>> = {
  REQUESTED: { sql: 'm.requested_at', type: 'timestamptz' },
  AMOUNT: { sql: 'm.amount_minor', type: 'bigint' },
};
const OPEN = `('AWAITING_APPROVAL', 'IN_TRANSIT', 'RESERVED', 'SENDING')`;

/** A company's top-ups and withdrawals. */
export async function fundMovementsPage(
  context: GraphQLContext,
  companyId: string,
  asked: FundMovementsAsked,
): Promise<Connection<FundMovement>> {
  const sort = asked.sort ?? NEWEST;
  const page = pageOf(asked, orderOf(sort));
  const { kind, isOpen } = asked.filter ?? {};
  const parameters = new Parameters();
  const all = [`m.company_id = ${parameters.value(companyId)}`];
  if (kind != null) all.push(`m.kind = ${parameters.value(kind)}`);
  if (isOpen != null) all.push(`m.state ${isOpen ? 'IN' : 'NOT IN'} ${OPEN}`);
  const counted = [...parameters.values];
  const from = `FROM fund_movements m WHERE ${all.join(' AND ')}`;
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'm.id', page, (of) => parameters.value(of));
  const rows = await (await context.read()).query<(FundMovementRow & { sort_key: string })[]>(
    `SELECT ${FUND_MOVEMENT_COLUMNS}, ${key} AS sort_key ${from} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    parameters.values,
  );
  return connection(rows.map(fundMovementOf), page, positionsOf(rows), async () => {
    const [count] = await (await context.read()).query<{ count: number }[]>(`SELECT count(*)::int AS count ${from}`, counted);
    return count?.count ?? null;
  });
}

/** What an operator sees of a company's top-up or withdrawal. */
export type QueuedFunds = {
  readonly companyId: string;
  readonly companyName: string;
  readonly id: string;
  readonly kind: FundKind;
  readonly state: FundState;
  readonly currency: string;
  readonly minor: string;
  readonly reference: string;
  readonly stateAt: Date;
  readonly version: number;
};

const DAY_MS = 24 * 3_600_000;
/** How long a bank may send back what seemed final. */
const RETURNABLE_MS = 90 * DAY_MS;

/** Bank transfers of all companies: what waits for an operator, then what was final in the last 90 days. Outside any company. */
export function fundQueue(manager: EntityManager, now: Date): Promise<QueuedFunds[]> {
  return manager.query<QueuedFunds[]>(
    `SELECT company_id AS "companyId", company_name AS "companyName", id, kind, state, currency, amount_minor AS minor, reference,
            state_at AS "stateAt", version FROM fund_queue($1)`,
    [new Date(now.getTime() - RETURNABLE_MS)],
  );
}
