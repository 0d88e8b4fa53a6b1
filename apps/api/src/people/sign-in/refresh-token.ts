import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../../platform/ids.ts';

/** What a refresh cookie says: which session, and the how-manieth token of it this is. */
export type RefreshToken = { readonly sessionId: string; readonly generation: number };

/**
 * Writes and reads refresh tokens. A token is derived from its session and number, so that the newest one can be handed out
 * again to a second tab, and nothing in the database can be used as one.
 */
export class RefreshTokens {
  readonly #key: Buffer;

  constructor(secret: Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'afc refresh token', 32));
  }

  write({ sessionId, generation }: RefreshToken): string {
    return `${sessionId}.${generation}.${this.#mac(sessionId, generation).toString('base64url')}`;
  }

  /** Null for what we never wrote. */
  read(text: string): RefreshToken | null {
    const [sessionId = '', number = '', mac = '', ...rest] = text.split('.');
    if (rest.length > 0 || !isUuid(sessionId) || !/^[1-9][0-9]{0,8}$/.test(number)) return null;
    const given = Buffer.from(mac, 'base64url');
    const generation = Number(number);
    const right = this.#mac(sessionId, generation);
    return given.length === right.length && timingSafeEqual(given, right) ? { sessionId, generation } : null;
  }

  #mac(sessionId: string, generation: number): Buffer {
    return createHmac('sha256', this.#key).update(`${sessionId}.${generation}`).digest();
  }
}
