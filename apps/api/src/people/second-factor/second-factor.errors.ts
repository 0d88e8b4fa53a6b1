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

export class PersonWithoutFactorError extends DomainError {
  override readonly name = 'PersonWithoutFactorError';
  readonly kind = 'conflict';
  readonly code = 'PERSON_WITHOUT_FACTOR';
  constructor() {
    super('They have no second factor: the password alone lets them in.');
  }
}

/** Where else they are is not told. */
export class FactorNotYoursToEndError extends DomainError {
  override readonly name = 'FactorNotYoursToEndError';
  readonly kind = 'rule';
  readonly code = 'FACTOR_NOT_YOURS_TO_END';
  constructor() {
    super('The second factor of this person cannot be ended from here. Ask whoever runs the installation.');
  }
}
