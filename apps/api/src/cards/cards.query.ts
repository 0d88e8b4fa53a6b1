import type { GraphQLContext } from '../access/graphql-context.ts';
import { reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { containing, Parameters, reachSql } from '../people/reach-sql.ts';
import { keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { Card } from './card.entity.ts';
import { cardById } from './card.loader.ts';
import type { CardType } from './card-program.entity.ts';
import type { CardStatus } from './card-status.ts';

type CardsFilter = {
  readonly search?: string | null | undefined;
  readonly status?: readonly CardStatus[] | null | undefined;
  readonly cardType?: CardType | null | undefined;
  readonly holderId?: string | null | undefined;
  readonly programId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
};

export type CardSortBy = 'CREATED' | 'NAME' | 'HOLDER';
export type CardsAsked = PageRequest & { readonly filter?: CardsFilter | null; readonly sort?: Sort<CardSortBy> | null };

const NEWEST: Sort<CardSortBy> = { by: 'CREATED', direction: 'DESC' };
const SORT_COLUMNS: Readonly<Record<CardSortBy, SortColumn>> = {
  // Ids ascend with time.
  CREATED: { sql: 'c.id', type: 'uuid' },
  NAME: { sql: `lower(c.name) COLLATE "C"`, type: 'text' },
  HOLDER: { sql: `lower(u.last_name || ' ' || u.first_name) COLLATE "C"`, type: 'text' },
};

/** Cards that the viewer reaches: first the ids of the page, then the rows. */
export async function cardsPage(context: GraphQLContext, viewer: Member, asked: CardsAsked): Promise<Connection<Card>> {
  const sort = asked.sort ?? NEWEST;
  const page = pageOf(asked, orderOf(sort));
  const manager = await context.read();
  const parameters = new Parameters();
  const where = conditions(viewer, asked.filter ?? {}, parameters);
  const counted = [...parameters.values];
  const from = `FROM cards c JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id WHERE ${where}`;
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'c.id', page, (of) => parameters.value(of));
  const rows = await manager.query<{ id: string; sort_key: string }[]>(
    `SELECT c.id, ${key} AS sort_key ${from} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    parameters.values,
  );
  const cards = await Promise.all(rows.map(({ id }) => context.loaders.load(cardById, id)));
  return connection(
    cards.filter((card) => card !== null),
    page,
    positionsOf(rows),
    async () => {
      const [count] = await (await context.read()).query<{ count: number }[]>(`SELECT count(*)::int AS count ${from}`, counted);
      return count?.count ?? null;
    },
  );
}

function conditions(viewer: Member, filter: CardsFilter, parameters: Parameters): string {
  const all = [
    `c.company_id = ${parameters.value(viewer.companyId)}`,
    reachSql(reachOf(viewer, 'card.see'), 'c.company_id', 'c.user_id', parameters),
  ];
  const id = (text: string) => `${parameters.value(isUuid(text) ? text : null)}::uuid`;
  const { status, cardType, holderId, programId, teamId } = filter;
  if (status !== null && status !== undefined && status.length > 0) all.push(`c.status = ANY (${parameters.value(status)})`);
  if (cardType !== null && cardType !== undefined) all.push(`c.card_type = ${parameters.value(cardType)}`);
  if (holderId !== null && holderId !== undefined) all.push(`c.user_id = ${id(holderId)}`);
  if (programId !== null && programId !== undefined) all.push(`c.card_product_id = ${id(programId)}`);
  if (teamId !== null && teamId !== undefined)
    all.push(
      `EXISTS (SELECT FROM memberships m WHERE m.company_id = c.company_id AND m.user_id = c.user_id AND m.team_id = ${id(teamId)})`,
    );
  const search = filter.search?.trim() ?? '';
  if (/^[0-9]{4}$/.test(search)) all.push(`c.last_four = ${parameters.value(search)}`);
  else if (search !== '') {
    const pattern = parameters.value(containing(search));
    all.push(`(c.name ILIKE ${pattern} OR u.first_name || ' ' || u.last_name ILIKE ${pattern})`);
  }
  return all.join(' AND ');
}
