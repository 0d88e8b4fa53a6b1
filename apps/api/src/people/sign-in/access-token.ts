import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { isUuid } from '../../platform/ids.ts';

export const ACCESS_TOKEN_SECONDS = 300;
const ISSUER = 'atlanticfrewaycard';

/** What a token says: whose session, and when that session last gave a password or a code (`auth_time` of OpenID Connect). */
export type AccessToken = { readonly sessionId: string; readonly provenAt: Date };

/** Signed proof (JWT, HS256) that a session was alive a few minutes ago. Whether it still is, the session store says. */
export class AccessTokens {
  constructor(
    private readonly secret: Uint8Array,
    private readonly clock: Clock,
  ) {}

  write({ sessionId, provenAt }: AccessToken): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT({ sid: sessionId, auth_time: Math.floor(provenAt.getTime() / 1_000) })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(this.secret);
  }

  /** Null for a token that is expired, forged or none. */
  async read(token: string): Promise<AccessToken | null> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        issuer: ISSUER,
        requiredClaims: ['exp', 'sid', 'auth_time'],
        currentDate: this.clock.now(),
      });
      const { sid, auth_time: seconds } = payload;
      if (typeof sid !== 'string' || !isUuid(sid) || typeof seconds !== 'number') return null;
      return { sessionId: sid, provenAt: new Date(seconds * 1_000) };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
