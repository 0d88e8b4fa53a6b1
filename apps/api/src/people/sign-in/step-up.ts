import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealer } from '../../platform/seal.ts';
import { UseCompanySignInError } from '../company-sign-in/company-sign-in.errors.ts';
import { checkCode } from '../second-factor/code-check.ts';
import { factorsOf, hasFactor } from '../second-factor/factors.ts';
import { countFailure, failuresOf, forgetFailures } from './failures.ts';
import type { PasswordVerifier } from './password.ts';
import type { Grant, Sessions } from './sessions.ts';
import { SessionEndedError, TooManySignInsError, WrongProofError } from './sign-in.errors.ts';
import { signInPace } from './slow-down.ts';

export type StepUpNeeds = {
  readonly database: Pick<Database, 'api'>;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly passwords: PasswordVerifier;
  readonly sessions: Sessions;
};

/**
 * Has somebody who is signed in show once more that it is them: by a code where they have a second factor, else by the password. By a
 * passkey it is `PasskeyProof`.
 */
export class StepUp {
  constructor(private readonly needs: StepUpNeeds) {}

  /**
   * @returns an access token that says when that was
   * @throws SessionEndedError, UseCompanySignInError, WrongProofError, TooManySignInsError
   */
  async prove(accessToken: string, proof: string): Promise<Pick<Grant, 'accessToken' | 'expiresIn'>> {
    const { database, sealer, clock, sessions } = this.needs;
    const viewer = await sessions.authenticate(accessToken);
    if (viewer === null) throw new SessionEndedError();
    // Else whoever runs a provider could open sessions without end to guess at their people's passwords.
    if (viewer.byCompany === true) throw new UseCompanySignInError();
    const { identityId, sessionId } = viewer;
    const check = hasFactor(await factorsOf(database.api.manager, identityId))
      ? await database.api.transaction((manager) => checkCode(manager, { sealer, clock }, identityId, proof))
      : await this.#checkPassword(identityId, sessionId, proof);
    if (check === 'wrong' || check === 'none') throw new WrongProofError();
    if (check !== 'right') throw new TooManySignInsError(check.refuseForMs);
    return sessions.prove(sessionId);
  }

  /** Counted by session: who has stolen one can guess slowly, and slows nobody else down. */
  async #checkPassword(identityId: string, sessionId: string, password: string): Promise<'right' | 'wrong' | { refuseForMs: number }> {
    const { database, clock, passwords } = this.needs;
    const [row] = await database.api.query<{ email_hash: Buffer }[]>('SELECT email_hash FROM auth_email_of($1)', [identityId]);
    if (row === undefined) return 'wrong';
    const source = `session ${sessionId}`;
    const pace = signInPace((await failuresOf(database.api, row.email_hash, source)).here, null, clock.now());
    if ('refuseForMs' in pace) return pace;
    const [identity] = await database.api.query<{ password_hash: string | null }[]>('SELECT password_hash FROM auth_identity($1)', [
      [row.email_hash],
    ]);
    const right = await passwords.matches(identity?.password_hash ?? null, password);
    if (right) await forgetFailures(database.api, row.email_hash, source);
    else await countFailure(database.api, row.email_hash, source, clock.now());
    return right ? 'right' : 'wrong';
  }
}
