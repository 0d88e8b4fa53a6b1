import { createHash, timingSafeEqual } from 'node:crypto';
import { basicAuthorization, type BasicCredentials, verifyBasicAuthorization, verifyWebhookSignature } from '@afc/marqeta';

export type CallerOptions = {
  readonly credentials: BasicCredentials;
  /** The newest first. Empty: no signature is asked for. */
  readonly secrets: readonly string[];
  /** Empty: any address. */
  readonly allowedIps: readonly string[];
};

export type CallerRefusal = 'ADDRESS' | 'CREDENTIALS' | 'SIGNATURE';

export type Incoming = {
  readonly ip: string;
  readonly authorization: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
};

/** Whether a call is Marqeta's. Null when it is, else what is wrong. */
export function callerCheck({ credentials, secrets, allowedIps }: CallerOptions): (incoming: Incoming) => CallerRefusal | null {
  const expected = digest(basicAuthorization(credentials));
  const allowed = new Set(allowedIps);
  return ({ ip, authorization, signature, body }) => {
    if (allowed.size > 0 && !allowed.has(ip)) return 'ADDRESS';
    // The header as Marqeta writes it costs one hash; any other spelling is read the long way.
    const known = authorization !== undefined && timingSafeEqual(digest(authorization), expected);
    if (!known && !verifyBasicAuthorization(authorization, [credentials])) return 'CREDENTIALS';
    if (secrets.length > 0 && !secrets.some((secret) => isSigned(secret, body, signature))) return 'SIGNATURE';
    return null;
  };
}

/** After a change of algorithm, retries signed the old way still arrive for weeks (wire-format §14.4). */
function isSigned(secret: string, body: Buffer, signature: string | undefined): boolean {
  const algorithm = signature?.length === 40 ? 'HMAC_SHA_1' : 'HMAC_SHA_256';
  return verifyWebhookSignature(secret, algorithm, body, signature);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
