import { DomainError } from '../platform/errors.ts';

export class TooManyApiKeysError extends DomainError {
  override readonly name = 'TooManyApiKeysError';
  readonly kind = 'conflict';
  readonly code = 'TOO_MANY_API_KEYS';
  constructor(most: number) {
    super(`A service account has ${most} live keys at most. Revoke one of them first.`);
  }
}

export class TooManyServiceAccountsError extends DomainError {
  override readonly name = 'TooManyServiceAccountsError';
  readonly kind = 'conflict';
  readonly code = 'TOO_MANY_SERVICE_ACCOUNTS';
  constructor(most: number) {
    super(`A company has ${most} service accounts at most. Close one that is no longer used.`);
  }
}

export class ServiceAccountExistsError extends DomainError {
  override readonly name = 'ServiceAccountExistsError';
  readonly kind = 'conflict';
  readonly code = 'SERVICE_ACCOUNT_EXISTS';
  override readonly field = 'name';
  constructor(name: string) {
    super(`There is a service account "${name}" already. Choose another name.`);
  }
}

export class ServiceAccountClosedError extends DomainError {
  override readonly name = 'ServiceAccountClosedError';
  readonly kind = 'conflict';
  readonly code = 'SERVICE_ACCOUNT_CLOSED';
  constructor() {
    super('This service account is closed. Make another one.');
  }
}

export class ApiKeyOverError extends DomainError {
  override readonly name = 'ApiKeyOverError';
  readonly kind = 'conflict';
  readonly code = 'API_KEY_OVER';
  constructor() {
    super('This key has expired or was revoked. Make a new one for its service account.');
  }
}
