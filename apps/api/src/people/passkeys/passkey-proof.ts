import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Viewer } from '../../access/viewer.ts';
import { UseCompanySignInError } from '../company-sign-in/company-sign-in.errors.ts';
import type { Grant, Sessions } from '../sign-in/sessions.ts';
import { SessionEndedError } from '../sign-in/sign-in.errors.ts';
import type { Assertions } from './assertions.ts';
import { WrongPasskeyError } from './passkey.errors.ts';

type Needs = { readonly sessions: Sessions; readonly assertions: Assertions };

/** Has somebody who is signed in show once more that it is them, by a passkey in place of a code. */
export class PasskeyProof {
  constructor(private readonly needs: Needs) {}

  /** @throws SessionEndedError, UseCompanySignInError */
  async begin(accessToken: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { identityId, sessionId } = await this.#viewer(accessToken);
    return this.needs.assertions.ask({ purpose: 'STEP_UP', identityId, sessionId });
  }

  /**
   * @returns an access token that says when that was
   * @throws SessionEndedError, UseCompanySignInError, WrongPasskeyError
   */
  async prove(accessToken: string, credential: AuthenticationResponseJSON): Promise<Pick<Grant, 'accessToken' | 'expiresIn'>> {
    const { sessionId } = await this.#viewer(accessToken);
    const assertion = await this.needs.assertions.judge(credential, 'STEP_UP');
    if (!assertion.accepted || assertion.taken.sessionId !== sessionId) throw new WrongPasskeyError();
    return this.needs.sessions.prove(sessionId);
  }

  /** As for a code: what the company's provider lets in is proven by the provider alone. */
  async #viewer(accessToken: string): Promise<Viewer> {
    const viewer = await this.needs.sessions.authenticate(accessToken);
    if (viewer === null) throw new SessionEndedError();
    if (viewer.byCompany === true) throw new UseCompanySignInError();
    return viewer;
  }
}
