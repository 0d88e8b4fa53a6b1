import { randomBytes } from 'node:crypto';
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { COSEALG, decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import type { EntityManager } from 'typeorm';
import type { CommandOptions } from '../../access/commander.ts';
import { assertProven } from '../../access/step-up.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import { enqueueAlone } from '../../platform/jobs.ts';
import type { Sealer } from '../../platform/seal.ts';
import { OwnSignInOnlyError } from '../company-sign-in/company-sign-in.errors.ts';
import { commandOfOwn } from '../own-command.ts';
import { mailboxOf } from '../password-reset.ts';
import { factorsOf, hasFactor } from '../second-factor/factors.ts';
import { keepRecoveryCodes, newRecoveryCodes } from '../second-factor/recovery-codes.ts';
import { PasskeyChallenges } from './challenges.ts';
import { CHALLENGE_LASTS_MS, MOST_PASSKEYS, passkeyName } from './passkey.ts';
import { PasskeyKnownError, TooManyPasskeysError, WrongPasskeyError } from './passkey.errors.ts';
import { addPasskey, type NewPasskey, passkeysOf } from './passkey-store.ts';
import { type RelyingParty, RELYING_PARTY_NAME, relyingPartyHere } from './relying-party.ts';

export const MAIL_PASSKEY_CHANGE = 'passkey.mailChange';
export type PasskeyChange = { readonly identityId: string; readonly change: 'added' | 'removed' };

/** What every authenticator signs with. The library's own list asks the runtime for one that is experimental in it. */
const ALGORITHMS = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];

type Needs = { readonly database: Database; readonly sealer: Sealer; readonly relyingParty: RelyingParty | null };
type Keyed = { readonly idempotencyKey: string; readonly passkeyId: string };

/** `recoveryCodes` for whom it is the first second factor, this once; null for others. */
export type Added = { readonly passkeyId: string; readonly recoveryCodes: string[] | null };

/** The passkeys of whoever is signed in: begin, add, rename, remove. */
export class OwnPasskeys {
  readonly #challenges: PasskeyChallenges;

  constructor(private readonly needs: Needs) {
    this.#challenges = new PasskeyChallenges(needs.database);
  }

  /**
   * What an authenticator needs to make one, in this session and within five minutes. It changes nothing yet.
   * @throws StepUpRequiredError, OwnSignInOnlyError, TooManyPasskeysError, PasskeysNotHereError
   */
  async begin(
    viewer: Viewer,
    { idempotencyKey }: { readonly idempotencyKey: string },
    options: CommandOptions = {},
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { database, sealer, relyingParty } = this.needs;
    const { identityId, sessionId } = viewer;
    assertProven(viewer, database.clock.now());
    const { id: rpID } = relyingPartyHere(relyingParty);
    const own = await passkeysOf(database.api.manager, identityId);
    if (own.length >= MOST_PASSKEYS) throw new TooManyPasskeysError(MOST_PASSKEYS);
    const command = { ...options, command: 'passkey.begin', idempotencyKey, input: {} };
    const { challenge, userHandle } = await commandOfOwn(database, viewer, command, async (manager) => {
      // It leaves the device with each answer: random, so that it tells no site who somebody is elsewhere.
      const handle = own[0]?.userHandle ?? randomBytes(32);
      const made = await this.#challenges.make({ purpose: 'ADD', identityId, sessionId, userHandle: handle }, manager);
      const answer = { challenge: made.toString('base64url'), userHandle: handle.toString('base64url') };
      return { answer, done: { subjectType: 'identity', subjectId: identityId, after: { passkey: 'begun' } } };
    });
    const mailbox = await mailboxOf(database, sealer, identityId);
    return generateRegistrationOptions({
      ...{ rpName: RELYING_PARTY_NAME, rpID, challenge: bytesOf(challenge), userID: bytesOf(userHandle) },
      ...{ userName: mailbox?.email ?? '', userDisplayName: viewer.displayName, timeout: CHALLENGE_LASTS_MS, attestationType: 'none' },
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: own.map(({ credentialId, transports }) => ({
        id: credentialId.toString('base64url'),
        transports: [...transports],
      })),
    });
  }

  /**
   * From here on it signs in, and the password alone does no more.
   * @throws StepUpRequiredError, WrongPasskeyError, PasskeyKnownError, TooManyPasskeysError, OwnSignInOnlyError, InvalidInputError
   */
  async add(viewer: Viewer, typed: string, credential: RegistrationResponseJSON, options: CommandOptions = {}): Promise<Added> {
    const { database } = this.needs;
    const { identityId } = viewer;
    if (viewer.byCompany === true) throw new OwnSignInOnlyError();
    assertProven(viewer, database.clock.now());
    const name = passkeyName(typed);
    const made = await this.#verify(viewer, credential);
    const passkeyId = uuidv7(database.clock);
    const added: NewPasskey = { ...made, id: passkeyId, identityId, name, createdAt: database.clock.now() };
    const codes = newRecoveryCodes();
    // What gives out codes once has nothing to repeat: its key is its own.
    const command = { ...options, command: 'passkey.add', idempotencyKey: passkeyId, input: {} };
    const isFirst = await commandOfOwn(database, viewer, command, async (manager) => {
      if ((await passkeysOf(manager, identityId)).length >= MOST_PASSKEYS) throw new TooManyPasskeysError(MOST_PASSKEYS);
      const first = !hasFactor(await factorsOf(manager, identityId));
      if (!(await addPasskey(manager, added))) throw new PasskeyKnownError();
      if (first) await keepRecoveryCodes(manager, identityId, codes);
      await this.#tell(manager, { identityId, change: 'added' }, passkeyId);
      return { answer: first, done: { subjectType: 'identity', subjectId: identityId, after: { passkey: 'added', passkeyId } } };
    });
    return { passkeyId, recoveryCodes: isFirst ? codes : null };
  }

