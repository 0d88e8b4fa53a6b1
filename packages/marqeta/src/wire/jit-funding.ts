import { Type } from 'typebox';
import { Anything, Decimal, open, Text, Token } from './schema.ts';

/** The question and the answer share this object (wire-format §13.2). Decide on its `amount`. */
export const JitFunding = open(
  { token: Token, method: Text, amount: Decimal },
  {
    user_token: Text,
    acting_user_token: Text,
    business_token: Text,
    original_jit_funding_token: Text,
    incremental_authorization_jit_funding_tokens: Type.Array(Text),
    decline_reason: Text,
    memo: Text,
    tags: Text,
    address_verification: Anything,
    account_name_verification: Anything,
    jit_account_name_verification: Anything,
    anticipated_amount_supported: Type.Boolean(),
    balances: Anything,
  },
);
export type JitFunding = Type.Static<typeof JitFunding>;

/** Methods that Marqeta asks the gateway about (§13.3). Whatever else arrives there is declined. */
export const ACTIONABLE_METHODS = [
  'pgfs.authorization',
  'pgfs.authorization.incremental',
  'pgfs.authorization.account_verification',
  'pgfs.authorization.cashback',
  'pgfs.authorization.quasi.cash',
  'pgfs.atm.withdrawal',
  'pgfs.auth_plus_capture',
  'pgfs.balanceinquiry',
  'pgfs.refund.authorization',
  'pgfs.original.credit.authorization',
  'pgfs.original.credit.auth_plus_capture',
  'pgfs.billpayment',
  'pgfs.product.inquiry',
  'pgfs.pindebit',
  'pgfs.pindebit.authorization',
  'pgfs.pindebit.cashback',
  'pgfs.pindebit.atm.withdrawal',
  'pgfs.pindebit.quasi.cash',
  'pgfs.pindebit.balanceinquiry',
  'pgfs.network.load',
] as const;
export type ActionableMethod = (typeof ACTIONABLE_METHODS)[number];

/** Why a gateway may decline (§13.4). */
export const DECLINE_REASONS = [
  'INVALID_AMOUNT',
  'INSUFFICIENT_FUNDS',
  'TRANSACTION_NOT_PERMITTED',
  'SUSPECTED_FRAUD',
  'AMOUNT_LIMIT_EXCEEDED',
  'TRANSACTION_COUNT_LIMIT_EXCEEDED',
  'DUPLICATE_TRANSACTION',
  'INVALID_MERCHANT',
  'INVALID_CARD',
  'NO_CREDIT_ACCOUNT',
  'EXPIRED_CARD',
  'NO_CHECKING_ACCOUNT',
  'NO_SAVINGS_ACCOUNT',
  'STOP_PAYMENT',
  'REVOCATION_AUTHORIZATION_ORDER',
  'REVOCATION_ALL_AUTHORIZATION_ORDER',
  'SOFT_DECLINE_AUTHENTICATION_REQUIRED',
  'SOFT_DECLINE_PIN_REQUIRED',
  'CLOSED_ACCOUNT',
  'CARD_NOT_ACTIVE',
  'CARDHOLDER_NOT_ACTIVE',
  'BLOCKED_BY_ISSUER',
  'BLOCKED_BY_CARDHOLDER',
  'BLOCKED_MERCHANT_BY_CARDHOLDER',
  'INVALID_DRIVER_NUMBER',
  'INVALID_VEHICLE_NUMBER',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];
