import { DomainError } from '../platform/errors.ts';

export class PersonLeftError extends DomainError {
  override readonly name = 'PersonLeftError';
  readonly kind = 'conflict';
  readonly code = 'PERSON_LEFT';
  override readonly field = 'personId';
  constructor() {
    super('This person has left the company already.');
  }
}

export class OffboardingScheduledError extends DomainError {
  override readonly name = 'OffboardingScheduledError';
  readonly kind = 'conflict';
  readonly code = 'OFFBOARDING_SCHEDULED';
  override readonly field = 'personId';
  constructor(lastDay: string) {
    super(`This person leaves after ${lastDay} already. Cancel that first to change it.`);
  }
}

export class OffboardingNotScheduledError extends DomainError {
  override readonly name = 'OffboardingNotScheduledError';
  readonly kind = 'conflict';
  readonly code = 'OFFBOARDING_NOT_SCHEDULED';
  override readonly field = 'personId';
  constructor() {
    super('There is no day on which this person leaves.');
  }
}

export class SuccessorError extends DomainError {
  override readonly name = 'SuccessorError';
  readonly kind = 'rule';
  readonly code = 'SUCCESSOR_NOT_POSSIBLE';
  constructor(override readonly field: 'successors' | 'casesToId') {
    super('Whoever takes over is an active admin or manager, and somebody else.');
  }
}