  /** @throws NotFoundError, InvalidInputError, OwnSignInOnlyError */
  async rename(viewer: Viewer, { name: typed, ...keyed }: Keyed & { readonly name: string }, options: CommandOptions = {}): Promise<void> {
    const name = passkeyName(typed);
    await this.#onOne(viewer, { ...keyed, command: 'passkey.rename', input: { name } }, options, async (manager, passkeyId) => {
      const [row] = await manager.query<{ done: boolean }[]>('SELECT auth_rename_passkey($1, $2, $3) AS done', [
        ...[viewer.identityId, passkeyId, name],
      ]);
      if (row?.done !== true) throw new NotFoundError('passkey');
      return { passkey: 'renamed', passkeyId };
    });
  }

  /**
   * It signs in no more. After the last second factor the password alone does again.
   * @throws StepUpRequiredError, NotFoundError, OwnSignInOnlyError
   */
  async remove(viewer: Viewer, keyed: Keyed, options: CommandOptions = {}): Promise<void> {
    assertProven(viewer, this.needs.database.clock.now());
    await this.#onOne(viewer, { ...keyed, command: 'passkey.remove', input: {} }, options, async (manager, passkeyId) => {
      const [row] = await manager.query<{ done: boolean }[]>('SELECT auth_remove_passkey($1, $2) AS done', [viewer.identityId, passkeyId]);
      if (row?.done !== true) throw new NotFoundError('passkey');
      await this.#tell(manager, { identityId: viewer.identityId, change: 'removed' }, passkeyId);
      return { passkey: 'removed', passkeyId };
    });
  }

  #onOne(
    viewer: Viewer,
    { passkeyId: asked, input, ...keyed }: Keyed & { readonly command: string; readonly input: object },
    options: CommandOptions,
    act: (manager: EntityManager, passkeyId: string) => Promise<object>,
  ): Promise<null> {
    const passkeyId = asked.toLowerCase();
    if (!isUuid(passkeyId)) throw new NotFoundError('passkey');
    return commandOfOwn(this.needs.database, viewer, { ...options, ...keyed, input: { ...input, passkeyId } }, async (manager) => {
      const after = await act(manager, passkeyId);
      return { answer: null, done: { subjectType: 'identity', subjectId: viewer.identityId, after } };
    });
  }

  /** By mail: who did not do it learns of it. */
  async #tell(manager: EntityManager, change: PasskeyChange, passkeyId: string): Promise<void> {
    await enqueueAlone(manager, MAIL_PASSKEY_CHANGE, change, { key: `${passkeyId} ${change.change}` });
  }

  /** Judges what an authenticator made, against the challenge that was made for it in this session. */
  async #verify(
    { identityId, sessionId }: Viewer,
    response: RegistrationResponseJSON,
  ): Promise<Omit<NewPasskey, 'id' | 'identityId' | 'name' | 'createdAt'>> {
    const { database, relyingParty } = this.needs;
    const { id: expectedRPID, origin: expectedOrigin } = relyingPartyHere(relyingParty);
    const refuse = (because: string): never => {
      database.log.info({ because }, 'a new passkey was refused');
      throw new WrongPasskeyError();
    };
    const challenge = challengeIn(response);
    const taken = challenge === null ? null : await this.#challenges.take(challenge);
    if (challenge === null || taken === null || taken.userHandle === null) return refuse('its challenge is over, or none of ours');
    if (taken.purpose !== 'ADD' || taken.identityId !== identityId || taken.sessionId !== sessionId)
      return refuse('its challenge was made for something else');
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      ...{ response, expectedChallenge: challenge, expectedOrigin, expectedRPID },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS },
    }).catch((error: unknown) => refuse(error instanceof Error ? error.message : String(error)));
    if (!verified) return refuse('its signature is wrong');
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      userHandle: taken.userHandle,
      publicKey: credential.publicKey,
      signCount: credential.counter,
      transports: credential.transports ?? [],
      syncable: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

function challengeIn({ response }: RegistrationResponseJSON): string | null {
  try {
    const { challenge } = decodeClientDataJSON(response.clientDataJSON);
    return typeof challenge === 'string' ? challenge : null;
  } catch {
    return null;
  }
}
