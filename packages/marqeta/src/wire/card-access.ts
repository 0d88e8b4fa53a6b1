import type { Type } from 'typebox';
import { open, sparse, Text, Time, Token } from './schema.ts';

/** Lets marqeta.js show one card once, in a frame of Marqeta's origin; unused it dies after five minutes (wire-format §5.9). */
export const ClientAccessToken = open(
  { token: Token },
  {
    created: Time,
    expires: Time,
    card_token: Text,
    application: sparse({ token: Text, program: Text, program_short_code: Text, environment: Text }),
  },
);
export type ClientAccessToken = Type.Static<typeof ClientAccessToken>;

/** Lets the PIN widget set (60 minutes) or reveal (5 minutes) the PIN of one card, once (§5.9). */
export const PinControlToken = open({ control_token: Text }, { card_token: Text, controltoken_type: Text, created_time: Time });
export type PinControlToken = Type.Static<typeof PinControlToken>;
