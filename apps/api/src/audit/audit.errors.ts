import { DomainError } from '../platform/errors.ts';

export class ExportTooOftenError extends DomainError {
  override readonly name = 'ExportTooOftenError';
  readonly kind = 'rate_limited';
  readonly code = 'EXPORT_TOO_OFTEN';
  constructor() {
    super('The log was downloaded a moment ago. Wait a minute, then try again.');
  }
}
