import { DomainError } from '../platform/errors.ts';
import type { Disputable } from './disputable.ts';

type Why = Extract<Disputable, { possible: false }>['why'];

const WORDS: Readonly<Record<Exclude<Why, 'DISPUTED'>, string>> = {
  NOT_CLEARED: 'Only what a merchant has collected can be disputed. Wait until the purchase is cleared.',
  REFUNDED: 'The merchant has given everything back already.',
  TOO_LATE: 'A purchase can be disputed for 120 days after it was cleared.',
};

export class NotDisputableError extends DomainError {
  override readonly name = 'NotDisputableError';
  readonly kind = 'rule';
  readonly code = 'NOT_DISPUTABLE';
  constructor(readonly why: Exclude<Why, 'DISPUTED'>) {
    super(WORDS[why]);
  }
}

export class DisputeExistsError extends DomainError {
  override readonly name = 'DisputeExistsError';
  readonly kind = 'conflict';
  readonly code = 'DISPUTE_EXISTS';
  constructor() {
    super('This purchase is disputed already.');
  }
}

export class DisputeAmountError extends DomainError {
  override readonly name = 'DisputeAmountError';
  readonly kind = 'rule';
  readonly code = 'DISPUTE_AMOUNT';
  override readonly field = 'amountMinor';
  constructor() {
    super('The amount is more than nothing, and at most what was collected and not given back.');
  }
}

export class DisputeDecisionError extends DomainError {
  override readonly name = 'DisputeDecisionError';
  readonly kind = 'conflict';
  readonly code = 'DISPUTE_DECISION_NOT_ALLOWED';
  constructor() {
    super('This cannot be decided about the dispute as it stands now.');
  }
}

export class DisputeOverError extends DomainError {
  override readonly name = 'DisputeOverError';
  readonly kind = 'conflict';
  readonly code = 'DISPUTE_OVER';
  constructor() {
    super('The dispute is over: nothing can be added to it any more.');
  }
}

export class TooMuchEvidenceError extends DomainError {
  override readonly name = 'TooMuchEvidenceError';
  readonly kind = 'rule';
  readonly code = 'TOO_MUCH_EVIDENCE';
  constructor(most: number) {
    super(`A dispute has at most ${most} files.`);
  }
}
