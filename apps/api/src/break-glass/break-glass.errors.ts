import { DomainError } from '../platform/errors.ts';

/** The reading is over, though the session does not know it yet. */
export class ReadingOverError extends DomainError {
  override readonly name = 'ReadingOverError';
  readonly kind = 'forbidden';
  readonly code = 'READING_OVER';
  constructor() {
    super('Your reading of this company is over. Start another one, with its own reason, if you still need it.');
  }
}
