import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import type { Database } from '../../platform/database.ts';
import { type AskedFor, PasskeyChallenges, type Taken } from './challenges.ts';
import { CHALLENGE_LASTS_MS, needsVerification, type Purpose, type Said, whyNotGenuine } from './passkey.ts';
import { lockShown, notePasskeyUsed, passkeysOf, type Shown } from './passkey-store.ts';
import { type RelyingParty, relyingPartyHere } from './relying-party.ts';

export type AssertionNeeds = { readonly database: Database; readonly relyingParty: RelyingParty | null };

/** It may quote what a stranger has sent. */
const LONGEST_REASON = 200;

type Refused = {
  readonly accepted: false /** Null when nobody has such a passkey. */;
  readonly whose: string | null;
  readonly because: string;
};
/** What came of a passkey that was shown. */
export type Assertion =
  | { readonly accepted: true; readonly identityId: string; readonly passkeyId: string; readonly taken: Taken }
  | Refused;

/** Has people show a passkey that they have: makes what it is to sign, and judges what it signed. */
export class Assertions {
  readonly #challenges: PasskeyChallenges;

  constructor(private readonly needs: AssertionNeeds) {
    this.#challenges = new PasskeyChallenges(needs.database);
  }

  /** @throws PasskeysNotHereError */
  async ask(asked: Exclude<AskedFor, { purpose: 'ADD' }>): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { id: rpID } = relyingPartyHere(this.needs.relyingParty);
    const challenge = new Uint8Array(await this.#challenges.make(asked));
    const userVerification = needsVerification(asked.purpose) ? 'required' : 'preferred';
    const options = { rpID, challenge, userVerification, timeout: CHALLENGE_LASTS_MS } as const;
    // Who signs in by it alone is not known yet: the authenticator offers what it has for this domain.
    if (asked.purpose === 'SIGN_IN') return generateAuthenticationOptions(options);
    const own = await passkeysOf(this.needs.database.api.manager, asked.identityId);
    const allowCredentials = own.map(({ credentialId, transports }) => ({
      id: credentialId.toString('base64url'),
      transports: [...transports],
    }));
    return generateAuthenticationOptions({ ...options, allowCredentials });
  }

  /** Judges an answer to a challenge that was made for `purpose`, and notes that the passkey was used. */
  async judge(response: AuthenticationResponseJSON, purpose: Purpose): Promise<Assertion> {
    const { database, relyingParty } = this.needs;
    const { challenge, crossOrigin } = clientDataOf(response);
    const taken = challenge === null ? null : await this.#challenges.take(challenge);
    return database.api.transaction(async (manager) => {
      const shown = await lockShown(manager, Buffer.from(response.id, 'base64url'));
      if (shown === null) return refused(null, 'nobody has it');
      if (challenge === null || taken === null) return refused(shown, 'its challenge is over, was answered, or is none of ours');
      const mistaken =
        whyNotFor(taken, purpose, shown, response) ?? (crossOrigin ? 'it was asked for inside a page of another site' : null);
      if (mistaken !== null) return refused(shown, mistaken);
      const said = await this.#verify(response, { shown, challenge, purpose, relyingParty: relyingPartyHere(relyingParty) });
      if ('because' in said) return refused(shown, said.because);
      const copied = whyNotGenuine(shown, said);
      if (copied !== null) return refused(shown, copied);
      await notePasskeyUsed(manager, shown.id, said, database.clock.now());
      return { accepted: true, identityId: shown.identityId, passkeyId: shown.id, taken };
    });
  }

  async #verify(
    response: AuthenticationResponseJSON,
    asked: { shown: Shown; challenge: string; purpose: Purpose; relyingParty: RelyingParty },
  ): Promise<Said | { readonly because: string }> {
    const { shown, challenge, purpose, relyingParty } = asked;
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: relyingParty.origin,
        expectedRPID: relyingParty.id,
        requireUserVerification: needsVerification(purpose),
        // The counter is judged by our own rule, which knows of passkeys that are synced.
        credential: { id: response.id, publicKey: new Uint8Array(shown.publicKey), counter: 0 },
      });
      if (!verified) return { because: 'its signature is wrong' };
      const { newCounter, credentialDeviceType, credentialBackedUp } = authenticationInfo;
      return { signCount: newCounter, syncable: credentialDeviceType === 'multiDevice', backedUp: credentialBackedUp };
    } catch (error) {
      // The library says by an exception what is not as it should be in what a stranger has sent.
      return { because: (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_REASON) };
    }
  }
}

function refused(shown: Shown | null, because: string): Refused {
  return { accepted: false, whose: shown?.identityId ?? null, because };
}

/** What the browser says that it was asked to sign. */
function clientDataOf({ response }: AuthenticationResponseJSON): { readonly challenge: string | null; readonly crossOrigin: boolean } {
  try {
    const { challenge, crossOrigin } = decodeClientDataJSON(response.clientDataJSON);
    return { challenge: typeof challenge === 'string' ? challenge : null, crossOrigin: crossOrigin === true };
  } catch {
    return { challenge: null, crossOrigin: false };
  }
}

/** Why an answer is not one to what was asked for; null when it is. */
function whyNotFor(taken: Taken, purpose: Purpose, shown: Shown, { response }: AuthenticationResponseJSON): string | null {
  if (taken.purpose !== purpose) return 'its challenge was made for something else';
  if (taken.identityId !== null && taken.identityId !== shown.identityId) return 'it is of another person';
  const { userHandle } = response;
  // Where the passkey alone says who comes in, it has to say so itself.
  if (userHandle === undefined) return purpose === 'SIGN_IN' ? 'it does not say whose it is' : null;
  return Buffer.from(userHandle, 'base64url').equals(shown.userHandle) ? null : 'it says that it is of another person';
}
