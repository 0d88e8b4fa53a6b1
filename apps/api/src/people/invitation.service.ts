import { actorFor, assertCommander, type Commander, type CommandOptions } from '../access/commander.ts';
import { assertProven } from '../access/step-up.ts';
import type { Locale, PersonRole, Role } from '../access/viewer.ts';
import type { Database } from '../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { once, transact, type Tx } from '../platform/transact.ts';
import { findInvitation, type ListedInvitation } from './invitation.ts';
import { type NewInvitation, sendAnew, sendInvitation, withdrawInvitation } from './invitation-changes.ts';
import { InvitationOverError } from './people.errors.ts';
import { checkedEmail, checkedName } from './person.service.ts';

/** Who is asked into a company, and what they are to be. */
export type Invitee = {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Of people of a company: no other is taken. */
  readonly role: Role;
  /** The team that they join; a manager manages it. */
  readonly teamId?: string | null | undefined;
};

export type InvitePerson = Invitee & { readonly idempotencyKey: string; readonly locale?: Locale | undefined };

export type SettleInvitation = { readonly idempotencyKey: string; readonly invitationId: string };

/** Invites people into a company by a link that is mailed, mails it anew, and takes it back. */
export class InvitationService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** @throws ForbiddenError, StepUpRequiredError (an admin), InvalidInputError, NotFoundError (a team), PersonExistsError, PersonInvitedError, TooManyInvitationsError */
  async invite(by: Commander, input: InvitePerson, options: CommandOptions = {}): Promise<{ invitationId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    assertCommander(by, 'person.manage', { companyId });
    const invitee = checkedInvitee(input);
    assertMayBringIn(by, [invitee], this.database.clock.now());
    const { idempotencyKey, locale = 'en' } = input;
    return transact(this.database, { ...options, command: 'invitation.send', actor }, async (tx) => {
      await gate(tx, companyId);
      return once(tx, idempotencyKey, invitee, () => sendInvitation(tx, this.sealer, { ...invitee, locale, mailed: true }));
    });
  }

  /** Mails it anew, for seven days from now; the link before is good no more. @throws ForbiddenError, NotFoundError, InvitationOverError, TooManyInvitationsError */
  resend(by: Commander, input: SettleInvitation, options: CommandOptions = {}): Promise<void> {
    return this.#change(by, 'invitation.resend', input, options, (tx, invitation) => sendAnew(tx, invitation));
  }

  /** Takes it back: its link is good no more. @throws ForbiddenError, NotFoundError, InvitationOverError */
  withdraw(by: Commander, input: SettleInvitation, options: CommandOptions = {}): Promise<void> {
    return this.#change(by, 'invitation.withdraw', input, options, withdrawInvitation);
  }

  #change(
    by: Commander,
    command: string,
    { idempotencyKey, invitationId }: SettleInvitation,
    options: CommandOptions,
    act: (tx: Tx, invitation: ListedInvitation) => Promise<void>,
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
        await act(tx, invitation);
        return null;
      });
    });
  }
}

/** @throws InvalidInputError, NotFoundError (a team) */
export function checkedInvitee({ role, ...input }: Invitee): Pick<NewInvitation, 'firstName' | 'lastName' | 'email' | 'role' | 'teamId'> {
  const email = checkedEmail(input.email);
  const [firstName, lastName] = [checkedName('firstName', input.firstName), checkedName('lastName', input.lastName)];
  const teamId = input.teamId?.toLowerCase() ?? null;
  if (!isPersonRole(role)) throw new InvalidInputError('role', 'People of a company are admins, managers, accountants or employees.');
  if (teamId !== null && !isUuid(teamId)) throw new NotFoundError('team');
  if (role === 'MANAGER' && teamId === null) throw new InvalidInputError('teamId', 'Say which team the manager is to manage.');
  return { firstName, lastName, email, role, teamId };
}

function isPersonRole(role: Role): role is PersonRole {
  return role !== 'OPERATOR' && role !== 'SERVICE' && role !== 'READER';
}

/** Another admin can undo all that a company set: a token that was copied is not enough to bring one in. @throws StepUpRequiredError */
export function assertMayBringIn(by: Commander, invitees: readonly Pick<Invitee, 'role'>[], now: Date): void {
  if (invitees.some(({ role }) => role === 'ADMIN')) assertProven(by, now);
}
