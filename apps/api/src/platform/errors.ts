/** What a caller can do about a refusal. Picks the HTTP status of REST answers. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'other_method'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'rule'
  | 'rate_limited'
  | 'unavailable';

export const HTTP_STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  other_method: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  rule: 422,
  rate_limited: 429,
  unavailable: 503,
};

/** A refusal that the caller can act on. Anything else thrown is a defect: logged in full, masked outside. */
export abstract class DomainError extends Error {
  abstract readonly kind: RefusalKind;
  /** Stable; what a client switches on. */
  abstract readonly code: string;
  /** The input field at fault, when there is one. */
  readonly field?: string;
}

export class NotFoundError extends DomainError {
  override readonly name = 'NotFoundError';
  readonly kind = 'not_found';
  readonly code = 'NOT_FOUND';
  constructor(noun: string) {
    super(`There is no such ${noun}.`);
  }
}

/** The address is there, and is asked in another way. */
export class MethodNotAllowedError extends DomainError {
  override readonly name = 'MethodNotAllowedError';
  readonly kind = 'other_method';
  readonly code = 'METHOD_NOT_ALLOWED';
  constructor(method: string, allowed: readonly string[]) {
    super(`This address is not there for ${method}: it takes ${allowed.join(', ')}.`);
  }
}

export class StaleVersionError extends DomainError {
  override readonly name = 'StaleVersionError';
  readonly kind = 'stale';
  readonly code = 'STALE';
  constructor(noun: string) {
    super(`The ${noun} has changed since you saw it. Look at it again, then decide.`);
  }
}

export class InvalidInputError extends DomainError {
  override readonly name = 'InvalidInputError';
  readonly kind = 'invalid';
  readonly code = 'INVALID_INPUT';
  override readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** More is asked than can be answered in time. Whoever waits a little and asks again is answered. */
export class OverloadedError extends DomainError {
  override readonly name = 'OverloadedError';
  readonly kind = 'unavailable';
  readonly code = 'OVERLOADED';
  readonly retryAfterMs = 1_000;
  constructor(options?: ErrorOptions) {
    super('More is asked at this moment than can be answered. Ask again in a second; a command with the same idempotency key.', options);
  }
}

/** What is needed for an answer cannot be reached. It comes back by itself; whether a command was done is not known. */
export class UnavailableError extends DomainError {
  override readonly name = 'UnavailableError';
  readonly kind = 'unavailable';
  readonly code = 'UNAVAILABLE';
  readonly retryAfterMs = 2_000;
  constructor(options?: ErrorOptions) {
    super('This cannot be answered at this moment. Ask again in some seconds; a command with the same idempotency key.', options);
  }
}

export class IdempotencyKeyReusedError extends DomainError {
  override readonly name = 'IdempotencyKeyReusedError';
  readonly kind = 'conflict';
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  constructor() {
    super('This idempotency key was used before with another input. Make a new key for a new command.');
  }
}

/** @throws StaleVersionError when the caller saw another version than there is */
export function expectVersion(noun: string, actual: number, expected: number | null | undefined): void {
  if (expected !== null && expected !== undefined && expected !== actual) throw new StaleVersionError(noun);
}
