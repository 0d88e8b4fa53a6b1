import type { Type } from 'typebox';
import { Anything, Flag, Metadata, open, sparse, Text, Time, Token } from './schema.ts';

export const CARD_STATES = ['UNACTIVATED', 'ACTIVE', 'LIMITED', 'SUSPENDED', 'TERMINATED', 'UNSUPPORTED'] as const;
export type CardState = (typeof CARD_STATES)[number];

/** A card as the API shows it (wire-format §5.2): `pan` is masked, and nothing here asks for the clear one. */
export const Card = open(
  { token: Token, user_token: Text, card_product_token: Text, state: Text },
  {
    last_four: Text,
    pan: Text,
    expiration: Text,
    expiration_time: Time,
    barcode: Text,
    pin_is_set: Flag,
    state_reason: Text,
    fulfillment_status: Text,
    fulfillment: Anything,
    instrument_type: Text,
    expedite: Flag,
    metadata: Metadata,
    bulk_issuance_token: Text,
    reissue_pan_from_card_token: Text,
    new_pan_from_card_token: Text,
    translate_pin_from_card_token: Text,
    activation_actions: Anything,
    created_time: Time,
    last_modified_time: Time,
  },
);
export type Card = Type.Static<typeof Card>;

/** One change of a card's state or of its way to the holder (§5.8); also the item of the `cards` webhook. */
export const CardTransition = open(
  { token: Token, card_token: Text, state: Text, type: Text },
  {
    user_token: Text,
    channel: Text,
    reason: Text,
    reason_code: Text,
    fulfillment_status: Text,
    validations: Anything,
    created_time: Time,
    created_timestamp: Text,
    card_product_token: Text,
    last_four: Text,
    pan: Text,
    expiration: Text,
    expiration_time: Time,
    barcode: Text,
    pin_is_set: Flag,
    expedite: Flag,
    bulk_issuance_token: Text,
    reissue_pan_from_card_token: Text,
    new_pan_from_card_token: Text,
    fulfillment: Anything,
    user: sparse({ metadata: Metadata }),
    card: sparse({ metadata: Metadata }),
  },
);
export type CardTransition = Type.Static<typeof CardTransition>;

/** The item of the `cardactions` webhook, e.g. `pin.set` (§14.10; its fields are unconfirmed). */
export const CardAction = open({ token: Token, type: Text }, { card_token: Text, user_token: Text, state: Text, created_time: Time });
export type CardAction = Type.Static<typeof CardAction>;
