import { localeOf } from '@afc/words';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import type { Sealer } from '../platform/seal.ts';
import { read, transact } from '../platform/transact.ts';
import { IdentityElsewhereError } from './company-sign-in/company-sign-in.errors.ts';
import { type FoundInvitation, type Invitation, invitationById, invitationEmail, isOpen, openInvitationTo, teamsOf } from './invitation.ts';
import { insertPerson, preparePerson } from './person.service.ts';
import { countFailure, failuresOf, forgetFailures } from './sign-in/failures.ts';
import type { MailTokens } from './sign-in/mail-token.ts';
import { hashPassword, type PasswordVerifier } from './sign-in/password.ts';
import { checkNewPassword } from './sign-in/password-strength.ts';
import { LinkOverError, TooManySignInsError, WrongCredentialsError } from './sign-in/sign-in.errors.ts';
import { signInPace } from './sign-in/slow-down.ts';

export type ShownInvitation = {
  readonly companyName: string;
  readonly firstName: string;
  readonly email: string;
  /** Whether this mailbox signs in already, in another company: then it is that password that is asked for. */
  readonly hasPassword: boolean;
};

type Needs = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly tokens: MailTokens;
  readonly passwords: PasswordVerifier;
};

type IdentityRow = { id: string; password_hash: string | null };

/** What the invited one does with the link that was mailed: look at it, and come in. */
export class InvitationLinks {
  constructor(private readonly needs: Needs) {}

  /** @throws LinkOverError */
  async show(token: string): Promise<ShownInvitation> {
    const invitation = await this.#open(token);
    const email = invitationEmail(this.needs.sealer, invitation);
    const { companyName, firstName } = invitation;
    const identity = await this.#identity(this.needs.sealer.emailHashes(email));
    return { companyName, firstName, email, hasPassword: identity !== null && identity.password_hash !== null };
  }

  /**
   * Makes them a person of the company, once. Who signs in already gives the password that they have; another sets one.
   * @returns with what to sign in
   * @throws LinkOverError, PasswordLengthError, GuessablePasswordError, WrongCredentialsError, TooManySignInsError, PersonExistsError
   */
  async accept(token: string, password: string): Promise<{ readonly email: string; readonly companyId: string }> {
    const { database, sealer } = this.needs;
    const invitation = await this.#open(token);
    const { companyId, id, firstName, lastName } = invitation;
    const email = invitationEmail(sealer, invitation);
    const hashes = sealer.emailHashes(email);
    const identity = await this.#identity(hashes);
    if (identity !== null && identity.password_hash !== null) await this.#assertRight(id, identity.password_hash, password);
    else await checkNewPassword(password, [email, firstName, lastName]);
    // Before the person is prepared, which takes the identity for theirs by this password.
    if (identity !== null && identity.password_hash === null)
      await database.api.query('SELECT auth_set_first_password($1, $2)', [hashes, await hashPassword(password)]);
    await this.#enter(invitation, email, password);
    return { email, companyId };
  }

  /**
   * Lets in whom the company's provider has signed in, without a password; null when they are not invited.
   * @throws IdentityElsewhereError when their mailbox has an identity that only its owner can bring along
   */
  async acceptFor(companyId: string, email: string): Promise<{ readonly personId: string } | null> {
    const { database, sealer } = this.needs;
    const invitation = await read(database, companyId, (manager) => openInvitationTo(manager, companyId, sealer.emailHashes(email)));
    if (invitation === null || !isOpen(invitation, database.clock.now())) return null;
    return this.#enter(invitation, email);
  }

  async #enter(invitation: Invitation, email: string, password?: string): Promise<{ readonly personId: string }> {
    const { database, sealer } = this.needs;
    const { companyId, id, round, firstName, lastName, role } = invitation;
    const locale = localeOf(invitation.locale);
    // Under the invitation's id: whoever knew of one knows the person by it.
    const person = await preparePerson(database, sealer, { firstName, lastName, email, password, role, locale }, id);
    const actor = { kind: 'system', companyId, name: 'invitation' } as const;
    return transact(database, { command: 'invitation.accept', actor }, async (tx) => {
      await gate(tx, companyId);
      const now = database.clock.now();
      const taken = await tx.query<[unknown[], number]>(
        `UPDATE invitations SET state = 'ACCEPTED', settled_at = $4
          WHERE company_id = $1 AND id = $2 AND round = $3 AND state = 'OPEN' AND expires_at > $4`,
        [companyId, id, round, now],
      );
      if (taken[1] !== 1) throw new LinkOverError();
      const { identityId } = await insertPerson(tx, companyId, { ...person, teams: await teamsOf(tx, invitation) });
      if (identityId === null) throw password === undefined ? new IdentityElsewhereError() : new WrongCredentialsError();
      return { personId: person.id };
    });
  }

  async #open(token: string): Promise<FoundInvitation> {
    const { database, tokens } = this.needs;
    const link = tokens.read('invitation', token);
    const invitation = link === null ? null : await invitationById(database.api.manager, link.id);
    if (link === null || invitation === null || invitation.round !== link.round || !isOpen(invitation, database.clock.now()))
      throw new LinkOverError();
    return invitation;
  }

  async #identity(hashes: readonly Buffer[]): Promise<IdentityRow | null> {
    const [row] = await this.needs.database.api.query<IdentityRow[]>('SELECT id, password_hash FROM auth_identity($1)', [hashes]);
    return row ?? null;
  }

  /** Counted by invitation: who has its link can guess slowly, and slows nobody else down. */
  async #assertRight(invitationId: string, passwordHash: string, password: string): Promise<void> {
    const { database, passwords } = this.needs;
    const now = database.clock.now();
    const [counted, source] = [Buffer.from(`invitation:${invitationId}`), 'link'];
    const pace = signInPace((await failuresOf(database.api, counted, source)).here, null, now);
    if ('refuseForMs' in pace) throw new TooManySignInsError(pace.refuseForMs);
    if (await passwords.matches(passwordHash, password)) return forgetFailures(database.api, counted, source);
    await countFailure(database.api, counted, source, now);
    throw new WrongCredentialsError();
  }
}
