import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Database } from '../../platform/database.ts';
import type { Challenges } from '../sign-in/challenge.ts';
import type { App } from '../sign-in/sessions.ts';
import { ChallengeOverError } from '../sign-in/sign-in.errors.ts';
import { noteRefusal } from '../sign-in/sign-in-log.ts';
import { type IdentityRow, type Origin, personFor, type SignedIn, type SignIn } from '../sign-in/sign-in.ts';
import type { Assertions } from './assertions.ts';
import { WrongPasskeyError } from './passkey.errors.ts';

type Needs = {
  readonly database: Database;
  readonly signIn: Pick<SignIn, 'enter'>;
  readonly challenges: Challenges;
  readonly assertions: Assertions;
};

type Shows = { readonly app: App; readonly credential: AuthenticationResponseJSON; readonly origin: Origin };

/** A passkey against a session: alone, when it has seen who holds it, or after the password. */
export class PasskeySignIn {
  constructor(private readonly needs: Needs) {}

  /** Of nobody yet, so that it says nothing of anybody. */
  begin(app: App): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.needs.assertions.ask({ purpose: 'SIGN_IN', app });
  }

  /**
   * @param companyId for who is a person of several companies; the first one otherwise
   * @throws WrongPasskeyError, AccountClosedError, UseCompanySignInError, WrongAppError
   */
  async signIn({ app, credential, origin }: Shows, companyId?: string): Promise<SignedIn> {
    const assertion = await this.needs.assertions.judge(credential, 'SIGN_IN');
    if (!assertion.accepted || assertion.taken.app !== app) return this.#refuse(assertion, app, origin);
    const { identity, emailHash } = await this.#identity(assertion.identityId);
    const person = personFor(identity, app, companyId);
    const entering = { identityId: identity.id, person, app, emailHash };
    return this.needs.signIn.enter(entering, origin, assertion.passkeyId);
  }

  /**
   * For who has given the right password.
   * @throws ChallengeOverError
   */
  async beginSecondStep(challenge: string, app: App): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { identityId } = await this.#entering(challenge, app);
    return this.needs.assertions.ask({ purpose: 'SECOND_STEP', app, identityId });
  }

  /** @throws ChallengeOverError, WrongPasskeyError */
  async answer(challenge: string, { app, credential, origin }: Shows): Promise<SignedIn> {
    const entering = await this.#entering(challenge, app);
    const assertion = await this.needs.assertions.judge(credential, 'SECOND_STEP');
    if (!assertion.accepted || assertion.taken.app !== app || assertion.identityId !== entering.identityId)
      return this.#refuse(assertion, app, origin);
    return this.needs.signIn.enter(entering, origin, assertion.passkeyId);
  }

  async #entering(challenge: string, app: App) {
    const entering = await this.needs.challenges.read(challenge);
    if (entering === null || entering.app !== app) throw new ChallengeOverError();
    return entering;
  }

  /** In the log of whoever has the passkey. Not waited for: how long the answer takes does not tell whether it is known. */
  #refuse(assertion: Awaited<ReturnType<Assertions['judge']>>, app: App, { ip, userAgent }: Origin): never {
    const { database } = this.needs;
    const [whose, because] = assertion.accepted
      ? [assertion.identityId, 'it was asked for elsewhere']
      : [assertion.whose, assertion.because];
    if (whose !== null) {
      const where = { ip, ...(userAgent === null ? {} : { userAgent }) };
      this.#identity(whose)
        .then(({ identity }) => noteRefusal(database, identity.people, { app, passkey: because }, where))
        .catch((error: unknown) => database.log.error({ err: error }, 'a refused sign-in does not stand in the log'));
    }
    throw new WrongPasskeyError();
  }

  async #identity(identityId: string): Promise<{ identity: IdentityRow; emailHash: Buffer }> {
    const { api } = this.needs.database;
    const [mailbox] = await api.query<{ email_hash: Buffer }[]>('SELECT email_hash FROM auth_email_of($1)', [identityId]);
    const emailHash = mailbox?.email_hash ?? Buffer.alloc(0);
    const [identity] = await api.query<IdentityRow[]>('SELECT * FROM auth_identity($1)', [[emailHash]]);
    if (identity === undefined) throw new Error('a passkey is of nobody');
    return { identity, emailHash };
  }
}
