import type { EntityManager } from 'typeorm';
import { invitationEmail } from '../people/invitation.ts';
import { openPersonEmail } from '../people/sealed-email.ts';
import type { Sealer } from '../platform/seal.ts';
import type { Attributes } from './filter.ts';
import type { Page } from './resource.ts';

/** Who the directory knows or may come to know: a person of the company, or somebody who is invited. */
export type ScimUser = {
  readonly id: string;
  readonly kind: 'PERSON' | 'INVITATION';
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly active: boolean;
  /** For good. */
  readonly closed: boolean;
  readonly externalId: string | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly removedAt: Date | null;
  /** Of an invitation. */
  readonly round: number;
  readonly teams: readonly { readonly id: string; readonly name: string }[];
};

type Row = Omit<ScimUser, 'email' | 'teams'> & { readonly emailSealed: Buffer; readonly wrappedKey: Buffer };

/**
 * Who was erased is nobody. A withdrawn invitation is somebody who is not active, where the directory knows them and nothing newer is at
 * the same address.
 */
const USERS = `
  SELECT u.id, 'PERSON' AS kind, u.first_name AS "firstName", u.last_name AS "lastName", u.email_sealed AS "emailSealed", u.email_hash,
         k.wrapped_key AS "wrappedKey", u.status = 'ACTIVE' AS active, u.status = 'CLOSED' AS closed, s.external_id AS "externalId", u.created_at AS "createdAt",
         greatest(u.updated_at, s.changed_at) AS "changedAt", s.removed_at AS "removedAt", 0 AS round
    FROM users u JOIN person_keys k ON k.company_id = u.company_id AND k.user_id = u.id
    LEFT JOIN scim_users s ON s.company_id = u.company_id AND s.id = u.id
   WHERE u.company_id = $1 AND k.wrapped_key IS NOT NULL
  UNION ALL
  SELECT i.id, 'INVITATION', i.first_name, i.last_name, i.email_sealed, i.email_hash, i.wrapped_key, i.state = 'OPEN', false, s.external_id, i.created_at,
         greatest(i.sent_at, i.settled_at, s.changed_at), s.removed_at, i.round
    FROM invitations i LEFT JOIN scim_users s ON s.company_id = i.company_id AND s.id = i.id
   WHERE i.company_id = $1 AND (i.state = 'OPEN' OR (i.state = 'WITHDRAWN' AND s.id IS NOT NULL AND i.wrapped_key <> ''))
     AND NOT EXISTS (SELECT FROM users u WHERE u.company_id = i.company_id AND u.email_hash = i.email_hash)
     AND NOT EXISTS (SELECT FROM invitations n WHERE n.company_id = i.company_id AND n.email_hash = i.email_hash AND n.state = 'OPEN' AND n.id <> i.id)`;

export function userAttributes(sealer: Sealer): Attributes {
  const mailbox = {
    kind: 'lookup',
    sql: (hashes: string) => `r.email_hash = ANY (${hashes}::bytea[])`,
    parameter: (address: string) => sealer.emailHashes(address),
  } as const;
  return {
    id: { kind: 'text', sql: 'r.id::text' },
    username: mailbox,
    emails: mailbox,
    'emails.value': mailbox,
    'emails.type': { kind: 'fixed', value: 'work' },
    'emails.primary': { kind: 'fixed', value: true },
    externalid: { kind: 'text', sql: 'r."externalId"', caseExact: true },
    active: { kind: 'boolean', sql: 'r.active' },
    displayname: { kind: 'text', sql: `(r."firstName" || ' ' || r."lastName")` },
    'name.formatted': { kind: 'text', sql: `(r."firstName" || ' ' || r."lastName")` },
    'name.givenname': { kind: 'text', sql: 'r."firstName"' },
    'name.familyname': { kind: 'text', sql: 'r."lastName"' },
    'meta.created': { kind: 'time', sql: 'r."createdAt"' },
    'meta.lastmodified': { kind: 'time', sql: 'r."changedAt"' },
  };
}

