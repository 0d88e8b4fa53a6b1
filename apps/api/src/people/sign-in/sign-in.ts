import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PersonRole } from '../../access/viewer.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { networkOf } from '../../platform/network.ts';
import type { Sealer } from '../../platform/seal.ts';
import { UseCompanySignInError } from '../company-sign-in/company-sign-in.errors.ts';
import { checkCode } from '../second-factor/code-check.ts';
import { factorsOf, hasFactor } from '../second-factor/factors.ts';
import { WrongCodeError } from '../second-factor/second-factor.errors.ts';
import { CHALLENGE_SECONDS, type Challenge, type Challenges } from './challenge.ts';
import { countFailure, failuresOf, forgetFailures } from './failures.ts';
import type { KnownDevices } from './known-device.ts';
import type { PasswordVerifier } from './password.ts';
import type { App, Grant, Sessions } from './sessions.ts';
import { AccountClosedError, ChallengeOverError, TooManySignInsError, WrongAppError, WrongCredentialsError } from './sign-in.errors.ts';
import { noteRefusal } from './sign-in-log.ts';
import { signInPace } from './slow-down.ts';

/** From where somebody signs in. */
export type Origin = {
  readonly ip: string;
  readonly userAgent: string | null;
  /** What the browser kept of an earlier sign-in; null when it kept nothing. */
  readonly device: string | null;
};

export type SignInRequest = Origin & {
  readonly email: string;
  readonly password: string;
  readonly app: App;
  /** For who is a person of several companies; the first one otherwise. */
  readonly companyId?: string;
};

export type SignedIn = {
  readonly grant: Grant;
  /** For the browser to keep: see {@link KnownDevices}. */
  readonly device: string;
};

/** The password was right, and one of the second factors, or a recovery code, is asked for within `expiresIn` seconds. */
export type Asked = {
  readonly challenge: string;
  readonly expiresIn: number;
  readonly factors: readonly ('authenticator' | 'passkey')[];
};

export type SignInNeeds = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly passwords: PasswordVerifier;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly devices: KnownDevices;
};

type PersonOf = { companyId: string; userId: string; role: PersonRole; status: string; entersByCompany: boolean };
/** An identity with the people that it is. */
export type IdentityRow = { id: string; password_hash: string | null; is_operator: boolean; people: PersonOf[] };

/** E-mail and password, and a code where there is a second factor, against a session. Nothing here tells an unknown mailbox from a wrong password. */
export class SignIn {
  constructor(private readonly needs: SignInNeeds) {}

  /**
   * @throws WrongCredentialsError
   * @throws TooManySignInsError
   * @throws AccountClosedError
   * @throws UseCompanySignInError
   * @throws WrongAppError
   */
  async signIn(request: SignInRequest): Promise<SignedIn | Asked> {
    const { database, clock, sealer } = this.needs;
    const hashes = sealer.emailHashes(request.email);
    const [hash = Buffer.alloc(0)] = hashes;
    const source = await this.#keepPace(hash, request);
    const [identity] = await database.api.query<IdentityRow[]>('SELECT * FROM auth_identity($1)', [hashes]);
    const right = await this.needs.passwords.matches(identity?.password_hash ?? null, request.password);
    if (identity === undefined || !right) {
      await countFailure(database.api, hash, source, clock.now());
      this.#note(identity, request);
      throw new WrongCredentialsError();
    }
    await forgetFailures(database.api, hash, source);
    const person = personFor(identity, request.app, request.companyId);
    const entering: Challenge = { identityId: identity.id, person, app: request.app, emailHash: hash };
    const factors = await factorsOf(database.api.manager, identity.id);
    if (!hasFactor(factors)) return this.enter(entering, request);
    return {
      challenge: await this.needs.challenges.write(entering),
      expiresIn: CHALLENGE_SECONDS,
      factors: (['authenticator', 'passkey'] as const).filter((factor) => factors[factor]),
    };
  }

