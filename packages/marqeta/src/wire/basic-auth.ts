import { createHash, timingSafeEqual } from 'node:crypto';

export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** The value of an `Authorization` header. */
export function basicAuthorization({ username, password }: BasicCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** True when the header carries one of these credentials. Takes the same time however much of it is right. */
export function verifyBasicAuthorization(header: string | undefined, accepted: readonly BasicCredentials[]): boolean {
  const given = digest(readBasicAuthorization(header) ?? '');
  let matches = false;
  for (const { username, password } of accepted) {
    // No short cut: every candidate is compared.
    if (timingSafeEqual(given, digest(`${username}:${password}`))) matches = true;
  }
  return matches && header !== undefined;
}

/** `username:password`, or `null` when the header is none of Basic. */
export function readBasicAuthorization(header: string | undefined): string | null {
  const encoded = header === undefined ? null : /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1];
  return encoded === null || encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
}

// Hashing first makes the lengths equal, which `timingSafeEqual` needs and which hides them.
function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
