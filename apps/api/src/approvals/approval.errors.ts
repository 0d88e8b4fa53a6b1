import { DomainError } from '../platform/errors.ts';

export class ApprovalSettledError extends DomainError {
  override readonly name = 'ApprovalSettledError';
  readonly kind = 'conflict';
  readonly code = 'APPROVAL_SETTLED';
  constructor(readonly status: string) {
    super(`This was settled before: it is ${status.toLowerCase()}.`);
  }
}

export class OwnApprovalError extends DomainError {
  override readonly name = 'OwnApprovalError';
  readonly kind = 'forbidden';
  readonly code = 'APPROVAL_IS_OWN';
  constructor() {
    super('You asked for this yourself: somebody else has to answer.');
  }
}
