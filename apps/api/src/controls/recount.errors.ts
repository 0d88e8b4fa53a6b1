import { DomainError } from '../platform/errors.ts';

/** It would have taken too long, or the purchases of the company would have waited too long for it. Nothing has changed. */
export class RecountTooLongError extends DomainError {
  override readonly name = 'RecountTooLongError';
  readonly kind = 'unavailable';
  readonly code = 'RECOUNT_TOO_LONG';
  constructor() {
    super('Counting the limits anew would have kept purchases waiting for too long. Try again when the company buys little.');
  }
}
