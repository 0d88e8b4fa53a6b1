import { DomainError } from '../../platform/errors.ts';

export class NotARefundError extends DomainError {
  override readonly name = 'NotARefundError';
  readonly kind = 'conflict';
  readonly code = 'NOT_A_REFUND';
  override readonly field = 'refundId';
  constructor() {
    super('Only a refund that has given something back can belong to a purchase.');
  }
}

export class RefundPurchaseError extends DomainError {
  override readonly name = 'RefundPurchaseError';
  readonly kind = 'conflict';
  readonly code = 'REFUND_PURCHASE';
  override readonly field = 'purchaseId';
  constructor() {
    super('A refund belongs to a purchase that was cleared before it, in the same currency. Choose another one.');
  }
}
