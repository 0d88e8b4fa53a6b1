import { allowList } from '../platform/allow-list.ts';
import { AddressNotAllowedError } from './access.errors.ts';
import type { Role, Viewer } from './viewer.ts';

type Authenticate = (token: string, ip: string) => Promise<Viewer | null>;

const ADMINISTERS: ReadonlySet<Role> = new Set<Role>(['ADMIN', 'OPERATOR', 'READER']);

/**
 * Whoever administers a company or the installation is let in from these addresses alone, whichever app they are signed in to: their powers
 * are the same in both. An empty list is any address. Service accounts have lists of their own.
 */
export function fromAdminAddresses(authenticate: Authenticate, addresses: readonly string[]): Authenticate {
  const isAllowed = allowList(addresses);
  return async (token, ip) => {
    const viewer = await authenticate(token, ip);
    if (viewer !== null && ADMINISTERS.has(viewer.role) && !isAllowed(ip))
      throw new AddressNotAllowedError('You may not administer from this network address. Ask who runs the installation to allow it.');
    return viewer;
  };
}
