import type { EntityManager } from 'typeorm';
import { loaderBy } from '../platform/graphql/loader.ts';
import { type Sealer, seal, unseal } from '../platform/seal.ts';
import type { PersonRole } from '../access/viewer.ts';

type InvitationState = 'OPEN' | 'ACCEPTED' | 'WITHDRAWN';

export type Invitation = {
  readonly companyId: string;
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly emailSealed: Buffer;
  readonly wrappedKey: Buffer;
  readonly role: PersonRole;
  readonly teamId: string | null;
  readonly locale: string;
  readonly state: InvitationState;
  readonly round: number;
  readonly expiresAt: Date;
};

export type ListedInvitation = Invitation & { readonly invitedByName: string; readonly createdAt: Date; readonly sentAt: Date };

/** What a link that was mailed leads to. */
export type FoundInvitation = Invitation & { readonly companyName: string };

const COLUMNS = `company_id AS "companyId", id, first_name AS "firstName", last_name AS "lastName", email_sealed AS "emailSealed",
  wrapped_key AS "wrappedKey", role, team_id AS "teamId", locale, state, round, expires_at AS "expiresAt"`;

const LISTED = `SELECT ${COLUMNS}, invited_by_name AS "invitedByName", created_at AS "createdAt", sent_at AS "sentAt" FROM invitations`;

const place = (id: string) => `invitations.email_sealed:${id}`;

export function sealInvitationEmail(key: Uint8Array, id: string, email: string): Buffer {
  return seal(key, email, place(id));
}

export function invitationEmail(
  sealer: Sealer,
  { id, emailSealed, wrappedKey }: Pick<Invitation, 'id' | 'emailSealed' | 'wrappedKey'>,
): string {
  return unseal(sealer.unwrap(wrappedKey), emailSealed, place(id));
}

/** Whether its link still lets somebody in. */
export function isOpen({ state, expiresAt }: Pick<Invitation, 'state' | 'expiresAt'>, now: Date): boolean {
  return state === 'OPEN' && expiresAt > now;
}

/** Those of the company that were neither accepted nor withdrawn, the newest first. */
export function openInvitations(manager: EntityManager, companyId: string): Promise<ListedInvitation[]> {
  return manager.query<ListedInvitation[]>(
    `${LISTED} WHERE company_id = $1 AND state = 'OPEN' ORDER BY created_at DESC, id DESC LIMIT 500`,
    [companyId],
  );
}

export async function findInvitation(manager: EntityManager, companyId: string, id: string): Promise<ListedInvitation | null> {
  const [row] = await manager.query<ListedInvitation[]>(`${LISTED} WHERE company_id = $1 AND id = $2`, [companyId, id]);
  return row ?? null;
}

export const invitationOf = loaderBy<string, ListedInvitation>(
  ({ id }) => id,
  (manager, ids) => manager.query(`${LISTED} WHERE company_id = app_company() AND id = ANY ($1)`, [ids]),
);

/** The one of a mailbox that was neither accepted nor withdrawn. */
export async function openInvitationTo(
  manager: EntityManager,
  companyId: string,
  emailHashes: readonly Buffer[],
): Promise<Invitation | null> {
  const [row] = await manager.query<Invitation[]>(
    `SELECT ${COLUMNS} FROM invitations WHERE company_id = $1 AND email_hash = ANY ($2) AND state = 'OPEN'`,
    [companyId, emailHashes],
  );
  return row ?? null;
}

/** By the id in a link: of which company it is, is not known yet. */
export async function invitationById(manager: EntityManager, id: string): Promise<FoundInvitation | null> {
  const [row] = await manager.query<FoundInvitation[]>(`SELECT ${COLUMNS}, company_name AS "companyName" FROM auth_invitation($1)`, [id]);
  return row ?? null;
}

/** The teams that who accepts it joins. The one that it names itself is read anew: it may have been taken out since. */
export async function teamsOf(manager: EntityManager, { companyId, id }: Invitation): Promise<{ teamId: string; isManager: boolean }[]> {
  return manager.query<{ teamId: string; isManager: boolean }[]>(
    `SELECT team_id AS "teamId", bool_or(manages) AS "isManager" FROM (
       SELECT team_id, role = 'MANAGER' AS manages FROM invitations WHERE company_id = $1 AND id = $2 AND team_id IS NOT NULL
       UNION ALL SELECT team_id, false FROM invitation_teams WHERE company_id = $1 AND invitation_id = $2) named
      GROUP BY team_id ORDER BY team_id`,
    [companyId, id],
  );
}
