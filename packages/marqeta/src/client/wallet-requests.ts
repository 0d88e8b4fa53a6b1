export type WalletDevice = 'MOBILE_PHONE' | 'WATCH' | 'TABLET' | 'WEARABLE_DEVICE' | 'HOUSEHOLD_DEVICE' | 'AUTOMOBILE_DEVICE';

/** Bodies of the provisioning requests (wire-format §5.11); all of it comes from the wallet on the holder's device. */
export interface WalletProvisioning {
  readonly applePay: {
    readonly card_token: string;
    readonly device_type: WalletDevice;
    readonly provisioning_app_version: string;
    readonly certificates: readonly string[];
    readonly nonce: string;
    readonly nonce_signature: string;
  };
  readonly googlePay: {
    readonly card_token: string;
    readonly device_type: WalletDevice;
    readonly device_id: string;
    readonly provisioning_app_version: string;
    readonly wallet_account_id: string;
  };
}

export interface WalletTokenFilter {
  readonly start_date?: string;
  readonly end_date?: string;
  readonly pan_reference_id?: string;
  readonly token_reference_id?: string;
  readonly correlation_id?: string;
  readonly token_type?: string;
  readonly token_requestor_name?: string;
  readonly state?: string;
}
