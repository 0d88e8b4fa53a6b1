import { DomainError } from '../platform/errors.ts';

/** The control cannot stand beside another one. */
export class ControlContradictionError extends DomainError {
  override readonly name = 'ControlContradictionError';
  readonly kind = 'rule';
  readonly code = 'CONTROL_CONTRADICTION';
}

/** The limit's currency is not the one in which cards under it spend. */
export class ControlCurrencyError extends DomainError {
  override readonly name = 'ControlCurrencyError';
  readonly kind = 'rule';
  readonly code = 'CONTROL_CURRENCY';
  override readonly field = 'currency';
  constructor(currency: string, spent: readonly string[]) {
    super(`Cards under this limit spend ${spent.join(' and ')}: a limit in ${currency} would not hold for them.`);
  }
}

/** Each open exception is looked at in every decision of its card. */
export class TooManyExceptionsError extends DomainError {
  override readonly name = 'TooManyExceptionsError';
  readonly kind = 'rule';
  readonly code = 'TOO_MANY_EXCEPTIONS';
  constructor(most: number) {
    super(`There are ${most} open exceptions here already. Take one back, or change the control.`);
  }
}
