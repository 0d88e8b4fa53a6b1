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
