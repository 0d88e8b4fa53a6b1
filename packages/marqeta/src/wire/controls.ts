import { Type } from 'typebox';
import { Anything, Decimal, Flag, Loose, open, sparse, Text, Time, Token } from './schema.ts';

/** To what a control belongs: a card product or a user; empty means the programme (wire-format §7.1). Never to a card (§7.7). */
const Association = sparse({ card_product_token: Text, user_token: Text });
/** One of them; empty means every merchant. */
const MerchantScope = sparse({ mcc: Text, mcc_group: Text, mid: Text, merchant_group_token: Text });
const times = { created_time: Time, last_modified_time: Time };

export const VELOCITY_WINDOWS = ['TRANSACTION', 'DAY', 'WEEK', 'MONTH', 'LIFETIME'] as const;
export type VelocityWindow = (typeof VELOCITY_WINDOWS)[number];

const velocity = {
  name: Text,
  active: Flag,
  approvals_only: Flag,
  association: Association,
  merchant_scope: MerchantScope,
  usage_limit: Decimal,
  include_purchases: Flag,
  include_withdrawals: Flag,
  include_transfers: Flag,
  include_cashback: Flag,
  include_credits: Flag,
  ...times,
};

/** A limit on Marqeta's side (§7.1). */
export const VelocityControl = open({ token: Token, amount_limit: Decimal, currency_code: Text, velocity_window: Text }, velocity);
export type VelocityControl = Type.Static<typeof VelocityControl>;

/** A limit with what is left of it. */
export const AvailableVelocity = open(
  { token: Token, available: open({ amount: Decimal }, { uses: Loose, days_remaining: Loose }) },
  { ...velocity, amount_limit: Decimal, currency_code: Text, velocity_window: Text },
);
export type AvailableVelocity = Type.Static<typeof AvailableVelocity>;

/** A list of merchants outside which nothing is bought (§7.2). */
export const AuthorizationControl = open(
  { token: Token },
  { name: Text, active: Flag, association: Association, merchant_scope: MerchantScope, start_time: Time, end_time: Time, ...times },
);
export type AuthorizationControl = Type.Static<typeof AuthorizationControl>;

/** A merchant that authorization controls let pass (§7.2). */
export const MerchantExemption = open(
  { token: Token },
  {
    name: Text,
    active: Flag,
    association: Association,
    mid: Text,
    merchant_group_token: Text,
    start_time: Time,
    end_time: Time,
    created: Time,
    last_updated: Time,
    ...times,
  },
);
export type MerchantExemption = Type.Static<typeof MerchantExemption>;

/** §7.3; `mccs` holds codes and ranges, `3000-3299`. */
export const MccGroup = open({ token: Token }, { name: Text, mccs: Type.Array(Text), active: Flag, config: Anything, ...times });
export type MccGroup = Type.Static<typeof MccGroup>;

/** §7.4. */
export const MerchantGroup = open({ token: Token }, { name: Text, mids: Type.Array(Text), active: Flag, ...times });
export type MerchantGroup = Type.Static<typeof MerchantGroup>;
