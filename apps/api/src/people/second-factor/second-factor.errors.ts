import { DomainError } from '../../platform/errors.ts';

export class WrongCodeError extends DomainError {
  override readonly name = 'WrongCodeError';
  readonly kind = 'forbidden';
  readonly code = 'WRONG_CODE';
  override readonly field = 'code';
  constructor() {
    super('This code is wrong, or was used before. Wait for the next one and try that.');
  }
}

export class SecondFactorExistsError extends DomainError {
  override readonly name = 'SecondFactorExistsError';
  readonly kind = 'conflict';
  readonly code = 'SECOND_FACTOR_EXISTS';
  constructor() {
    super('You have a second factor already. End it first to set up another.');
  }
}

export class NoSecondFactorError extends DomainError {
  override readonly name = 'NoSecondFactorError';
  readonly kind = 'conflict';
  readonly code = 'NO_SECOND_FACTOR';
  constructor() {
    super('There is no second factor to do this with. Set one up first.');
  }
}