  /**
   * The second step, for who has a second factor.
   * @throws ChallengeOverError, WrongCodeError, TooManySignInsError
   */
  async answer(challenge: string, app: App, code: string, origin: Origin): Promise<SignedIn> {
    const { database, sealer, clock } = this.needs;
    const entering = await this.needs.challenges.read(challenge);
    if (entering === null || entering.app !== app) throw new ChallengeOverError();
    const check = await database.api.transaction((manager) => checkCode(manager, { sealer, clock }, entering.identityId, code));
    // It was ended meanwhile, from another session: the password alone is enough again, but not this one of then.
    if (check === 'none') throw new ChallengeOverError();
    if (check === 'wrong') throw new WrongCodeError();
    if (check !== 'right') throw new TooManySignInsError(check.refuseForMs);
    return this.enter(entering, origin);
  }

  /** Not waited for: how long the answer takes does not tell whether the mailbox is known. */
  #note(identity: IdentityRow | undefined, { app, ip, userAgent }: SignInRequest): void {
    const { database } = this.needs;
    const where = { ip, ...(userAgent === null ? {} : { userAgent }) };
    noteRefusal(database, identity?.people ?? [], { app }, where).catch((error: unknown) =>
      database.log.error({ err: error }, 'a refused sign-in does not stand in the log'),
    );
  }

  /**
   * Opens a session for who has shown all that is asked for.
   * @param passkeyId by which they have, if it was one
   */
  async enter({ identityId, person, app, emailHash }: Challenge, { ip, userAgent, device }: Origin, passkeyId?: string): Promise<SignedIn> {
    const { sessions, devices } = this.needs;
    const grant = await sessions.open({ identityId, person, app, ip, userAgent, ...(passkeyId === undefined ? {} : { passkeyId }) });
    return { grant, device: devices.write(emailHash, devices.read(emailHash, device) ?? undefined) };
  }

  /** @returns from where the guesses are counted: the device when it is known, else the network */
  async #keepPace(hash: Buffer, { ip, device }: Origin): Promise<string> {
    const known = this.needs.devices.read(hash, device);
    const source = known === null ? sourceOf(ip, hash) : `device ${known}`;
    const { here, everywhere } = await failuresOf(this.needs.database.api, hash, source);
    const pace = signInPace(here, known === null ? everywhere : null, this.needs.clock.now());
    if ('refuseForMs' in pace) throw new TooManySignInsError(pace.refuseForMs);
    if (pace.delayMs > 0) await sleep(pace.delayMs);
    return source;
  }
}

const RUNS_CARDS: readonly PersonRole[] = ['ADMIN', 'MANAGER', 'ACCOUNTANT'];

/** The office is for those who run the cards; the portal is for everybody. */
export function isFor(app: App, role: PersonRole): boolean {
  return app === 'portal' || RUNS_CARDS.includes(role);
}

/**
 * As whom an identity enters an app by a proof of its own: a person of a company, or null for the operator.
 * @throws UseCompanySignInError, WrongAppError, AccountClosedError
 */
export function personFor(identity: IdentityRow, app: App, companyId: string | undefined): Challenge['person'] {
  const active = identity.people.filter((person) => person.status === 'ACTIVE');
  const wanted = companyId === undefined ? active : active.filter((person) => person.companyId === companyId);
  const person = wanted.find(({ role, entersByCompany }) => isFor(app, role) && !entersByCompany);
  if (person !== undefined) return { companyId: person.companyId, userId: person.userId };
  if (identity.is_operator && app === 'admin') return null;
  if (wanted.some(({ role }) => isFor(app, role))) throw new UseCompanySignInError();
  if (wanted.length > 0) throw new WrongAppError('portal');
  if (identity.is_operator) throw new WrongAppError('admin');
  throw new AccountClosedError();
}

/** A network address, or the /64 that one IPv6 customer has, so that only who knows the mailbox's hash could guess it. */
function sourceOf(ip: string, hash: Buffer): string {
  return createHmac('sha256', hash).update(networkOf(ip)).digest('base64url').slice(0, 22);
}
