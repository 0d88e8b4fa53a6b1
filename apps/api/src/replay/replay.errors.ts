import { DomainError } from '../platform/errors.ts';

export class ReplayTooLargeError extends DomainError {
  override readonly name = 'ReplayTooLargeError';
  readonly kind = 'too_large';
  readonly code = 'REPLAY_TOO_LARGE';
  override readonly field = 'days';
  constructor() {
    super('These days have more decisions than can be replayed at once. Ask for fewer days.');
  }
}

export class ReplayBusyError extends DomainError {
  override readonly name = 'ReplayBusyError';
  readonly kind = 'rate_limited';
  readonly code = 'REPLAY_BUSY';
  constructor() {
    super('Other replays are running. Try again in a few seconds.');
  }
}
