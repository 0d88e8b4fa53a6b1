import type { GraphQLContext } from '../access/graphql-context.ts';
import { reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { containing, Parameters, reachSql } from '../people/reach-sql.ts';
import { type Connection, connection, type Page } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import type { Card } from './card.entity.ts';
import { cardById } from './card.loader.ts';
import type { CardType } from './card-program.entity.ts';
import type { CardStatus } from './card-status.ts';

export type CardsFilter = {
  readonly search?: string | null | undefined;
  readonly status?: readonly CardStatus[] | null | undefined;
  readonly cardType?: CardType | null | undefined;
  readonly holderId?: string | null | undefined;
  readonly programId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
};

/** Cards that the viewer reaches, the newest first: ids ascend with time. */
export async function cardsPage(context: GraphQLContext, viewer: Member, filter: CardsFilter, page: Page): Promise<Connection<Card>> {
  const manager = await context.read();
  const parameters = new Parameters();
  const where = conditions(viewer, filter, parameters);
  const counted = [...parameters.values];
  const from = `FROM cards c JOIN users u ON u.company_id = c.company_id AND u.id = c.user_id WHERE ${where}`;
  const after = page.after === null ? 'true' : `c.id < ${parameters.value(page.after.id)}::uuid`;
  const rows = await manager.query<{ id: string }[]>(
    `SELECT c.id ${from} AND ${after} ORDER BY c.id DESC LIMIT ${page.size + 1}`,
    parameters.values,
  );
  const cards = await Promise.all(rows.map(({ id }) => context.loaders.load(cardById, id)));
  return connection(
    cards.filter((card) => card !== null),
    page,
    ({ id }) => ({ id, key: '' }),
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
