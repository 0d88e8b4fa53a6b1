import type { GraphQLContext } from '../access/graphql-context.ts';
import { reachOf } from '../access/policy.ts';
import type { Member, Role } from '../access/viewer.ts';
import { keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { personById } from './people.loader.ts';
import type { Person } from './person.entity.ts';
import { containing, Parameters, reachSql } from './reach-sql.ts';

type PeopleFilter = {
  readonly search?: string | null | undefined;
  readonly role?: Role | null | undefined;
  readonly teamId?: string | null | undefined;
};

export type PersonSortBy = 'NAME' | 'CREATED' | 'ROLE';
export type PeopleAsked = PageRequest & { readonly filter?: PeopleFilter | null; readonly sort?: Sort<PersonSortBy> | null };

const BY_NAME: Sort<PersonSortBy> = { by: 'NAME', direction: 'ASC' };
const SORT_COLUMNS: Readonly<Record<PersonSortBy, SortColumn>> = {
  NAME: { sql: `lower(u.last_name || ' ' || u.first_name) COLLATE "C"`, type: 'text' },
  // Ids ascend with time.
  CREATED: { sql: 'u.id', type: 'uuid' },
  ROLE: { sql: `u.role COLLATE "C"`, type: 'text' },
};

/** People whom the viewer reaches: first the ids of the page, then the rows. */
export async function peoplePage(context: GraphQLContext, viewer: Member, sealer: Sealer, asked: PeopleAsked): Promise<Connection<Person>> {
  const sort = asked.sort ?? BY_NAME;
  const page = pageOf(asked, orderOf(sort));
  const manager = await context.read();
  const parameters = new Parameters();
  const where = conditions(viewer, sealer, asked.filter ?? {}, parameters);
  const counted = [...parameters.values];
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 'u.id', page, (of) => parameters.value(of));
  const from = `FROM users u WHERE ${where}`;
  const rows = await manager.query<{ id: string; sort_key: string }[]>(
    `SELECT u.id, ${key} AS sort_key ${from} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    parameters.values,
  );
  const people = await Promise.all(rows.map(({ id }) => context.loaders.load(personById, id)));
  return connection(
    people.filter((person) => person !== null),
    page,
    positionsOf(rows),
    async () => {
      const [count] = await (await context.read()).query<{ count: number }[]>(`SELECT count(*)::int AS count ${from}`, counted);
      return count?.count ?? null;
    },
  );
}

function conditions(viewer: Member, sealer: Sealer, { search, role, teamId }: PeopleFilter, parameters: Parameters): string {
  const all = [
    `u.company_id = ${parameters.value(viewer.companyId)}`,
    reachSql(reachOf(viewer, 'person.see'), 'u.company_id', 'u.id', parameters),
  ];
  if (role !== null && role !== undefined) all.push(`u.role = ${parameters.value(role)}`);
  if (teamId !== null && teamId !== undefined) {
    const id = parameters.value(isUuid(teamId) ? teamId : null);
    all.push(`EXISTS (SELECT FROM memberships m WHERE m.company_id = u.company_id AND m.user_id = u.id AND m.team_id = ${id}::uuid)`);
  }
  const text = search?.trim() ?? '';
  // Addresses are sealed: a whole one is found by its hash, a part of one not at all.
  // To find somebody by their address is to be told that it is theirs.
  const knowsAddresses = reachOf(viewer, 'person.seeContact').kind !== 'none';
  if (text.includes('@') && !knowsAddresses) all.push('false');
  else if (text.includes('@')) all.push(`u.email_hash = ANY (${parameters.value(sealer.emailHashes(text))})`);
  else if (text !== '') all.push(`u.first_name || ' ' || u.last_name ILIKE ${parameters.value(containing(text))}`);
  return all.join(' AND ');
}
