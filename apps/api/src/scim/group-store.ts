import type { EntityManager } from 'typeorm';
import type { Attributes } from './filter.ts';
import type { Page } from './resource.ts';
import { MEMBERS, type Wanted } from './user-store.ts';

export type ScimGroup = {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly removedAt: Date | null;
  readonly members: readonly { readonly id: string; readonly name: string }[];
};

type Row = Omit<ScimGroup, 'members'>;

const GROUPS = `
  SELECT t.id, t.name, s.external_id AS "externalId", t.created_at AS "createdAt", greatest(t.created_at, s.changed_at) AS "changedAt",
         s.removed_at AS "removedAt"
    FROM teams t LEFT JOIN scim_groups s ON s.company_id = t.company_id AND s.id = t.id WHERE t.company_id = $1`;

const byMember = {
  kind: 'lookup',
  sql: (id: string) => `EXISTS (SELECT FROM (${MEMBERS}) m WHERE m."teamId" = r.id AND m."userId"::text = ${id})`,
  parameter: (id: string) => id.toLowerCase(),
} as const;

export const GROUP_ATTRIBUTES: Attributes = {
  id: { kind: 'text', sql: 'r.id::text' },
  displayname: { kind: 'text', sql: 'r.name' },
  externalid: { kind: 'text', sql: 'r."externalId"', caseExact: true },
  members: byMember,
  'members.value': byMember,
  'meta.created': { kind: 'time', sql: 'r."createdAt"' },
  'meta.lastmodified': { kind: 'time', sql: 'r."changedAt"' },
};

export async function groupsPage(
  manager: EntityManager,
  { condition, parameters, order }: Wanted,
  { startIndex, count }: Page,
): Promise<{ groups: ScimGroup[]; total: number }> {
  const from = `FROM (${GROUPS}) r WHERE r."removedAt" IS NULL AND (${condition})`;
  const [counted] = await manager.query<{ total: number }[]>(`SELECT count(*)::int AS total ${from}`, [...parameters]);
  const rows = await manager.query<Row[]>(`SELECT r.* ${from} ORDER BY ${order} LIMIT ${count} OFFSET ${startIndex - 1}`, [...parameters]);
  return { groups: await filled(manager, String(parameters[0]), rows), total: counted?.total ?? 0 };
}

export async function findGroup(manager: EntityManager, companyId: string, id: string): Promise<ScimGroup | null> {
  const rows = await manager.query<Row[]>(`SELECT r.* FROM (${GROUPS}) r WHERE r."removedAt" IS NULL AND r.id = $2`, [companyId, id]);
  return (await filled(manager, companyId, rows))[0] ?? null;
}

/** Of a name, those of which the directory has let go included. */
export async function findByName(
  manager: EntityManager,
  companyId: string,
  name: string,
): Promise<Pick<ScimGroup, 'id' | 'removedAt'> | null> {
  const [row] = await manager.query<Row[]>(`SELECT r.* FROM (${GROUPS}) r WHERE r.name = $2`, [companyId, name]);
  return row ?? null;
}

async function filled(manager: EntityManager, companyId: string, rows: readonly Row[]): Promise<ScimGroup[]> {
  if (rows.length === 0) return [];
  const members = await manager.query<{ teamId: string; id: string; name: string }[]>(
    `SELECT m."teamId", m."userId" AS id, coalesce(u.first_name || ' ' || u.last_name, i.first_name || ' ' || i.last_name) AS name
       FROM (${MEMBERS}) m
       LEFT JOIN users u ON u.company_id = $1 AND u.id = m."userId"
       LEFT JOIN invitations i ON i.company_id = $1 AND i.id = m."userId"
      WHERE m."teamId" = ANY ($2)
        AND NOT EXISTS (SELECT FROM scim_users s WHERE s.company_id = $1 AND s.id = m."userId" AND s.removed_at IS NOT NULL)
      ORDER BY m."userId"`,
    [companyId, rows.map(({ id }) => id)],
  );
  return rows.map((row) => ({
    ...row,
    members: members.filter(({ teamId }) => teamId === row.id).map(({ id, name }) => ({ id, name })),
  }));
}
