import type { GraphQLContext } from '../access/graphql-context.ts';
import { type Reach, reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { containing, Parameters } from '../people/reach-sql.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { DisputeReason } from './dispute-reason.ts';
import { type Dispute, DISPUTE_COLUMNS, disputeOf, type DisputeRow } from './dispute-store.ts';
import { DISPUTE_STATES, isOver } from './dispute.state.ts';

export type DisputeGroup = 'OPEN' | 'TO_DECIDE' | 'OVER';

type DisputesFilter = {
  readonly group?: DisputeGroup | null | undefined;
  readonly holderId?: string | null | undefined;
  readonly reason?: DisputeReason | null | undefined;
  readonly search?: string | null | undefined;
};

const OVER = DISPUTE_STATES.filter(isOver);

export type DisputeSortBy = 'OPENED' | 'AMOUNT' | 'DUE';
export type DisputesAsked = PageRequest & { readonly filter?: DisputesFilter | null; readonly sort?: Sort<DisputeSortBy> | null };

const NEWEST: Sort<DisputeSortBy> = { by: 'OPENED', direction: 'DESC' };
const SORT_COLUMNS: Readonly<Record<DisputeSortBy, SortColumn>> = {
  OPENED: { sql: 'd.opened_at', type: 'timestamptz' },
  AMOUNT: { sql: 'd.amount_minor', type: 'bigint' },
  // What nobody has to do anything about comes after everything that somebody has.
  DUE: { sql: `coalesce(d.due_at, '9999-01-01T00:00:00Z')`, type: 'timestamptz' },
};

/** Disputes that the viewer reaches. */
export async function disputesPage(context: GraphQLContext, viewer: Member, asked: DisputesAsked): Promise<Connection<Dispute>> {
  const sort = asked.sort ?? NEWEST;
  const page = pageOf(asked, orderOf(sort));
  const manager = await context.read();
  const parameters = new Parameters();
  const from = `FROM disputes d JOIN transactions t ON t.company_id = d.company_id AND t.id = d.transaction_id
    JOIN users u ON u.company_id = d.company_id AND u.id = d.user_id WHERE ${conditions(viewer, asked.filter ?? {}, parameters)}`;
  const counted = [...parameters.values];
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'd.id', page, (of) => parameters.value(of));
  const rows = await manager.query<(DisputeRow & { sort_key: string })[]>(
    `SELECT ${DISPUTE_COLUMNS}, ${key} AS sort_key ${from} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    parameters.values,
  );
  return connection(rows.map(disputeOf), page, positionsOf(rows), async () => {
    const [count] = await (await context.read()).query<{ count: number }[]>(`SELECT count(*)::int AS count ${from}`, counted);
    return count?.count ?? null;
  });
}

function conditions(viewer: Member, { group, holderId, reason, search }: DisputesFilter, parameters: Parameters): string {
  const all = [`d.company_id = ${parameters.value(viewer.companyId)}`, reached(reachOf(viewer, 'dispute.see'), parameters)];
  if (group === 'TO_DECIDE') all.push('d.due_at IS NOT NULL AND d.wanted IS NULL');
  else if (group != null) all.push(`${group === 'OVER' ? '' : 'NOT '}(d.state = ANY (${parameters.value(OVER)}))`);
  if (holderId != null) all.push(`d.user_id = ${parameters.value(isUuid(holderId) ? holderId : null)}::uuid`);
  if (reason != null) all.push(`d.reason = ${parameters.value(reason)}`);
  const text = search?.trim() ?? '';
  if (text.length > 100) throw new InvalidInputError('search', 'Search for 100 characters at most.');
  if (text !== '') {
    const pattern = parameters.value(containing(text));
    all.push(`(t.merchant_name ILIKE ${pattern} OR u.first_name || ' ' || u.last_name ILIKE ${pattern})`);
  }
  return all.join(' AND ');
}

/** The policy's `dispute.see` as a condition. A dispute belongs to the teams that its purchase belongs to. */
function reached(reach: Reach, parameters: Parameters): string {
  switch (reach.kind) {
    case 'company':
      return 'true';
    case 'teams':
      return `(d.user_id = ${parameters.value(reach.userId)} OR d.team_ids && ${parameters.value(reach.teamIds)}::uuid[])`;
    case 'own':
      return `d.user_id = ${parameters.value(reach.userId)}`;
    case 'none':
      return 'false';
  }
}
