import { DomainError } from '../platform/errors.ts';

export class PersonExistsError extends DomainError {
  override readonly name = 'PersonExistsError';
  readonly kind = 'conflict';
  readonly code = 'PERSON_EXISTS';
  override readonly field = 'email';
  constructor() {
    super('Somebody with this e-mail address is in your company already.');
  }
}

/** Said at the terminal alone: to an admin of one company it would tell who is in another. */
export class IdentityTakenError extends DomainError {
  override readonly name = 'IdentityTakenError';
  readonly kind = 'conflict';
  readonly code = 'IDENTITY_TAKEN';
  override readonly field = 'email';
  constructor() {
    super(
      'Somebody signs in with this e-mail address already, with another password. Give the password that they have, or another address.',
    );
  }
}

export class TeamExistsError extends DomainError {
  override readonly name = 'TeamExistsError';
  readonly kind = 'conflict';
  readonly code = 'TEAM_EXISTS';
  override readonly field = 'name';
  constructor(name: string) {
    super(`There is a team named ${name} already.`);
  }
}

export class PersonInvitedError extends DomainError {
  override readonly name = 'PersonInvitedError';
  readonly kind = 'conflict';
  readonly code = 'PERSON_INVITED';
  override readonly field = 'email';
  constructor() {
    super('Somebody with this e-mail address is invited already. Send that invitation again, or withdraw it.');
  }
}

export class InvitationOverError extends DomainError {
  override readonly name = 'InvitationOverError';
  readonly kind = 'conflict';
  readonly code = 'INVITATION_OVER';
  constructor() {
    super('This invitation was accepted or withdrawn before.');
  }
}

export class TooManyInvitationsError extends DomainError {
  override readonly name = 'TooManyInvitationsError';
  readonly kind = 'rule';
  readonly code = 'TOO_MANY_INVITATIONS';
  constructor() {
    super('There are too many open invitations, or this one was sent too often. Withdraw what is not needed.');
  }
}

export class LastAdminError extends DomainError {
  override readonly name = 'LastAdminError';
  readonly kind = 'rule';
  readonly code = 'LAST_ADMIN';
  override readonly field = 'personId';
  constructor() {
    super('This is the only active admin of the company. Make somebody else an admin first.');
  }
}

export class LastSparedAdminError extends DomainError {
  override readonly name = 'LastSparedAdminError';
  readonly kind = 'rule';
  readonly code = 'LAST_SPARED_ADMIN';
  override readonly field = 'personId';
  constructor() {
    super('This is the only active admin who may come in when the identity provider fails. Name another one for that first.');
  }
}

export class PersonClosedError extends DomainError {
  override readonly name = 'PersonClosedError';
  readonly kind = 'rule';
  readonly code = 'PERSON_CLOSED';
  constructor() {
    super('An admin has closed this person for good. Invite them anew, with another address.');
  }
}

export class NameFromDirectoryError extends DomainError {
  override readonly name = 'NameFromDirectoryError';
  readonly kind = 'rule';
  readonly code = 'NAME_FROM_DIRECTORY';
  constructor() {
    super('Your name comes from your company’s directory. Have it changed there.');
  }
}

/** Said to a company's directory. */
export class SuspendedByAdminError extends DomainError {
  override readonly name = 'SuspendedByAdminError';
  readonly kind = 'rule';
  readonly code = 'SUSPENDED_BY_ADMIN';
  constructor() {
    super('An admin of the company has suspended this person: only an admin lifts it, on the page of the person. Nothing was changed.');
  }
}
