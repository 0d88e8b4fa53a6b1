import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What the authenticator, or a page that asks it, does otherwise than it should. */
export type Behaviour = {
  readonly origin: string;
  readonly rpId: string;
  /** Whether it asked for a PIN or a finger. */
  readonly verifies: boolean;
  readonly present: boolean;
  readonly syncable: boolean;
  readonly backedUp: boolean;
  /** The counter that it says, in place of its own. */
  readonly signCount?: number;
  readonly userHandle?: string | null;
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
};

const HONEST = { verifies: true, present: true, syncable: false, backedUp: false };
/** Bits of authenticator data (WebAuthn §6.1). */
const FLAG = { userPresent: 0x01, userVerified: 0x04, syncable: 0x08, backedUp: 0x10, attested: 0x40 };
/** COSE (RFC 9053): an elliptic curve key, ES256, on P-256. */
const COSE = { keyType: 1, algorithm: 3, curve: -1, x: -2, y: -3 };

/** An authenticator with a page in front of it, which keeps one passkey: real keys and signatures, no device. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32).toString('base64url');
  readonly #key: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #userHandle = '';
  #signCount = 0;
  readonly #behaviour: Behaviour;

  constructor(behaviour: Pick<Behaviour, 'origin' | 'rpId'> & Partial<Behaviour>) {
    this.#behaviour = { ...HONEST, ...behaviour };
  }

  /** Makes the passkey, as `navigator.credentials.create` does. */
  create({ challenge, user }: PublicKeyCredentialCreationOptionsJSON, but: Partial<Behaviour> = {}): RegistrationResponseJSON {
    const behaviour = { ...this.#behaviour, ...but };
    this.#userHandle = user.id;
    const clientDataJSON = clientData('webauthn.create', challenge, behaviour);
    const authData = Buffer.concat([this.#authenticatorData(behaviour, FLAG.attested), this.#attestedCredential()]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]);
    return {
      ...this.#named(),
      response: { clientDataJSON: encoded(clientDataJSON), attestationObject: encoded(cbor(attestation)), transports: ['internal'] },
    };
  }

  /** Shows it, as `navigator.credentials.get` does. */
  get({ challenge }: PublicKeyCredentialRequestOptionsJSON, but: Partial<Behaviour> = {}): AuthenticationResponseJSON {
    const behaviour = { ...this.#behaviour, ...but };
    this.#signCount += 1;
    const clientDataJSON = clientData('webauthn.get', challenge, behaviour);
    const authenticatorData = this.#authenticatorData(behaviour, 0);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()]);
    const userHandle = behaviour.userHandle === undefined ? this.#userHandle : behaviour.userHandle;
    return {
      ...this.#named(),
      response: {
        clientDataJSON: encoded(clientDataJSON),
        authenticatorData: encoded(authenticatorData),
        signature: encoded(sign('sha256', signed, this.#key.privateKey)),
        ...(userHandle === null ? {} : { userHandle }),
      },
    };
  }

  #named() {
    return { id: this.credentialId, rawId: this.credentialId, type: 'public-key', clientExtensionResults: {} } as const;
  }

  #authenticatorData({ rpId, verifies, present, syncable, backedUp, signCount }: Behaviour, more: number): Buffer {
    const flags =
      more |
      (present ? FLAG.userPresent : 0) |
      (verifies ? FLAG.userVerified : 0) |
      (syncable ? FLAG.syncable : 0) |
      (backedUp ? FLAG.backedUp : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(signCount ?? this.#signCount);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), counter]);
  }

  #attestedCredential(): Buffer {
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' });
    const publicKey = new Map<number, unknown>([
      [COSE.keyType, 2],
      [COSE.algorithm, -7],
      [COSE.curve, 1],
      [COSE.x, new Uint8Array(Buffer.from(x, 'base64url'))],
      [COSE.y, new Uint8Array(Buffer.from(y, 'base64url'))],
    ]);
    const id = Buffer.from(this.credentialId, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    return Buffer.concat([Buffer.alloc(16), length, id, cbor(publicKey)]);
  }
}

function clientData(type: string, challenge: string, { origin, crossOrigin = false, challenge: other }: Behaviour): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge: other ?? challenge, origin, crossOrigin }));
}

function cbor(value: unknown): Buffer {
  return Buffer.from(isoCBOR.encode(value as Parameters<typeof isoCBOR.encode>[0]));
}

const encoded = (bytes: Buffer) => bytes.toString('base64url');
