import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 4;
const FORMAT = 1;

/** What was sealed cannot be opened: another key, another place, or changed bytes. A defect, or an erased person. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

/** A key of 32 bytes that seals one person's data, and the same key wrapped for the database. */
export type FreshKey = { readonly key: Buffer; readonly wrapped: Buffer; readonly masterKeyId: string };

/**
 * Seals personal data (AES-256-GCM) under a key for each person, which is itself wrapped by the installation's master key:
 * to erase a person is to forget one key. Several master keys may be known while they rotate; the newest one wraps.
 */
export class Sealer {
  readonly #masters: readonly { readonly id: string; readonly key: Uint8Array; readonly hashKey: Buffer }[];

  /** @param masterKeys 32 bytes each, the newest first */
  constructor(masterKeys: readonly [Uint8Array, ...Uint8Array[]]) {
    this.#masters = masterKeys.map((key) => {
      if (key.length !== 32) throw new Error('a master key has 32 bytes');
      return {
        id: createHash('sha256')
          .update('afc master key id')
          .update(key)
          .digest('hex')
          .slice(0, KEY_ID_BYTES * 2),
        key,
        hashKey: Buffer.from(hkdfSync('sha256', key, '', 'afc e-mail look-up', 32)),
      };
    });
  }

  get #newest() {
    const [newest] = this.#masters;
    if (newest === undefined) throw new Error('no master key');
    return newest;
  }

  newKey(): FreshKey {
    const key = randomBytes(32);
    const { id, key: master } = this.#newest;
    const keyId = Buffer.from(id, 'hex');
    return { key, wrapped: Buffer.concat([keyId, encrypt(master, key, keyId)]), masterKeyId: id };
  }

  /** @throws SealBrokenError also when the master key that wrapped it is no longer known */
  unwrap(wrapped: Uint8Array): Buffer {
    const keyId = wrapped.subarray(0, KEY_ID_BYTES);
    const id = Buffer.from(keyId).toString('hex');
    const master = this.#masters.find((known) => known.id === id);
    if (master === undefined) throw new SealBrokenError(`the master key ${id} is not known here`);
    return decrypt(master.key, wrapped.subarray(KEY_ID_BYTES), keyId);
  }

  /** Wraps again under the newest master key, when an older one did. Null when nothing is to be done. */
  rewrap(wrapped: Uint8Array): Omit<FreshKey, 'key'> | null {
    const { id, key: master } = this.#newest;
    const keyId = Buffer.from(id, 'hex');
    if (keyId.equals(wrapped.subarray(0, KEY_ID_BYTES))) return null;
    return { wrapped: Buffer.concat([keyId, encrypt(master, this.unwrap(wrapped), keyId)]), masterKeyId: id };
  }

  /**
   * What an e-mail address is looked up by: the same for every spelling of one mailbox that people use, and worthless to who
   * has no master key.
   */
  emailHash(email: string): Buffer {
    return hash(this.#newest.hashKey, email);
  }

  /** The hashes under which the address may still be stored while master keys rotate, the newest first. */
  emailHashes(email: string): Buffer[] {
    return this.#masters.map(({ hashKey }) => hash(hashKey, email));
  }
}

/** Seals text in the place named, e.g. `users.email_sealed:<user id>`; it opens there alone. */
export function seal(key: Uint8Array, text: string, place: string): Buffer {
  return encrypt(key, Buffer.from(text, 'utf8'), Buffer.from(place, 'utf8'));
}

/** @throws SealBrokenError */
export function unseal(key: Uint8Array, sealed: Uint8Array, place: string): string {
  return decrypt(key, sealed, Buffer.from(place, 'utf8')).toString('utf8');
}

export function normalizedEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

function hash(key: Uint8Array, email: string): Buffer {
  return createHmac('sha256', key).update(normalizedEmail(email)).digest();
}

/** format, nonce, ciphertext, tag */
function encrypt(key: Uint8Array, plain: Uint8Array, additional: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additional);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), nonce, text, cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, additional: Uint8Array): Buffer {
  if (sealed[0] !== FORMAT || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) throw new SealBrokenError('not in the format of a seal');
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new SealBrokenError('the seal does not fit', { cause });
  }
}
