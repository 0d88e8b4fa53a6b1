import { isIP } from 'node:net';
import { PasskeysNotHereError } from './passkey.errors.ts';

/** For whom passkeys are made (WebAuthn §4): a domain, and the pages that may ask for them. */
export type RelyingParty = { readonly id: string; readonly origin: string };

export const RELYING_PARTY_NAME = 'Atlanticfrewaycard';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;

/**
 * Both apps are on the one origin that people reach the product under, so its host is the id. An address has no domain, and browsers make
 * no passkeys for one: a loopback address goes as `localhost`, which leads to the same server; for any other there are none.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty | null {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (LOOPBACK.test(host)) return { id: 'localhost', origin: `${protocol}//localhost${port === '' ? '' : `:${port}`}` };
  return isIP(host) === 0 ? { id: host, origin } : null;
}

/** @throws PasskeysNotHereError */
export function relyingPartyHere(relyingParty: RelyingParty | null): RelyingParty {
  if (relyingParty === null) throw new PasskeysNotHereError();
  return relyingParty;
}
