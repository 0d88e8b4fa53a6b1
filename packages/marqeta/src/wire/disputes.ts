import type { Type } from 'typebox';
import { Anything, Decimal, Flag, open, sparse, Text, Time, Token } from './schema.ts';

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

/** A dispute in the older model (wire-format §15.1). */
export const Chargeback = open(
  { token: Token, state: Text },
  {
    transaction_token: Text,
    amount: Decimal,
    channel: Text,
    credit_user: Flag,
    network: Text,
    network_case_id: Text,
    reason_code: Text,
    reason_description: Text,
    memo: Text,
    currency_code: Text,
    regulation_type: Text,
    created_time: Time,
    last_modified_time: Time,
  },
);
export type Chargeback = Type.Static<typeof Chargeback>;

/** A dispute in the newer model (§15.2): the case is ours, `dispute_details.dispute_state` is the network's. */
export const DisputeCase = open(
  { token: Token, state: Text },
  {
    type: Text,
    memo: Text,
    user_token: Text,
    business_token: Text,
    assignee: Text,
    dispute_details: sparse({
      original_transaction_token: Text,
      original_transaction_type: Text,
      dispute_amount: Decimal,
      dispute_amount_change_reason: Text,
      currency_code: Text,
      dispute_reason: Text,
      dispute_state: Text,
      chargeback_token: Text,
      network: Text,
      network_case_number: Text,
      card_token: Text,
      fraud_dispute_type_details: Anything,
      network_failure_response: Text,
      cardholder_contact_date: Time,
      provisional_credit_granted: Flag,
      regulation_type: Text,
    }),
    created_time: Time,
    last_modified_time: Time,
  },
);
export type DisputeCase = Type.Static<typeof DisputeCase>;

/** What was done on a case, and what the network did; their bodies are unconfirmed (§15.2), so only the token is sure. */
export const CaseTransition = open(
  { token: Token },
  { case_token: Text, action: Text, state: Text, previous_state: Text, amount: Decimal, created_time: Time },
);
export type CaseTransition = Type.Static<typeof CaseTransition>;
