import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../../platform/ids.ts';

/** What a link in a mail is for. A token of one purpose is worth nothing for another. */
type Purpose = 'invitation' | 'reset';

export type MailToken = {
  readonly id: string;
  /** How often the mail was sent anew: the link of a mail before is good no more. */
  readonly round: number;
};

/**
 * Writes and reads the tokens of links that are mailed. A token is derived from what it is for, so that the job that mails it makes
 * it itself, and nothing in the database or in a job can be used as one.
 */
export class MailTokens {
  readonly #key: Buffer;

  constructor(secret: Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'afc mailed token', 32));
  }

  write(purpose: Purpose, { id, round }: MailToken): string {
    return `${id}.${round}.${this.#mac(purpose, id, round).toString('base64url')}`;
  }

  /** Null for what we never wrote. */
  read(purpose: Purpose, text: string): MailToken | null {
    const [id = '', number = '', mac = '', ...rest] = text.split('.');
    if (rest.length > 0 || !isUuid(id) || !/^[1-9][0-9]{0,5}$/.test(number)) return null;
    const round = Number(number);
    const given = Buffer.from(mac, 'base64url');
    const right = this.#mac(purpose, id, round);
    return given.length === right.length && timingSafeEqual(given, right) ? { id, round } : null;
  }

  #mac(purpose: Purpose, id: string, round: number): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose}.${id}.${round}`).digest();
  }
}
