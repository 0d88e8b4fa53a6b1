import { Type } from 'typebox';
import { Flag, Loose, open, sparse, Text, Time, Token } from './schema.ts';

export const KYC_STATUSES = ['success', 'failure', 'pending'] as const;
export type KycStatus = (typeof KYC_STATUSES)[number];

/** A verification of a user or a business (wire-format §3.6). The casing of the status is free text: compare without it. */
export const Kyc = open(
  { token: Token },
  {
    user_token: Text,
    business_token: Text,
    manual_override: Flag,
    notes: Text,
    reference_id: Text,
    result: sparse({ status: Text, codes: Type.Array(sparse({ code: Loose, message: Text })) }),
    created_time: Time,
    last_modified_time: Time,
  },
);
export type Kyc = Type.Static<typeof Kyc>;

/** Whether its holders must be verified before they are active (§3.5). */
export const AccountHolderGroup = open(
  { token: Token },
  {
    name: Text,
    config: sparse({ kyc_required: Text, is_reloadable: Flag, real_time_fee_group_token: Text, pre_kyc_controls: Type.Unknown() }),
    created_time: Time,
    last_modified_time: Time,
  },
);
export type AccountHolderGroup = Type.Static<typeof AccountHolderGroup>;
