import type { Actor } from '../platform/transact.ts';
import { ForbiddenError, ReadOnlyError, UnauthenticatedError } from './access.errors.ts';
import type { Scope } from './scopes.ts';

/** What a person is to a company. */
export type PersonRole = 'ADMIN' | 'MANAGER' | 'ACCOUNTANT' | 'EMPLOYEE';
export type Role = PersonRole | 'OPERATOR' | 'SERVICE' | 'READER';
export type Locale = 'en' | 'pt-PT';

/** Who asks, as the session or the API key knows them now. Plain data: it travels through Redis as JSON. */
export type Viewer = {
  /** A service account has no identity: its own id stands here too. */
  readonly identityId: string;
  /** The API key's id when a service account asks. */
  readonly sessionId: string;
  /** Null for an operator, who belongs to no company; of one who reads, the company that they read. */
  readonly companyId: string | null;
  /**
   * The person in the company, or its service account, which no subject of the policy belongs to; nor does an operator who reads, whose
   * identity stands here. Null for an operator.
   */
  readonly userId: string | null;
  readonly role: Role;
  /** Teams that the viewer is a member of, managed ones included. Sorted. */
  readonly teamIds: readonly string[];
  readonly managedTeamIds: readonly string[];
  readonly displayName: string;
  readonly locale: Locale;
  /** Grows with every change of what the viewer may see. */
  readonly accessVersion: number;
  /** Of a service account alone. */
  readonly key?: { readonly scopes: readonly Scope[]; readonly expiresAtMs: number };
  /** Of an operator who reads a company: for how long. */
  readonly reading?: { readonly id: string; readonly untilMs: number };
  /** Signed in by the company's provider: what it says reaches no further than the company, so nothing of the identity is changed by it. */
  readonly byCompany?: true;
  /** When the session last gave a password or a code of a second factor, as the access token says. */
  readonly provenAtMs: number;
};

/** A viewer who is a person or a service account of a company. */
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
 * Who signs in: a person or an operator.
 * @throws UnauthenticatedError when nobody is signed in
 * @throws ForbiddenError for a service account, which has a key in place of a session
 */
export function inSession(viewer: Viewer | null): Viewer {
  const someone = signedIn(viewer);
  if (someone.role === 'SERVICE') throw new ForbiddenError('A service account has no session, no password and no profile.');
  return someone;
}

/**
 * Who of a company asks: what nearly every resolver begins with.
 * @throws UnauthenticatedError when nobody is signed in
 * @throws ForbiddenError for an operator, who sees no company's money
 */
export function memberOf(viewer: Viewer | null): Member {
  const someone = signedIn(viewer);
  if (!isMember(someone))
    throw new ForbiddenError('You run the installation and belong to no company: open a company as one of its people.');
  return someone;
}

/** The viewer as the actor of a command. @throws ForbiddenError, ReadOnlyError */
export function actorOf(viewer: Viewer, ip?: string): Actor {
  const { role, companyId, userId, identityId, displayName } = memberOf(viewer);
  if (role === 'READER') throw new ReadOnlyError();
  const from = ip === undefined ? {} : { ip };
  if (role === 'SERVICE') return { kind: 'service', companyId, accountId: userId, name: displayName, ...from };
  return { kind: 'person', companyId, userId, identityId, displayName, ...from };
}
