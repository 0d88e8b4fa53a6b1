import type { Type } from 'typebox';
import { Anything, Decimal, Flag, open, sparse, Text, Time, Token } from './schema.ts';

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
