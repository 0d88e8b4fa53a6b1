import { createHash, timingSafeEqual } from 'node:crypto';
import { basicAuthorization, type BasicCredentials, type SignatureAlgorithm, signWebhook, verifyBasicAuthorization } from '@afc/marqeta';
import { allowList } from '../platform/allow-list.ts';

/** How Marqeta writes a signature (wire-format §14.4). Hex is the rule; one integration also met base64. */
export type SignatureEncoding = 'hex' | 'base64';

export type SignatureRules = {
  /** The newest first: two while one is rotated. */
  readonly secrets: readonly string[];
  /** After a change, retries signed the other way arrive for two weeks: both are accepted while both stand here. */
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly encodings: readonly SignatureEncoding[];
};

export type CallerOptions = {
  /** The newest first: two while a password is changed. */
  readonly credentials: readonly BasicCredentials[];
  /** Null: no signature is asked for. */
  readonly signature: SignatureRules | null;
  /** Addresses and ranges. Empty: any address. */
  readonly allowedIps: readonly string[];
};

export type CallerRefusal = 'ADDRESS' | 'CREDENTIALS' | 'SIGNATURE';

export type Incoming = {
  readonly ip: string;
  readonly authorization: string | undefined;
  readonly signature: string | undefined;
  /** The bytes as they arrived: what was written again has another signature. */
  readonly body: Buffer;
};

/** Whether a call is Marqeta's. Null when it is, else what is wrong. */
export function callerCheck({ credentials, signature: rules, allowedIps }: CallerOptions): (incoming: Incoming) => CallerRefusal | null {
  const expected = credentials.map((one) => digest(basicAuthorization(one)));
  const mayCall = allowList(allowedIps);
  return ({ ip, authorization, signature, body }) => {
    if (!mayCall(ip)) return 'ADDRESS';
    // The header as Marqeta writes it costs one hash; any other spelling is read the long way.
    const given = digest(authorization ?? '');
    const known = expected.some((one) => timingSafeEqual(given, one));
    if (!known && !verifyBasicAuthorization(authorization, credentials)) return 'CREDENTIALS';
    if (rules !== null && !isSigned(rules, body, signature)) return 'SIGNATURE';
    return null;
  };
}

function isSigned({ secrets, algorithms, encodings }: SignatureRules, body: Buffer, signature: string | undefined): boolean {
  if (signature === undefined || signature === '') return false;
  const given = digest(signature);
  return secrets.some((secret) =>
    algorithms.some((algorithm) => {
      const hex = signWebhook(secret, algorithm, body);
      return encodings.some((encoding) =>
        timingSafeEqual(given, digest(encoding === 'hex' ? hex : Buffer.from(hex, 'hex').toString('base64'))),
      );
    }),
  );
}

/** Hashed, texts of any length are compared in one time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
