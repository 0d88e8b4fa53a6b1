import { createHmac, timingSafeEqual } from 'node:crypto';

/** `HMAC_SHA_1` is what older configurations use (wire-format §14.4). */
export type SignatureAlgorithm = 'HMAC_SHA_1' | 'HMAC_SHA_256';

const HASHES: Readonly<Record<SignatureAlgorithm, string>> = { HMAC_SHA_1: 'sha1', HMAC_SHA_256: 'sha256' };

/** The header `X-Marqeta-Signature` for these bytes: lower-case hex. */
export function signWebhook(secret: string, algorithm: SignatureAlgorithm, rawBody: string | Uint8Array): string {
  return createHmac(HASHES[algorithm], secret).update(rawBody).digest('hex');
}

/** Compares in constant time, over the bytes as they arrived. A missing or misshapen header is false. */
export function verifyWebhookSignature(
  secret: string,
  algorithm: SignatureAlgorithm,
  rawBody: string | Uint8Array,
  header: string | undefined,
): boolean {
  const expected = Buffer.from(signWebhook(secret, algorithm, rawBody), 'ascii');
  const given = Buffer.from(header ?? '', 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
