import type { DecimalText } from '../wire/decimal.ts';

/** Why money is asked back in the older model (wire-format §15.1). */
export const CHARGEBACK_REASONS = [
  'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
  'CANCELLED_RECURRING_TRANSACTION',
  'NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE',
  'FRAUD_MULTIPLE_TRANSACTIONS',
  'FRAUD_TRANSACTION',
  'NO_AUTHORIZATION',
  'LATE_PRESENTMENT',
  'TRANSACTION_NOT_RECOGNIZED',
  'INCORRECT_CURRENCY',
  'INCORRECT_TRANSACTION_CODE',
  'INCORRECT_CURRENCY_OR_TRANSACTION_CODE',
  'INCORRECT_TRANSACTION_AMOUNT',
  'INCORRECT_ACCOUNT_NUMBER',
  'INCORRECT_TRANSACTION_AMOUNT_OR_ACCOUNT_NUMBER',
  'NOT_AUTHORIZED_CARD_PRESENT',
  'NOT_AUTHORIZED_CARD_ABSENT',
  'CREDIT_NOT_PROCESSED',
  'NON_RECEIPT_OF_CASH_OR_LOAD_TRANSACTION_VALUE_AT_ATM',
  'DUPLICATE_PROCESSING_OR_PAID_BY_OTHER_MEANS',
] as const;
export type ChargebackReason = (typeof CHARGEBACK_REASONS)[number];

export interface CreateChargeback {
  readonly token?: string;
  /** Of the clearing. */
  readonly transaction_token: string;
  /** All of the clearing or a part, never more (§15.4). */
  readonly amount: DecimalText;
  readonly channel: 'GATEWAY' | 'GATEWAY_AUTOMATED' | 'ISSUER' | 'ISSUER_AUTOMATED';
  readonly reason_description?: ChargebackReason;
  readonly reason_code?: string;
  readonly credit_user?: boolean;
  readonly memo?: string;
  readonly currency_code?: string;
}

export type ChargebackMove =
  | 'REPRESENTMENT'
  | 'PREARBITRATION'
  | 'PREARB_RESPONDED'
  | 'ARBITRATION'
  | 'CASE_WON'
  | 'CASE_LOST'
  | 'WRITTEN_OFF_ISSUER'
  | 'WRITTEN_OFF_PROGRAM';

export interface MoveChargeback {
  readonly token?: string;
  readonly chargeback_token: string;
  readonly state: ChargebackMove;
  readonly amount?: DecimalText;
  readonly reason?: string;
}

export interface ChargebackFilter {
  readonly transaction_token?: string;
  readonly states?: string;
}

export interface CreateCase {
  readonly token?: string;
  readonly type: 'DISPUTE';
  readonly memo?: string;
  readonly dispute_details: {
    readonly original_transaction_token: string;
    readonly dispute_amount: DecimalText;
    /** The two of fraud are confirmed; the list of service reasons is not (§15.2). */
    readonly dispute_reason: string;
    readonly fraud_dispute_type_details?: { readonly general_fraud_type_dispute_details: { readonly chip_on_card: boolean } };
    readonly cardholder_contact_date?: string;
  };
}

export interface CaseFilter {
  readonly original_transaction_token?: string;
  readonly user_token?: string;
}