export type Wanted = { readonly condition: string; readonly parameters: readonly unknown[]; readonly order: string };

/** @param parameters of the condition; the first is the company */
export async function usersPage(
  manager: EntityManager,
  sealer: Sealer,
  { condition, parameters, order }: Wanted,
  { startIndex, count }: Page,
): Promise<{ users: ScimUser[]; total: number }> {
  const from = `FROM (${USERS}) r WHERE r."removedAt" IS NULL AND (${condition})`;
  const [counted] = await manager.query<{ total: number }[]>(`SELECT count(*)::int AS total ${from}`, [...parameters]);
  const rows = await manager.query<Row[]>(`SELECT r.* ${from} ORDER BY ${order} LIMIT ${count} OFFSET ${startIndex - 1}`, [...parameters]);
  return { users: await opened(manager, sealer, rows, String(parameters[0])), total: counted?.total ?? 0 };
}

export async function findUser(manager: EntityManager, sealer: Sealer, companyId: string, id: string): Promise<ScimUser | null> {
  const rows = await manager.query<Row[]>(`SELECT r.* FROM (${USERS}) r WHERE r."removedAt" IS NULL AND r.id = $2`, [companyId, id]);
  return (await opened(manager, sealer, rows, companyId))[0] ?? null;
}

/** Whoever has this address, those of whom the directory has let go included. */
export async function findByAddress(manager: EntityManager, sealer: Sealer, companyId: string, email: string): Promise<ScimUser | null> {
  const rows = await manager.query<Row[]>(
    `SELECT r.* FROM (${USERS}) r WHERE r.email_hash = ANY ($2) ORDER BY r."removedAt" IS NOT NULL, r."createdAt" DESC LIMIT 1`,
    [companyId, sealer.emailHashes(email)],
  );
  return (await opened(manager, sealer, rows, companyId))[0] ?? null;
}

/** Which of these are users. */
export async function knownUsers(manager: EntityManager, companyId: string, ids: readonly string[]): Promise<Pick<Row, 'id' | 'kind'>[]> {
  return manager.query<Pick<Row, 'id' | 'kind'>[]>(
    `SELECT r.id, r.kind FROM (${USERS}) r WHERE r."removedAt" IS NULL AND r.id = ANY ($2)`,
    [companyId, ids],
  );
}

async function opened(manager: EntityManager, sealer: Sealer, rows: readonly Row[], companyId: string): Promise<ScimUser[]> {
  if (rows.length === 0) return [];
  const teams = await manager.query<{ userId: string; id: string; name: string }[]>(
    `SELECT m."userId", t.id, t.name FROM (${MEMBERS}) m JOIN teams t ON t.company_id = $1 AND t.id = m."teamId"
      WHERE m."userId" = ANY ($2) AND NOT EXISTS (SELECT FROM scim_groups g WHERE g.company_id = $1 AND g.id = t.id AND g.removed_at IS NOT NULL)
      ORDER BY t.name, t.id`,
    [companyId, rows.map(({ id }) => id)],
  );
  return rows.map((row) => ({
    ...row,
    email: row.kind === 'PERSON' ? (openPersonEmail(sealer, row.id, row.wrappedKey, row.emailSealed) ?? '') : invitationEmail(sealer, row),
    teams: teams.filter(({ userId }) => userId === row.id).map(({ id, name }) => ({ id, name })),
  }));
}

/** Who is in which team, or will be once they come. */
export const MEMBERS = `
  SELECT m.team_id AS "teamId", m.user_id AS "userId" FROM memberships m WHERE m.company_id = $1
  UNION SELECT t.team_id, t.invitation_id FROM invitation_teams t JOIN invitations i ON i.company_id = t.company_id AND i.id = t.invitation_id
         WHERE t.company_id = $1 AND i.state <> 'ACCEPTED'
  UNION SELECT i.team_id, i.id FROM invitations i WHERE i.company_id = $1 AND i.state = 'OPEN' AND i.team_id IS NOT NULL`;
