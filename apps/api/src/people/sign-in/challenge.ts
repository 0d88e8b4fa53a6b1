import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { isUuid } from '../../platform/ids.ts';
import type { App } from './sessions.ts';

/** Somebody who gave the right password and has still to give a code. */
export type Challenge = {
  readonly identityId: string;
  /** Null for an operator. */
  readonly person: { readonly companyId: string; readonly userId: string } | null;
  readonly app: App;
  /** Keyed hash of the mailbox. */
  readonly emailHash: Buffer;
};

export const CHALLENGE_SECONDS = 300;
const TYPE = 'challenge+jwt';

/** Signed proof (JWT, HS256) that a password was right a few minutes ago. It opens nothing without a code. */
export class Challenges {
  constructor(
    private readonly secret: Uint8Array,
    private readonly clock: Clock,
  ) {}

  write({ identityId, person, app, emailHash }: Challenge): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT({ app, person, mailbox: emailHash.toString('base64url') })
      .setProtectedHeader({ alg: 'HS256', typ: TYPE })
      .setSubject(identityId)
      .setIssuedAt(now)
      .setExpirationTime(now + CHALLENGE_SECONDS)
      .sign(this.secret);
  }

  /** Null for one that is over, forged or none. */
  async read(token: string): Promise<Challenge | null> {
    try {
      const { payload } = await jwtVerify<{ app: App; person: Challenge['person']; mailbox: string }>(token, this.secret, {
        algorithms: ['HS256'],
        typ: TYPE,
        requiredClaims: ['exp', 'sub', 'app', 'person', 'mailbox'],
        currentDate: this.clock.now(),
      });
      const { sub, app, person, mailbox } = payload;
      return sub === undefined || !isUuid(sub) ? null : { identityId: sub, person, app, emailHash: Buffer.from(mailbox, 'base64url') };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
