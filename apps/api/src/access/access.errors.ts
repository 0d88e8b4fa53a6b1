import { DomainError } from '../platform/errors.ts';

export class UnauthenticatedError extends DomainError {
  override readonly name = 'UnauthenticatedError';
  readonly kind = 'unauthenticated';
  readonly code = 'UNAUTHENTICATED';
  constructor(message = 'Sign in first.') {
    super(message);
  }
}

export class ForbiddenError extends DomainError {
  override readonly name = 'ForbiddenError';
  readonly kind = 'forbidden';
  readonly code = 'FORBIDDEN';
  constructor(message = 'You may not do this. Ask an admin of your company.') {
    super(message);
  }
}

/** An operator reads a company and changes nothing in it. */
export class ReadOnlyError extends DomainError {
  override readonly name = 'ReadOnlyError';
  readonly kind = 'forbidden';
  readonly code = 'READ_ONLY';
  constructor() {
    super('You read this company and change nothing in it. End the reading to go on as an operator.');
  }
}

/** An operator reads a company over GraphQL alone, where each thing that is read is noted. */
export class ReadingByAppError extends DomainError {
  override readonly name = 'ReadingByAppError';
  readonly kind = 'forbidden';
  readonly code = 'NOT_WHILE_READING';
  constructor() {
    super('While you read a company, you do so in the admin app: no files, and none of these routes.');
  }
}

/** What an admin may do to others and needs another admin for. */
export class NotYourselfError extends DomainError {
  override readonly name = 'NotYourselfError';
  readonly kind = 'rule';
  readonly code = 'NOT_YOURSELF';
  override readonly field = 'personId';
  constructor() {
    super('Nobody does this to themselves: another admin has to.');
  }
}

/** Told only to who has shown that they would be let in from elsewhere. */
export class AddressNotAllowedError extends DomainError {
  override readonly name = 'AddressNotAllowedError';
  readonly kind = 'forbidden';
  readonly code = 'ADDRESS_NOT_ALLOWED';
}
