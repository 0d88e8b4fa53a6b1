import type { GraphQLContext } from '../access/graphql-context.ts';
import { reachOf } from '../access/policy.ts';
import type { Member, Role } from '../access/viewer.ts';
import { type Connection, connection, type Page } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { personById } from './people.loader.ts';
import type { Person } from './person.entity.ts';
import { containing, Parameters, reachSql } from './reach-sql.ts';

export type PeopleFilter = {
  readonly search?: string | null | undefined;
  readonly role?: Role | null | undefined;
  readonly teamId?: string | null | undefined;
};

/** People whom the viewer reaches, by name: first the ids of the page, then the rows. */
export async function peoplePage(
  context: GraphQLContext,
  viewer: Member,
  sealer: Sealer,
  filter: PeopleFilter,
  page: Page,
): Promise<Connection<Person>> {
  const manager = await context.read();
  const parameters = new Parameters();
  const where = conditions(viewer, sealer, filter, parameters);
  const counted = [...parameters.values];
  const after =
    page.after === null ? 'true' : `(u.sort_key, u.id) > (${parameters.value(page.after.key)}, ${parameters.value(page.after.id)}::uuid)`;
  const from = `FROM (SELECT *, lower(last_name || ' ' || first_name) COLLATE "C" AS sort_key FROM users) u WHERE ${where}`;
  const rows = await manager.query<{ id: string; key: string }[]>(
    `SELECT u.id, u.sort_key AS key ${from} AND ${after} ORDER BY u.sort_key, u.id LIMIT ${page.size + 1}`,
    parameters.values,
  );
  const keys = new Map(rows.map((row) => [row.id, row.key]));
  const people = await Promise.all(rows.map(({ id }) => context.loaders.load(personById, id)));
  return connection(
    people.filter((person) => person !== null),
    page,
    ({ id }) => ({ id, key: keys.get(id) ?? '' }),
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
  if (text.includes('@')) all.push(`u.email_hash = ANY (${parameters.value(sealer.emailHashes(text))})`);
  else if (text !== '') all.push(`u.first_name || ' ' || u.last_name ILIKE ${parameters.value(containing(text))}`);
  return all.join(' AND ');
}
