import type { Locale, PersonRole } from '../access/viewer.ts';
import { uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { sealInvitationEmail } from './invitation.ts';
import { PersonExistsError, PersonInvitedError, TooManyInvitationsError } from './people.errors.ts';
import { requireTeams } from './person.service.ts';

export type NewInvitation = {
  readonly companyId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly role: PersonRole;
  readonly teamId: string | null;
  readonly locale: Locale;
  /** Whether a link is mailed. Without one they come in by the company's provider alone, whenever they first do. */
  readonly mailed: boolean;
};

export const MAIL_INVITATION = 'invitation.mail';

const DAY_MS = 24 * 3_600_000;
/** Of a link that lies in a mailbox. */
const LINK_LASTS_MS = 7 * DAY_MS;
/** Of an invitation without a link: until it is taken back. */
const UNMAILED_LASTS_MS = 3_650 * DAY_MS;
const MOST_OPEN = { mailed: 500, unmailed: 20_000 };
/** Mails that one invitation causes at most. */
const MOST_ROUNDS = 10;

/** Under the gate. @throws NotFoundError (a team), PersonExistsError, PersonInvitedError, TooManyInvitationsError */
export async function sendInvitation(tx: Tx, sealer: Sealer, invitation: NewInvitation): Promise<{ invitationId: string }> {
  const { companyId, firstName, lastName, email, role, teamId, locale, mailed } = invitation;
  await assertNew(tx, companyId, sealer.emailHashes(email), mailed);
  if (teamId !== null) await requireTeams(tx, companyId, [{ teamId }]);
  const { command, database } = contextOf(tx);
  const [id, now] = [uuidv7(database.clock), database.clock.now()];
  const { key, wrapped } = sealer.newKey();
  const { actor } = command;
  await tx.query(
    `INSERT INTO invitations (company_id, id, first_name, last_name, email_sealed, email_hash, wrapped_key, role, team_id, locale, state,
       invited_by_name, created_at, sent_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'OPEN', $11, $12, $12, $13)`,
    [
      ...[companyId, id, firstName, lastName, sealInvitationEmail(key, id, email), sealer.emailHash(email), wrapped, role, teamId, locale],
      ...[actor.kind === 'person' ? actor.displayName : actor.name, now, endOf(now, mailed)],
    ],
  );
  audit(tx, { subjectType: 'invitation', subjectId: id, after: { role, teamId } });
  if (mailed) await enqueue(tx, MAIL_INVITATION, { companyId, invitationId: id }, { key: id });
  return { invitationId: id };
}

type Subject = { readonly companyId: string; readonly id: string };

/** Of one that is open or was withdrawn; the link before is good no more. Under the gate. @throws TooManyInvitationsError */
export async function sendAnew(tx: Tx, { companyId, id, round }: Subject & { readonly round: number }, mailed = true): Promise<void> {
  if (mailed && round >= MOST_ROUNDS) throw new TooManyInvitationsError();
  const now = contextOf(tx).database.clock.now();
  await tx.query(
    `UPDATE invitations SET state = 'OPEN', settled_at = NULL, round = round + 1, sent_at = $3, expires_at = $4
      WHERE company_id = $1 AND id = $2 AND state IN ('OPEN', 'WITHDRAWN')`,
    [companyId, id, now, endOf(now, mailed)],
  );
  if (mailed) await enqueue(tx, MAIL_INVITATION, { companyId, invitationId: id }, { key: id });
  audit(tx, { subjectType: 'invitation', subjectId: id, after: { round: round + 1 } });
}

/** Its link is good no more. Under the gate. */
export async function withdrawInvitation(tx: Tx, { companyId, id }: Subject): Promise<void> {
  await tx.query(`UPDATE invitations SET state = 'WITHDRAWN', settled_at = $3 WHERE company_id = $1 AND id = $2 AND state = 'OPEN'`, [
    ...[companyId, id, contextOf(tx).database.clock.now()],
  ]);
  audit(tx, { subjectType: 'invitation', subjectId: id, after: { state: 'WITHDRAWN' } });
}

function endOf(now: Date, mailed: boolean): Date {
  return new Date(now.getTime() + (mailed ? LINK_LASTS_MS : UNMAILED_LASTS_MS));
}

async function assertNew(tx: Tx, companyId: string, emailHashes: readonly Buffer[], mailed: boolean): Promise<void> {
  const [row] = await tx.query<{ person: boolean; invited: boolean; open: number }[]>(
    `SELECT EXISTS (SELECT FROM users WHERE company_id = $1 AND email_hash = ANY ($2)) AS person,
            EXISTS (SELECT FROM invitations WHERE company_id = $1 AND email_hash = ANY ($2) AND state = 'OPEN') AS invited,
            (SELECT count(*)::int FROM invitations WHERE company_id = $1 AND state = 'OPEN'
                AND (expires_at - sent_at <= $3 * interval '1 millisecond') = $4) AS open`,
    [companyId, emailHashes, LINK_LASTS_MS, mailed],
  );
  if (row?.person === true) throw new PersonExistsError();
  if (row?.invited === true) throw new PersonInvitedError();
  if ((row?.open ?? 0) >= (mailed ? MOST_OPEN.mailed : MOST_OPEN.unmailed)) throw new TooManyInvitationsError();
}
