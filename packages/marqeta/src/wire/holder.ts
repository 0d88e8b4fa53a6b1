import type { Type } from 'typebox';
import { Anything, Flag, Metadata, open, Text, Time, Token } from './schema.ts';

export const HOLDER_STATUSES = ['UNVERIFIED', 'LIMITED', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'TERMINATED'] as const;
export type HolderStatus = (typeof HOLDER_STATUSES)[number];

/** Wire-format §2.2. */
export const User = open(
  { token: Token },
  {
    status: Text,
    active: Flag,
    first_name: Text,
    last_name: Text,
    email: Text,
    phone: Text,
    parent_token: Text,
    business_token: Text,
    uses_parent_account: Flag,
    corporate_card_holder: Flag,
    account_holder_group_token: Text,
    address1: Text,
    address2: Text,
    city: Text,
    state: Text,
    postal_code: Text,
    country: Text,
    birth_date: Text,
    metadata: Metadata,
    authentication: Anything,
    created_time: Time,
    last_modified_time: Time,
  },
);
export type User = Type.Static<typeof User>;

/** Wire-format §3.1, §3.2. */
export const Business = open(
  { token: Token },
  {
    status: Text,
    active: Flag,
    business_name_legal: Text,
    business_name_dba: Text,
    account_holder_group_token: Text,
    office_location: Anything,
    incorporation: Anything,
    primary_contact: Anything,
    metadata: Metadata,
    created_time: Time,
    last_modified_time: Time,
  },
);
export type Business = Type.Static<typeof Business>;

const transition = {
  reason: Text,
  reason_code: Text,
  channel: Text,
  created_time: Time,
  created_timestamp: Text,
  last_modified_time: Time,
  metadata: Metadata,
};

/** §2.7; also the item of the `usertransitions` webhook. */
export const UserTransition = open({ token: Token, status: Text, user_token: Text }, transition);
export type UserTransition = Type.Static<typeof UserTransition>;

/** §3.3; also the item of the `businesstransitions` webhook. */
export const BusinessTransition = open({ token: Token, status: Text, business_token: Text }, transition);
export type BusinessTransition = Type.Static<typeof BusinessTransition>;
