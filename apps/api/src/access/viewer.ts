import type { Actor } from '../platform/transact.ts';
import { ForbiddenError, UnauthenticatedError } from './access.errors.ts';

export type Role = 'ADMIN' | 'MANAGER' | 'ACCOUNTANT' | 'EMPLOYEE' | 'OPERATOR';
export type Locale = 'en' | 'pt-PT';

/** Who asks, as the session knows them now. Plain data: it travels through Redis as JSON. */
export type Viewer = {
  readonly identityId: string;
  readonly sessionId: string;
  /** Null for an operator, who belongs to no company. */
  readonly companyId: string | null;
  /** The person in the company. Null for an operator. */
  readonly userId: string | null;
  readonly role: Role;
  /** Teams that the viewer is a member of, managed ones included. Sorted. */
  readonly teamIds: readonly string[];
  readonly managedTeamIds: readonly string[];
  readonly displayName: string;
  readonly locale: Locale;
  /** Grows with every change of what the viewer may see. */
  readonly accessVersion: number;
  /** When the session last gave a password or a code of a second factor, as the access token says. */
  readonly provenAtMs: number;
};

/** A viewer who is a person of a company. */
export type Member = Viewer & { readonly companyId: string; readonly userId: string };

function isMember(viewer: Viewer): viewer is Member {
  return viewer.companyId !== null && viewer.userId !== null;
}

/** @throws UnauthenticatedError when nobody is signed in */
export function signedIn(viewer: Viewer | null): Viewer {
  if (viewer === null) throw new UnauthenticatedError();
  return viewer;
}

/**
 * The person of a company who asks: what nearly every resolver begins with.
 * @throws UnauthenticatedError when nobody is signed in
 * @throws ForbiddenError for an operator, who sees no company's money
 */
export function memberOf(viewer: Viewer | null): Member {
  const someone = signedIn(viewer);
  if (!isMember(someone))
    throw new ForbiddenError('You run the installation and belong to no company: open a company as one of its people.');
  return someone;
}

/** The viewer as the actor of a command. */
export function actorOf(viewer: Viewer, ip?: string): Actor {
  const { companyId, userId, identityId, displayName } = memberOf(viewer);
  return { kind: 'person', companyId, userId, identityId, displayName, ...(ip === undefined ? {} : { ip }) };
}
