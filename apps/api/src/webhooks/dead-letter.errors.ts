import { DomainError } from '../platform/errors.ts';

/** Only a message of Marqeta can be applied; a question that its gateway once asked was answered then. */
export class NotReplayableError extends DomainError {
  override readonly name = 'NotReplayableError';
  readonly kind = 'rule';
  readonly code = 'DEAD_LETTER_NOT_REPLAYABLE';
  override readonly field = 'ids';
  constructor() {
    super('A request of the gateway was answered when it came and cannot be replayed. Read it, then dismiss it.');
  }
}
