import type { VelocityWindow } from '../wire/controls.ts';
import type { DecimalText } from '../wire/decimal.ts';

/** A card product or a user, not both; none means the whole programme (wire-format §7.1). */
export interface ControlAssociation {
  readonly card_product_token?: string;
  readonly user_token?: string;
}

export interface CreateVelocityControl {
  readonly token?: string;
  readonly name?: string;
  readonly active?: boolean;
  readonly amount_limit: DecimalText;
  readonly currency_code: string;
  readonly velocity_window: VelocityWindow;
  /** -1: any number, 0: none. Not with `TRANSACTION`. */
  readonly usage_limit?: number;
  readonly approvals_only?: boolean;
  readonly association?: ControlAssociation;
  readonly merchant_scope?: { readonly mcc?: string; readonly mcc_group?: string; readonly mid?: string };
  readonly include_purchases?: boolean;
  readonly include_withdrawals?: boolean;
  readonly include_transfers?: boolean;
  readonly include_cashback?: boolean;
  readonly include_credits?: boolean;
}

export interface CreateAuthorizationControl {
  readonly token?: string;
  readonly name: string;
  readonly active?: boolean;
  readonly association?: ControlAssociation;
  readonly merchant_scope?: {
    readonly mcc?: string;
    readonly mcc_group?: string;
    readonly mid?: string;
    readonly merchant_group_token?: string;
  };
  readonly start_time?: string;
  readonly end_time?: string;
}

export interface CreateMerchantExemption {
  readonly token?: string;
  readonly name: string;
  readonly association?: ControlAssociation;
  readonly mid?: string;
  readonly merchant_group_token?: string;
  readonly start_time?: string;
  readonly end_time?: string;
}

export interface CreateMccGroup {
  readonly token?: string;
  readonly name: string;
  /** Four digits, or a range of them. */
  readonly mccs: readonly string[];
  readonly active?: boolean;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface CreateMerchantGroup {
  readonly token?: string;
  readonly name: string;
  readonly mids: readonly string[];
  readonly active?: boolean;
}
