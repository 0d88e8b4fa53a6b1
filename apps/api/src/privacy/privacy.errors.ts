import { DomainError } from '../platform/errors.ts';
import type { Obstacle, Obstacles } from './obstacles.ts';

const SENTENCES: Readonly<Record<Obstacle, string>> = {
  PERSON_NOT_CLOSED: 'they have not left the company',
  CARD_NOT_TERMINATED: 'a card of theirs is not terminated',
  PURCHASE_PENDING: 'a purchase is pending',
  DISPUTE_OPEN: 'a dispute is open',
  APPROVAL_PENDING: 'a request of theirs waits for an approval',
  VERIFICATION_OPEN: 'the issuer is still verifying them',
};

export class ErasureBlockedError extends DomainError {
  override readonly name = 'ErasureBlockedError';
  readonly kind = 'rule';
  readonly code = 'ERASURE_BLOCKED';
  constructor(obstacles: Obstacles) {
    super(`This person cannot be erased yet: ${obstacles.map(({ code }) => `${SENTENCES[code]} (${code})`).join('; ')}.`);
  }
}

export class AlreadyErasedError extends DomainError {
  override readonly name = 'AlreadyErasedError';
  readonly kind = 'conflict';
  readonly code = 'ALREADY_ERASED';
  constructor() {
    super('This person was erased before.');
  }
}

export class PersonLeavesWithCardsError extends DomainError {
  override readonly name = 'PersonLeavesWithCardsError';
  readonly kind = 'rule';
  readonly code = 'CARD_NOT_TERMINATED';
  constructor() {
    super('They still have a card. Terminate their cards first.');
  }
}
