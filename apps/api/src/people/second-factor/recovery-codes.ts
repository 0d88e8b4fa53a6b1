import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';

const COUNT = 10;
/** Crockford's base32: no I, L, O or U, which are read for others. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits: nobody guesses one, not even from its hash. */
const LENGTH = 16;
const GROUP = 4;

/** Codes for who has lost the authenticator, to be written down: `7K2M-…` in four groups. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const text = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
    return (text.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
  });
}

/** The code without what people add or misread; null for what has not the length of one. */
function normalized(typed: string): string | null {
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return text.length === LENGTH && Array.from(text).every((letter) => ALPHABET.includes(letter)) ? text : null;
}

/** What is kept of a code, the same for every spelling of it; null for what is none. */
export function recoveryCodeHash(identityId: string, typed: string): Buffer | null {
  const text = normalized(typed);
  return text === null ? null : createHash('sha256').update(`recovery code:${identityId}:${text}`).digest();
}

/** In place of those there were. */
export async function keepRecoveryCodes(manager: EntityManager, identityId: string, codes: readonly string[]): Promise<void> {
  const hashes = codes.map((code) => recoveryCodeHash(identityId, code));
  await manager.query('SELECT auth_replace_recovery_codes($1, $2)', [identityId, hashes]);
}
