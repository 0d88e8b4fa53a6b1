import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Head } from './chain.ts';

/** A signed word that at a moment the chain was this and no other. Who keeps one elsewhere can prove that nothing before it was changed. */
export type Checkpoint = Head & {
  readonly chain: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  readonly keyId: string;
  /** Ed25519 over the rest, base64. */
  readonly signature: string;
};

/** A public key that checkpoints were signed with: SPKI in DER, base64. */
export type CheckpointKey = { readonly id: string; readonly publicKey: string };

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function signed({ chain, number, hash, at, keyId }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(`afc audit checkpoint v1\n${canonical({ chain, number, hash, at, keyId })}`);
}

/** Signs checkpoints. The key's id follows from the key itself. */
export class CheckpointSigner {
  readonly key: CheckpointKey;
  readonly #private: KeyObject;

  /** @param seed 32 bytes: an Ed25519 private key */
  constructor(seed: Uint8Array) {
    this.#private = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey(this.#private).export({ format: 'der', type: 'spki' });
    this.key = { id: keyIdOf(publicKey), publicKey: publicKey.toString('base64') };
  }

  sign(chain: string, { number, hash }: Head, at: Date): Checkpoint {
    const said = { chain, number, hash, at: at.toISOString(), keyId: this.key.id };
    return { ...said, signature: sign(null, signed(said), this.#private).toString('base64') };
  }
}

/** Whether the key is the one of its id, and signed the checkpoint. */
export function isSignedBy(checkpoint: Checkpoint, { id, publicKey }: CheckpointKey): boolean {
  const der = Buffer.from(publicKey, 'base64');
  if (id !== checkpoint.keyId || keyIdOf(der) !== id) return false;
  const key = publicKeyOf(der);
  return key !== null && verify(null, signed(checkpoint), key, Buffer.from(checkpoint.signature, 'base64'));
}

/** Null when it is none: a file may say anything. */
function publicKeyOf(der: Buffer): KeyObject | null {
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function keyIdOf(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 32);
}
