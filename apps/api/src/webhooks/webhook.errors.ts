import { DomainError } from '../platform/errors.ts';

/** A delivery could not be stored. Marqeta tries again for days (wire-format §14.6): nothing is lost. */
export class InboxAwayError extends DomainError {
  override readonly name = 'InboxAwayError';
  readonly kind = 'unavailable';
  readonly code = 'INBOX_AWAY';
  constructor() {
    super('The message could not be stored. Send it again later.');
  }
}
