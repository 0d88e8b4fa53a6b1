import { type Sealer, seal, unseal } from '../platform/seal.ts';

/** A seal opens only where it was made for. */
const personPlace = (userId: string) => `users.email_sealed:${userId}`;
const identityPlace = (hash: Uint8Array) => `identities.email_sealed:${Buffer.from(hash).toString('hex')}`;

export function sealPersonEmail(key: Uint8Array, userId: string, email: string): Buffer {
  return seal(key, email, personPlace(userId));
}

/** Null when the person was erased: the key is gone. */
export function openPersonEmail(sealer: Sealer, userId: string, wrappedKey: Uint8Array | null, sealed: Uint8Array): string | null {
  return wrappedKey === null ? null : unseal(sealer.unwrap(wrappedKey), sealed, personPlace(userId));
}

/** An identity's address under a key of its own: it outlives the person's place in any one company. */
export function sealIdentityEmail(sealer: Sealer, email: string): { hash: Buffer; sealed: Buffer; wrapped: Buffer } {
  const hash = sealer.emailHash(email);
  const { key, wrapped } = sealer.newKey();
  return { hash, sealed: seal(key, email, identityPlace(hash)), wrapped };
}

/** The same address under the newest hash: its seal opens only beside the hash that it was made for. */
export function resealIdentityEmail(
  sealer: Sealer,
  row: { hash: Uint8Array; sealed: Uint8Array; wrapped: Uint8Array },
): { hash: Buffer; sealed: Buffer } {
  const email = openIdentityEmail(sealer, row);
  const hash = sealer.emailHash(email);
  return { hash, sealed: seal(sealer.unwrap(row.wrapped), email, identityPlace(hash)) };
}

export function openIdentityEmail(sealer: Sealer, row: { hash: Uint8Array; sealed: Uint8Array; wrapped: Uint8Array }): string {
  return unseal(sealer.unwrap(row.wrapped), row.sealed, identityPlace(row.hash));
}
