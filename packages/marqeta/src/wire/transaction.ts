import { Type } from 'typebox';
import { Anything, Decimal, Flag, Loose, Metadata, open, sparse, Text, Time, Token } from './schema.ts';
import { JitFunding } from './jit-funding.ts';

/** Wire-format §9.11. The list is open: a state never seen before arrives as text. */
export const TRANSACTION_STATES = ['PENDING', 'CLEARED', 'COMPLETION', 'DECLINED', 'ERROR'] as const;

const Response = sparse({ code: Text, memo: Text, additional_information: Text });

const Balance = sparse({
  currency_code: Text,
  ledger_balance: Decimal,
  available_balance: Decimal,
  credit_balance: Decimal,
  pending_credits: Decimal,
  cached_balance: Decimal,
  impacted_amount: Decimal,
  last_updated_time: Time,
});
export const HolderBalance = Type.Intersect([Balance, sparse({ balances: Type.Record(Type.String(), Balance) })]);
export type HolderBalance = Type.Static<typeof HolderBalance>;

const FundingSource = sparse({
  type: Text,
  token: Text,
  name: Text,
  active: Flag,
  is_default_account: Flag,
  created_time: Time,
  last_modified_time: Time,
});

/** What passed between Marqeta and our gateway, as Marqeta saw it (§13.5). */
const GatewayLog = sparse({
  order_number: Text,
  transaction_id: Text,
  message: Text,
  duration: Loose,
  timed_out: Flag,
  response: sparse({ code: Text, data: sparse({ jit_funding: Anything }) }),
});

/** `gpa_order`, and `gpa_order_unload` when money goes back to the holder (§6.3). */
export const FundingOrder = sparse({
  token: Token,
  amount: Decimal,
  transaction_token: Text,
  original_order_token: Text,
  state: Text,
  created_time: Time,
  last_modified_time: Time,
  response: Response,
  funding: sparse({ amount: Decimal, source: FundingSource, source_address: Anything, gateway_log: GatewayLog }),
  funding_source_token: Text,
  jit_funding: JitFunding,
  user_token: Text,
  business_token: Text,
  currency_code: Text,
  gateway_message: Text,
  memo: Text,
  tags: Text,
});
export type FundingOrder = Type.Static<typeof FundingOrder>;

/** Both models: v1 has `address`, `zip`, `country` and `poi`; v2 has `street_address`, `postal_code`, `country_code` (§9.4, §9.5). */
export const CardAcceptor = sparse({
  mid: Text,
  mcc: Text,
  name: Text,
  city: Text,
  state: Text,
  postal_code: Text,
  zip: Text,
  country_code: Text,
  country: Text,
  street_address: Text,
  address: Text,
  phone: Text,
  customer_service_phone: Text,
  url: Text,
  network_mid: Text,
  mcc_groups: Type.Array(Text),
  network_assigned_id: Text,
  special_merchant_id: Text,
  country_of_origin: Text,
  merchant_tax_id: Text,
  legal_business_name: Text,
  payment_facilitator_id: Text,
  payment_facilitator_name: Text,
  sub_merchant_id: Text,
  independent_sales_organization_id: Text,
  poi: sparse({
    tid: Text,
    partial_approval_capable: Flag,
    card_presence: Flag,
    cardholder_presence: Flag,
    pin_present: Flag,
    processing_type: Text,
    channel: Text,
  }),
});
export type CardAcceptor = Type.Static<typeof CardAcceptor>;

/** §9.6. */
export const PointOfSale = sparse({
  card_data_input_capability: Text,
  card_holder_presence: Flag,
  card_presence: Flag,
  cardholder_authentication_method: Text,
  country_code: Text,
  county: Text,
  is_installment: Flag,
  is_recurring: Flag,
  pan_entry_mode: Text,
  partial_approval_capable: Flag,
  pin_entry_mode: Text,
  pin_present: Flag,
  purchase_amount_only: Flag,
  special_condition_indicator: Text,
  state: Text,
  terminal_attendance: Text,
  terminal_id: Text,
  terminal_location: Text,
  terminal_type: Text,
  transaction_initiated_by: Text,
  transaction_initiated_category: Text,
  zip: Text,
});

