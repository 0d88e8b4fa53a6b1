import type { EntityManager } from 'typeorm';
import type { GraphQLContext } from '../access/graphql-context.ts';
import type { Member } from '../access/viewer.ts';
import type { OrphanState } from '../authorization/hold-events.ts';
import { Parameters } from '../people/reach-sql.ts';
import { keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { batchById } from './decision-timing.ts';
import type { OrphanHoldSortBy, StoredOrphanHold } from './orphan-hold.type.ts';
import { decisionById } from './transaction.loader.ts';

type Row = Omit<StoredOrphanHold, 'amount' | 'askedAt' | 'committedAt' | 'answeredAt' | 'decidedAt'>;

type HoldsAsked = PageRequest & { readonly state?: OrphanState | null; readonly sort?: Sort<OrphanHoldSortBy> | null };

const NEWEST: Sort<OrphanHoldSortBy> = { by: 'DECIDED', direction: 'DESC' };
const SORT_COLUMNS: Readonly<Record<OrphanHoldSortBy, SortColumn>> = {
  // An id is made when it is decided.
  DECIDED: { sql: 'o.authorization_id', type: 'uuid' },
  CHANGED: { sql: 'o.changed_at', type: 'timestamptz' },
  AMOUNT: { sql: `CASE a.outcome WHEN 'APPROVED' THEN a.amount_minor ELSE a.requested_minor END`, type: 'bigint' },
};

/** Orphan holds of the viewer's company. */
export async function orphanHoldsPage(
  context: GraphQLContext,
  { companyId }: Member,
  { state, ...asked }: HoldsAsked,
): Promise<Connection<StoredOrphanHold>> {
  const sort = asked.sort ?? NEWEST;
  const page = pageOf(asked, orderOf(sort));
  const manager = await context.read();
  const parameters = new Parameters();
  const where = [`o.company_id = ${parameters.value(companyId)}`];
  if (state != null) where.push(`o.state = ${parameters.value(state)}`);
  const counted = { where: where.join(' AND '), values: [...parameters.values] };
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'o.authorization_id', page, (of) => parameters.value(of));
  const rows = await manager.query<(Row & { sort_key: string })[]>(
    `SELECT o.authorization_id AS id, o.transaction_id AS "transactionId", o.state, o.cause, o.opened_at AS "openedAt", o.changed_at AS "changedAt",
            o.asks, o.asked_at AS "lastAskedAt", o.ask_at AS "nextAskAt", e.received_at AS "wordAt", e.state AS word, ${key} AS sort_key
       FROM orphan_holds o JOIN authorizations a ON a.company_id = o.company_id AND a.id = o.authorization_id
       LEFT JOIN transaction_events e ON e.company_id = a.company_id AND e.token = a.transaction_token
      WHERE ${where.join(' AND ')} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    parameters.values,
  );
  const holds = await Promise.all(rows.map((row) => withTimes(context, row)));
  return connection(holds, page, positionsOf(rows), async () => count(await context.read(), counted));
}

async function count(manager: EntityManager, { where, values }: { where: string; values: unknown[] }): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM orphan_holds o WHERE ${where}`, values);
  return row?.count ?? 0;
}

/** When it was asked, committed and answered is in the decision's record and in that of its batch. */
async function withTimes({ loaders }: GraphQLContext, row: Row): Promise<StoredOrphanHold> {
  const decision = await loaders.load(decisionById, row.id);
  if (decision === null) throw new Error(`orphan hold ${row.id} has no decision`);
  const { amount, decidedAt, record, outcome, requested } = decision;
  const timing = record?.timing;
  const batch = timing?.batchId === undefined ? null : await loaders.load(batchById, timing.batchId);
  const askedMs = timing === undefined ? null : decidedAt.getTime() - timing.waitedUs / 1_000;
  const answered = { askedMs, leftMs: timing?.leftMs ?? 0, spentUs: (timing?.gatherUs ?? 0) + (timing?.decideUs ?? 0) };
  return {
    ...row,
    amount: outcome === 'APPROVED' ? amount : requested,
    decidedAt,
    askedAt: askedMs === null ? null : new Date(askedMs),
    committedAt: batch?.committedAt ?? null,
    answeredAt: row.cause === 'RELEASED_LATE' || decision.releasedLate ? deadlineOf(answered, decidedAt) : (batch?.answeredAt ?? null),
  };
}

/** What was approved after our deadline had been answered with a no when the deadline passed. */
function deadlineOf(
  { askedMs, leftMs, spentUs }: { askedMs: number | null; leftMs: number; spentUs: number },
  decidedAt: Date,
): Date | null {
  return askedMs === null ? null : new Date(decidedAt.getTime() + spentUs / 1_000 + leftMs);
}
