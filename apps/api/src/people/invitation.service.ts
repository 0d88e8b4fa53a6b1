import { actorFor, assertCommander, type Commander, type CommandOptions } from '../access/commander.ts';
import type { Locale, PersonRole } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import { audit, once, transact, type Tx } from '../platform/transact.ts';
import { findInvitation, type ListedInvitation, sealInvitationEmail } from './invitation.ts';
import { InvitationOverError, PersonExistsError, PersonInvitedError, TooManyInvitationsError } from './people.errors.ts';
import { checkedEmail, checkedName, requireTeams } from './person.service.ts';

export type InvitePerson = {
  readonly idempotencyKey: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly role: PersonRole;
  /** The team that they join; a manager manages it. */
  readonly teamId?: string | null | undefined;
  readonly locale?: Locale | undefined;
};

export type SettleInvitation = { readonly idempotencyKey: string; readonly invitationId: string };

export const MAIL_INVITATION = 'invitation.mail';

const LASTS_MS = 7 * 24 * 3_600_000;
const MOST_OPEN = 500;
/** Mails that one invitation causes at most. */
const MOST_ROUNDS = 10;

/** Invites people into a company by a link that is mailed, mails it anew, and takes it back. */
export class InvitationService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** @throws ForbiddenError, InvalidInputError, NotFoundError (a team), PersonExistsError, PersonInvitedError, TooManyInvitationsError */
  invite(by: Commander, input: InvitePerson, options: CommandOptions = {}): Promise<{ invitationId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'person.manage', { companyId });
    const email = checkedEmail(input.email);
    const [firstName, lastName] = [checkedName('firstName', input.firstName), checkedName('lastName', input.lastName)];
    const { idempotencyKey, role, locale = 'en' } = input;
    const teamId = input.teamId ?? null;
    if (teamId !== null && !isUuid(teamId)) throw new NotFoundError('team');
    if (role === 'MANAGER' && teamId === null) throw new InvalidInputError('teamId', 'Say which team the manager is to manage.');
    return transact(this.database, { ...options, command: 'invitation.send', actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, { firstName, lastName, email, role, teamId }, async () => {
        await this.#assertNew(tx, companyId, this.sealer.emailHashes(email));
        if (teamId !== null) await requireTeams(tx, companyId, [{ teamId }]);
        const { clock } = this.database;
        const [id, now] = [uuidv7(clock), clock.now()];
        const { key, wrapped } = this.sealer.newKey();
        await tx.query(
          `INSERT INTO invitations (company_id, id, first_name, last_name, email_sealed, email_hash, wrapped_key, role, team_id, locale, state,
             invited_by_name, created_at, sent_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'OPEN', $11, $12, $12, $13)`,
          [
            ...[
              companyId,
              id,
              firstName,
              lastName,
              sealInvitationEmail(key, id, email),
              this.sealer.emailHash(email),
              wrapped,
              role,
              teamId,
            ],
            ...[locale, actor.kind === 'person' ? actor.displayName : actor.name, now, new Date(now.getTime() + LASTS_MS)],
          ],
        );
        audit(tx, { subjectType: 'invitation', subjectId: id, after: { role, teamId } });
        await enqueue(tx, MAIL_INVITATION, { companyId, invitationId: id }, { key: id });
        return { invitationId: id };
      });
    });
  }

  /** Mails it anew, for seven days from now; the link before is good no more. @throws ForbiddenError, NotFoundError, InvitationOverError, TooManyInvitationsError */
  resend(by: Commander, input: SettleInvitation, options: CommandOptions = {}): Promise<void> {
    return this.#change(by, 'invitation.resend', input, options, async (tx, { companyId, id, round }) => {
      if (round >= MOST_ROUNDS) throw new TooManyInvitationsError();
      const now = this.database.clock.now();
      await tx.query(`UPDATE invitations SET round = round + 1, sent_at = $3, expires_at = $4 WHERE company_id = $1 AND id = $2`, [
        ...[companyId, id, now, new Date(now.getTime() + LASTS_MS)],
      ]);
      await enqueue(tx, MAIL_INVITATION, { companyId, invitationId: id }, { key: id });
      return { round: round + 1 };
    });
  }

  /** Takes it back: its link is good no more. @throws ForbiddenError, NotFoundError, InvitationOverError */
  withdraw(by: Commander, input: SettleInvitation, options: CommandOptions = {}): Promise<void> {
    return this.#change(by, 'invitation.withdraw', input, options, async (tx, { companyId, id }) => {
      await tx.query(`UPDATE invitations SET state = 'WITHDRAWN', settled_at = $3 WHERE company_id = $1 AND id = $2`, [
        ...[companyId, id, this.database.clock.now()],
      ]);
      return { state: 'WITHDRAWN' };
    });
  }

  #change(
    by: Commander,
    command: string,
    { idempotencyKey, invitationId }: SettleInvitation,
    options: CommandOptions,
    act: (tx: Tx, invitation: ListedInvitation) => Promise<object>,
  ): Promise<void> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'person.manage', { companyId });
    const id = invitationId.toLowerCase();
    if (!isUuid(id)) throw new NotFoundError('invitation');
    return transact(this.database, { ...options, command, actor }, async (tx) => {
      await gate(tx, companyId);
      await once(tx, idempotencyKey, { id }, async () => {
        const invitation = await findInvitation(tx, companyId, id);
        if (invitation === null) throw new NotFoundError('invitation');
        if (invitation.state !== 'OPEN') throw new InvitationOverError();
        audit(tx, { subjectType: 'invitation', subjectId: id, after: await act(tx, invitation) });
        return null;
      });
    });
  }

  async #assertNew(tx: Tx, companyId: string, emailHashes: readonly Buffer[]): Promise<void> {
    const [row] = await tx.query<{ person: boolean; invited: boolean; open: number }[]>(
      `SELECT EXISTS (SELECT FROM users WHERE company_id = $1 AND email_hash = ANY ($2)) AS person,
              EXISTS (SELECT FROM invitations WHERE company_id = $1 AND email_hash = ANY ($2) AND state = 'OPEN') AS invited,
              (SELECT count(*)::int FROM invitations WHERE company_id = $1 AND state = 'OPEN') AS open`,
      [companyId, emailHashes],
    );
    if (row?.person === true) throw new PersonExistsError();
    if (row?.invited === true) throw new PersonInvitedError();
    if ((row?.open ?? 0) >= MOST_OPEN) throw new TooManyInvitationsError();
  }
}
