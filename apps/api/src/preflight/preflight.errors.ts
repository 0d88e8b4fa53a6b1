import { DomainError } from '../platform/errors.ts';

export class PreflightTooOftenError extends DomainError {
  override readonly name = 'PreflightTooOftenError';
  readonly kind = 'rate_limited';
  readonly code = 'PREFLIGHT_TOO_OFTEN';
  constructor() {
    super('This was asked too often. Wait a minute, then try again.');
  }
}
