/** Bodies that the product sends. Fields left out here can be added freely: Marqeta's create bodies are sparse (wire-format §2-§6). */

type Metadata = Readonly<Record<string, string>>;

/** Wire-format §2.1. Comes back masked. */
export interface Identification {
  readonly type: string;
  readonly value: string;
}

export interface CreateUser {
  readonly token?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postal_code?: string;
  readonly country?: string;
  readonly birth_date?: string;
  readonly identifications?: readonly Identification[];
  readonly parent_token?: string;
  readonly uses_parent_account?: boolean;
  readonly corporate_card_holder?: boolean;
  readonly account_holder_group_token?: string;
  readonly metadata?: Metadata;
}

/** Wire-format §3.1. */
export interface BeneficialOwner {
  readonly first_name: string;
  readonly last_name: string;
  readonly dob?: string;
  readonly home?: Readonly<Record<string, string>>;
  readonly identifications?: readonly Identification[];
}

export interface CreateBusiness {
  readonly token?: string;
  readonly business_name_legal?: string;
  readonly business_name_dba?: string;
  readonly office_location?: Readonly<Record<string, string>>;
  readonly incorporation?: Readonly<Record<string, unknown>>;
  readonly primary_contact?: Readonly<Record<string, string>>;
  readonly date_established?: string;
  readonly phone?: string;
  readonly taxpayer_id?: string;
  readonly beneficial_owner1?: BeneficialOwner;
  readonly beneficial_owner2?: BeneficialOwner;
  readonly beneficial_owner3?: BeneficialOwner;
  readonly beneficial_owner4?: BeneficialOwner;
  readonly account_holder_group_token?: string;
  readonly metadata?: Metadata;
}

export type TransitionChannel = 'API' | 'IVR' | 'FRAUD' | 'ADMIN' | 'SYSTEM';

interface Transition {
  readonly token?: string;
  readonly reason_code: string;
  readonly reason?: string;
  readonly channel: TransitionChannel;
}
export interface CreateUserTransition extends Transition {
  readonly user_token: string;
  readonly status: string;
}
export interface CreateBusinessTransition extends Transition {
  readonly business_token: string;
  readonly status: string;
}
export interface CreateCardTransition extends Transition {
  readonly card_token: string;
  readonly state: 'ACTIVE' | 'LIMITED' | 'SUSPENDED' | 'TERMINATED';
  readonly sync_state_with_dwts?: boolean;
}

/** A user or a business, exactly one (wire-format §3.6). */
export type SubmitKyc = ({ readonly user_token: string } | { readonly business_token: string }) & {
  readonly token?: string;
  readonly manual_override?: boolean;
  readonly notes?: string;
  readonly reference_id?: string;
};

export interface CreateAccountHolderGroup {
  readonly token?: string;
  readonly name: string;
  readonly config?: { readonly kyc_required?: 'ALWAYS' | 'CONDITIONAL' | 'NEVER'; readonly is_reloadable?: boolean };
}

/** `tokenOfWallet` is the wallet token that moves; `token` names the command. */
export interface MoveWalletToken {
  readonly token?: string;
  readonly tokenOfWallet: string;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED';
  readonly channel?: TransitionChannel;
  readonly reason_code?: string;
  readonly reason?: string;
}

export interface CreateCardProduct {
  readonly token?: string;
  readonly name: string;
  /** `yyyy-MM-dd`. */
  readonly start_date: string;
  readonly end_date?: string;
  readonly active?: boolean;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface CreateCard {
  readonly token?: string;
  readonly user_token: string;
  readonly card_product_token: string;
  readonly expedite?: boolean;
  readonly metadata?: Metadata;
  readonly fulfillment?: Readonly<Record<string, unknown>>;
  readonly expiration_offset?: { readonly unit: string; readonly value: number };
  readonly new_pan_from_card_token?: string;
  readonly reissue_pan_from_card_token?: string;
  readonly generate_new_pan?: boolean;
  readonly translate_pin_from_card_token?: string;
  readonly copy_pin_from_source_card?: boolean;
  readonly activation_actions?: {
    readonly terminate_reissued_source_card?: boolean;
    readonly swap_digital_wallet_tokens_from_card_token?: string;
  };
}

export interface CreateProgramGateway {
  readonly token?: string;
  readonly name: string;
  readonly url: string;
  readonly basic_auth_username: string;
  readonly basic_auth_password: string;
  readonly timeout_millis?: number;
  readonly custom_header?: Metadata;
  readonly active?: boolean;
}

export interface CreateWebhook {
  readonly token?: string;
  readonly name: string;
  readonly active?: boolean;
  readonly events: readonly string[];
  readonly config: {
    readonly url: string;
    readonly basic_auth_username: string;
    readonly basic_auth_password: string;
    readonly secret?: string;
    readonly signature_algorithm?: 'HMAC_SHA_1' | 'HMAC_SHA_256';
    readonly custom_header?: Metadata;
  };
}

/** Filters of `GET /transactions` (§9.1). Without `state` declines stay hidden; without dates only the last 30 days are searched. */
export interface TransactionFilter {
  readonly state?: string;
  readonly type?: string;
  readonly card_token?: string;
  readonly user_token?: string;
  readonly acting_user_token?: string;
  readonly business_token?: string;
  /** `yyyy-MM-dd` or `yyyy-MM-ddTHH:mm:ss.SS`. */
  readonly start_date?: string;
  readonly end_date?: string;
  readonly sort_by?: 'user_transaction_time' | '-user_transaction_time' | 'created_time' | '-created_time';
}
