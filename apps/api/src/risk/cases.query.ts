import type { RiskRule } from '@afc/words';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { type Reach, reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { Parameters } from '../people/reach-sql.ts';
import { keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { CaseState } from './case.state.ts';
import { CASE_COLUMNS, type RiskCase } from './case-store.ts';

type CasesFilter = {
  readonly states?: readonly CaseState[] | null | undefined;
  readonly rule?: RiskRule | null | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly personId?: string | null | undefined;
};

export type RiskCaseSortBy = 'LAST_ALERT' | 'OPENED' | 'ALERTS';
type CasesAsked = PageRequest & { readonly filter?: CasesFilter | null; readonly sort?: Sort<RiskCaseSortBy> | null };

const NEWEST: Sort<RiskCaseSortBy> = { by: 'LAST_ALERT', direction: 'DESC' };
const SORT_COLUMNS: Readonly<Record<RiskCaseSortBy, SortColumn>> = {
  LAST_ALERT: { sql: 'c.last_alert_at', type: 'timestamptz' },
  OPENED: { sql: 'c.opened_at', type: 'timestamptz' },
  ALERTS: { sql: 'c.alert_count', type: 'bigint' },
};

/** Cases that the viewer may see. */
export async function casesPage(context: GraphQLContext, viewer: Member, asked: CasesAsked): Promise<Connection<RiskCase>> {
  const sort = asked.sort ?? NEWEST;
  const page = pageOf(asked, orderOf(sort));
  const manager = await context.read();
  const parameters = new Parameters();
  const where = conditions(viewer, asked.filter ?? {}, parameters);
  const counted = [...parameters.values];
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'c.id', page, (of) => parameters.value(of));
  const rows = await manager.query<(RiskCase & { sort_key: string })[]>(
    `SELECT ${CASE_COLUMNS}, ${key} AS sort_key FROM risk_cases c WHERE ${where} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    parameters.values,
  );
  return connection(rows, page, positionsOf(rows), async () => {
    const [row] = await (await context.read()).query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM risk_cases c WHERE ${where}`,
      counted,
    );
    return row?.count ?? null;
  });
}

function conditions(viewer: Member, { states, rule, assigneeId, personId }: CasesFilter, parameters: Parameters): string {
  const all = [`c.company_id = ${parameters.value(viewer.companyId)}`, reached(reachOf(viewer, 'riskCase.see'), parameters)];
  const idOrNone = (id: string): string => `${parameters.value(isUuid(id) ? id : null)}::uuid`;
  if (states != null) all.push(`c.state = ANY (${parameters.value(states)})`);
  if (rule != null) all.push(`c.rule = ${parameters.value(rule)}`);
  if (assigneeId != null) all.push(`c.assignee_id = ${idOrNone(assigneeId)}`);
  if (personId != null) all.push(`c.user_id = ${idOrNone(personId)}`);
  return all.join(' AND ');
}

/** The policy's `riskCase.see` as a condition: of a team, but never what is about the manager. */
function reached(reach: Reach, parameters: Parameters): string {
  switch (reach.kind) {
    case 'company':
      return 'true';
    case 'teams':
      return `(c.team_ids && ${parameters.value(reach.teamIds)}::uuid[] AND c.user_id IS DISTINCT FROM ${parameters.value(reach.userId)}::uuid)`;
    case 'own':
    case 'none':
      return 'false';
  }
}
