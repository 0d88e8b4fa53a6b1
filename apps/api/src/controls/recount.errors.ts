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

/** Limits of so many purchases are being counted already that this one did not get its turn. Nothing has changed. */
export class RecountBusyError extends DomainError {
  override readonly name = 'RecountBusyError';
  readonly kind = 'unavailable';
  readonly code = 'RECOUNT_BUSY';
  readonly retryAfterMs = 30_000;
  constructor() {
    super('Limits of many purchases are being counted at this moment. Wait half a minute, then save again.');
  }
}
