import type { ChargebackReason } from '@afc/marqeta';

/** Of Marqeta's reasons those that a cardholder can give; the others are about how a merchant's bank wrote its messages. */
export const DISPUTE_REASONS = [
  'FRAUD_TRANSACTION',
  'TRANSACTION_NOT_RECOGNIZED',
  'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
  'NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE',
  'DUPLICATE_PROCESSING_OR_PAID_BY_OTHER_MEANS',
  'INCORRECT_TRANSACTION_AMOUNT',
  'CREDIT_NOT_PROCESSED',
  'CANCELLED_RECURRING_TRANSACTION',
  'NON_RECEIPT_OF_CASH_OR_LOAD_TRANSACTION_VALUE_AT_ATM',
] as const satisfies readonly ChargebackReason[];
export type DisputeReason = (typeof DISPUTE_REASONS)[number];
