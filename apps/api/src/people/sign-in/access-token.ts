import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { isUuid } from '../../platform/ids.ts';

export const ACCESS_TOKEN_SECONDS = 300;
const ISSUER = 'atlanticfrewaycard';

/** Signed proof (JWT, HS256) that a session was alive a few minutes ago. Whether it still is, the session store says. */
export class AccessTokens {
  constructor(
    private readonly secret: Uint8Array,
    private readonly clock: Clock,
  ) {}

  write(sessionId: string): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(this.secret);
  }

  /** The session's id; null for a token that is expired, forged or none. */
  async read(token: string): Promise<string | null> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        issuer: ISSUER,
        requiredClaims: ['exp', 'sid'],
        currentDate: this.clock.now(),
      });
      const sid = payload['sid'];
      return typeof sid === 'string' && isUuid(sid) ? sid : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
