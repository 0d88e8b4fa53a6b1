import { DomainError } from '../platform/errors.ts';

export class FundStateError extends DomainError {
  override readonly name = 'FundStateError';
  readonly kind = 'conflict';
  readonly code = 'FUND_STATE';
  constructor(
    readonly of: 'TOP_UP' | 'WITHDRAWAL',
    readonly state: string,
  ) {
    super(
      `This ${of === 'TOP_UP' ? 'top-up' : 'withdrawal'} is ${state.toLowerCase().replace('_', ' ')}: this cannot be done now. Look at it again.`,
    );
  }
}

export class NotEnoughAvailableError extends DomainError {
  override readonly name = 'NotEnoughAvailableError';
  readonly kind = 'rule';
  readonly code = 'NOT_ENOUGH_AVAILABLE';
  override readonly field = 'amountMinor';
  constructor() {
    super('More than what is available cannot be withdrawn. Ask for less, or wait for a top-up.');
  }
}

export class CurrencyNotUsedError extends DomainError {
  override readonly name = 'CurrencyNotUsedError';
  readonly kind = 'rule';
  readonly code = 'CURRENCY_NOT_USED';
  override readonly field = 'currency';
  constructor(currency: string) {
    super(`The company has no cards and no money in ${currency}. Choose a currency of its cards.`);
  }
}

export class TwoAdminsNeededError extends DomainError {
  override readonly name = 'TwoAdminsNeededError';
  readonly kind = 'rule';
  readonly code = 'TWO_ADMINS_NEEDED';
  override readonly field = 'fourEyesAboveMinor';
  constructor() {
    super('A second active admin is needed who can agree. Add one first.');
  }
}

export class LooseningPendingError extends DomainError {
  override readonly name = 'LooseningPendingError';
  readonly kind = 'conflict';
  readonly code = 'LOOSENING_PENDING';
  constructor() {
    super('A change of this setting waits for another admin already. Have it answered, or take it back first.');
  }
}
