import type { DecimalText } from '../wire/decimal.ts';
import type { ChargebackReason } from '../wire/disputes.ts';

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
