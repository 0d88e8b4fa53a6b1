import type { EntityManager } from 'typeorm';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { Parameters } from '../people/reach-sql.ts';
import { type Connection, connection, momentOf, type Page } from '../platform/graphql/page.ts';
import type { FundKind, FundState } from './movement.ts';
import { FUND_MOVEMENT_COLUMNS, type FundMovement, fundMovementOf, type FundMovementRow } from './movement-store.ts';

export type FundMovementsFilter = { readonly kind?: FundKind | null | undefined; readonly isOpen?: boolean | null | undefined };

const OPEN = `('AWAITING_APPROVAL', 'IN_TRANSIT', 'RESERVED', 'SENDING')`;

/** A company's top-ups and withdrawals, the newest first. */
export async function fundMovementsPage(
  context: GraphQLContext,
  companyId: string,
  { kind, isOpen }: FundMovementsFilter,
  page: Page,
): Promise<Connection<FundMovement>> {
  const parameters = new Parameters();
  const all = [`m.company_id = ${parameters.value(companyId)}`];
  if (kind != null) all.push(`m.kind = ${parameters.value(kind)}`);
  if (isOpen != null) all.push(`m.state ${isOpen ? 'IN' : 'NOT IN'} ${OPEN}`);
  const counted = [...parameters.values];
  const from = `FROM fund_movements m WHERE ${all.join(' AND ')}`;
  const after =
    page.after === null
      ? 'true'
      : `(m.requested_at, m.id) < (${parameters.value(momentOf(page.after))}, ${parameters.value(page.after.id)}::uuid)`;
  const rows = await (await context.read()).query<FundMovementRow[]>(
    `SELECT ${FUND_MOVEMENT_COLUMNS} ${from} AND ${after} ORDER BY m.requested_at DESC, m.id DESC LIMIT ${page.size + 1}`,
    parameters.values,
  );
  return connection(
    rows.map(fundMovementOf),
    page,
    ({ requestedAt, id }) => ({ key: requestedAt.toISOString(), id }),
    async () => {
      const [count] = await (await context.read()).query<{ count: number }[]>(`SELECT count(*)::int AS count ${from}`, counted);
      return count?.count ?? null;
    },
  );
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
