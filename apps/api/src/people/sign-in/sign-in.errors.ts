import { DomainError } from '../../platform/errors.ts';

/** One answer for a wrong password and an unknown mailbox. */
export class WrongCredentialsError extends DomainError {
  override readonly name = 'WrongCredentialsError';
  readonly kind = 'unauthenticated';
  readonly code = 'WRONG_CREDENTIALS';
  constructor() {
    super('E-mail and password do not match.');
  }
}

export class WrongAppError extends DomainError {
  override readonly name = 'WrongAppError';
  readonly kind = 'forbidden';
  readonly code: 'USE_PORTAL' | 'USE_ADMIN';
  constructor(use: 'portal' | 'admin') {
    super(
      use === 'portal'
        ? 'This app is for those who run the cards. Yours are in the portal: open /portal and sign in there.'
        : 'You run the installation and have no cards here: open /admin and sign in there.',
    );
    this.code = use === 'portal' ? 'USE_PORTAL' : 'USE_ADMIN';
  }
}

/** Said only after the right password. */
export class AccountClosedError extends DomainError {
  override readonly name = 'AccountClosedError';
  readonly kind = 'forbidden';
  readonly code = 'ACCOUNT_CLOSED';
  constructor() {
    super('Your account is suspended or closed. Ask an admin of your company.');
  }
}

export class SessionEndedError extends DomainError {
  override readonly name = 'SessionEndedError';
  readonly kind = 'unauthenticated';
  readonly code = 'UNAUTHENTICATED';
  constructor() {
    super('Your session has ended. Sign in again.');
  }
}

export class TooManySignInsError extends DomainError {
  override readonly name = 'TooManySignInsError';
  readonly kind = 'rate_limited';
  readonly code = 'RATE_LIMITED';
  constructor(readonly retryAfterMs = 1_000) {
    super(`Too many tries. Wait ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} s, then try again.`);
  }
}

export class CrossSiteRequestError extends DomainError {
  override readonly name = 'CrossSiteRequestError';
  readonly kind = 'forbidden';
  readonly code = 'CROSS_SITE';
  constructor() {
    super('This address answers only to pages of its own origin.');
  }
}

export class ChallengeOverError extends DomainError {
  override readonly name = 'ChallengeOverError';
  readonly kind = 'unauthenticated';
  readonly code = 'SIGN_IN_AGAIN';
  constructor() {
    super('This took too long. Begin again with e-mail and password.');
  }
}

/** Of somebody who is signed in already: not 401, which would say that the session is over. */
export class WrongProofError extends DomainError {
  override readonly name = 'WrongProofError';
  readonly kind = 'forbidden';
  readonly code = 'WRONG_PROOF';
  constructor() {
    super('This is not right, or the code was used before. Try again.');
  }
}

/** Of a link that was mailed: over, used, replaced by a newer one, or never ours. Which of these is told to nobody. */
export class LinkOverError extends DomainError {
  override readonly name = 'LinkOverError';
  readonly kind = 'not_found';
  readonly code = 'LINK_OVER';
  constructor() {
    super('This link is good no more. Ask for a new one.');
  }
}
