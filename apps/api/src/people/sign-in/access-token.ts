import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';
import { isUuid } from '../../platform/ids.ts';

export const ACCESS_TOKEN_SECONDS = 300;
const MOST_KNOWN = 10_000;
const ISSUER = 'atlanticfrewaycard';

/** What a token says: whose session, and when that session last gave a password or a code (`auth_time` of OpenID Connect). */
export type AccessToken = { readonly sessionId: string; readonly provenAt: Date };

/** Signed proof (JWT, HS256) that a session was alive a few minutes ago. Whether it still is, the session store says. */
export class AccessTokens {
  /** As an object, since bytes would be imported anew for each token. */
  readonly #key: KeyObject;
  /** Those whose signature was good: it stays so, and a screen shows its token with each request. */
  readonly #good = new LRUCache<string, AccessToken & { readonly expiresMs: number }>({ max: MOST_KNOWN });

  constructor(
    secret: Uint8Array,
    private readonly clock: Clock,
  ) {
    this.#key = createSecretKey(secret);
  }

  write({ sessionId, provenAt }: AccessToken): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    return new SignJWT({ sid: sessionId, auth_time: Math.floor(provenAt.getTime() / 1_000) })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(this.#key);
  }

  /** Null for a token that is expired, forged or none. */
  async read(token: string): Promise<AccessToken | null> {
    const good = this.#good.get(token);
    if (good !== undefined) return this.clock.now().getTime() < good.expiresMs ? good : null;
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        typ: 'at+jwt',
        issuer: ISSUER,
        requiredClaims: ['exp', 'sid', 'auth_time'],
        currentDate: this.clock.now(),
      });
      const { sid, auth_time: seconds, exp } = payload;
      if (typeof sid !== 'string' || !isUuid(sid) || typeof seconds !== 'number' || exp === undefined) return null;
      const read = { sessionId: sid, provenAt: new Date(seconds * 1_000), expiresMs: exp * 1_000 };
      this.#good.set(token, read);
      return read;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
