import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isUuid } from '../platform/ids.ts';

/**
 * An API key as its holder has it: `afc_`, the id of the key, `_`, 256 random bits, and a checksum of all that comes before it. Programs that
 * look for lost secrets find it by `afc_[0-9a-f]{32}_[0-9A-Za-z]{49}` and tell by the checksum that it is none of their own inventions.
 */
const SHAPE = /^afc_([0-9a-f]{32})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const PREFIX = 'afc_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_DIGITS = 43;
const CHECKSUM_DIGITS = 6;

export type NewKey = {
  /** What its holder gets, once. */
  readonly key: string;
  /** What is kept of it. */
  readonly secretHash: Buffer;
};

export function newKey(id: string, random: Buffer = randomBytes(32)): NewKey {
  const secret = base62(BigInt(`0x${random.toString('hex')}`), SECRET_DIGITS);
  const body = `${PREFIX}${id.replaceAll('-', '')}_${secret}`;
  return { key: `${body}${checksum(body)}`, secretHash: hashOf(secret) };
}

/** Whether somebody means to show a key, good or not. */
export function looksLikeKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** Which key a text says it is. Null for what we never wrote: nothing need be looked up for it. */
export function readKey(text: string): { readonly id: string; readonly secretHash: Buffer } | null {
  const [, hex = '', secret = '', sum = ''] = SHAPE.exec(text) ?? [];
  if (secret === '' || checksum(text.slice(0, -CHECKSUM_DIGITS)) !== sum) return null;
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return isUuid(id) ? { id, secretHash: hashOf(secret) } : null;
}

export function isSameSecret(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** How a key begins: enough to find it again among others, nothing to use it with. */
export function startOf(id: string): string {
  return `${PREFIX}${id.replaceAll('-', '')}`;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checksum(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_DIGITS);
}

function base62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest /= 62n) text = DIGITS.charAt(Number(rest % 62n)) + text;
  return text;
}
