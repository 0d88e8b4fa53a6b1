import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * What a browser keeps that has signed in to a mailbox before: whoever else guesses at that mailbox does not slow it down. It proves
 * nothing and opens nothing, and is worth nothing for another mailbox.
 */
export class KnownDevices {
  readonly #key: Buffer;

  constructor(secret: Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'afc known device', 32));
  }

  write(emailHash: Buffer, deviceId = randomBytes(16).toString('base64url')): string {
    return `${deviceId}.${this.#mac(emailHash, deviceId).toString('base64url')}`;
  }

  /** The device's id; null for what we did not write for this mailbox. */
  read(emailHash: Buffer, text: string | null): string | null {
    const [deviceId = '', mac = '', ...rest] = (text ?? '').split('.');
    if (rest.length > 0 || !/^[\w-]{22}$/.test(deviceId)) return null;
    const given = Buffer.from(mac, 'base64url');
    const right = this.#mac(emailHash, deviceId);
    return given.length === right.length && timingSafeEqual(given, right) ? deviceId : null;
  }

  #mac(emailHash: Buffer, deviceId: string): Buffer {
    return createHmac('sha256', this.#key).update(deviceId).update('.').update(emailHash).digest();
  }
}