/** §9.7. */
const TransactionMetadata = sparse({
  authorization_life_cycle: Loose,
  cross_border_transaction: Flag,
  is_deferred_authorization: Flag,
  is_lodging_auto_rental: Flag,
  lodging_auto_rental_start_date: Time,
  memo: Text,
  moto_indicator: Text,
  one_leg_out: Flag,
  payment_channel: Text,
  special_purchase_id: Text,
  transaction_category: Text,
});

const CurrencyConversion = sparse({
  network: sparse({
    original_amount: Decimal,
    conversion_rate: Decimal,
    original_currency_code: Text,
    dynamic_currency_conversion: Flag,
    settlement_data: sparse({ amount: Decimal, currency_code: Text, conversion_rate: Decimal }),
  }),
});

const NetworkFee = sparse({ type: Text, amount: Decimal, credit_debit: Text, currency: Text });

/**
 * The transaction model (§9.4): one message in the life of a purchase. A gateway request and a webhook item are this same object with
 * fewer or more fields. Amounts are decimal text.
 */
export const Transaction = open(
  { token: Token, type: Text, state: Text },
  {
    user_token: Text,
    acting_user_token: Text,
    business_token: Text,
    card_token: Text,
    card_product_token: Text,
    identifier: Text,
    account_funding: Anything,
    account_name_verification: Anything,
    account_owner: Anything,
    accounts: Type.Array(Type.Unknown()),
    acquirer: Anything,
    acquirer_fee_amount: Decimal,
    acquirer_reference_data: Text,
    acquirer_reference_id: Text,
    address_verification: Anything,
    advice_reason_code: Text,
    advice_reason_details: Text,
    amount: Decimal,
    amount_to_be_released: Decimal,
    anticipated_amount: Decimal,
    approval_code: Text,
    authorization_expiration: Time,
    batch_number: Text,
    business: sparse({ metadata: Metadata }),
    card: sparse({ last_four: Text, metadata: Metadata }),
    card_acceptor: CardAcceptor,
    card_security_code_verification: Anything,
    cardholder_authentication_data: Anything,
    cash_back_amount: Decimal,
    chargeback: Anything,
    clearing_record_sequence_number: Text,
    created_time: Time,
    currency_code: Text,
    currency_conversion: CurrencyConversion,
    digital_wallet_token: Anything,
    dispute: Anything,
    duration: Loose,
    enhanced_data_token: Text,
    estimated_authorization: Flag,
    fee: Anything,
    fees: Type.Array(NetworkFee),
    fraud: Anything,
    gpa: HolderBalance,
    gpa_order: FundingOrder,
    gpa_order_unload: FundingOrder,
    incremental_authorization_transaction_tokens: Type.Array(Text),
    is_final_clearing: Flag,
    is_preauthorization: Flag,
    issuer_interchange_amount: Decimal,
    issuer_payment_node: Text,
    issuer_received_time: Text,
    local_transaction_date: Time,
    merchant: Anything,
    multi_clearing_sequence_count: Text,
    multi_clearing_sequence_number: Text,
    network: Text,
    network_metadata: Anything,
    network_reference_id: Text,
    network_transaction_lifecycle_id: Text,
    original_credit: Anything,
    original_network_transaction_lifecycle_id: Text,
    original_transaction_token: Text,
    polarity: Text,
    pos: PointOfSale,
    preceding_related_transaction_token: Text,
    preceding_transaction: sparse({ amount: Decimal, token: Text }),
    program: Anything,
    request_amount: Decimal,
    response: Response,
    settlement_date: Time,
    settlement_indicator: Text,
    standin_approved_by: Text,
    standin_by: Text,
    standin_reason: Text,
    strong_customer_authentication: Anything,
    sub_type: Text,
    subnetwork: Text,
    transaction_attributes: Anything,
    transaction_metadata: TransactionMetadata,
    user: sparse({ metadata: Metadata }),
    user_transaction_time: Time,
    velocity_control_balances: Anything,
  },
);
export type Transaction = Type.Static<typeof Transaction>;
