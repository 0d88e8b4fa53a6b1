import type { Type } from 'typebox';
import { Anything, Decimal, open, sparse, Text, Time, Token } from './schema.ts';

/** A wallet token changed (wire-format §5.11). */
export const DigitalWalletTokenTransition = open(
  { token: Token, type: Text },
  {
    state: Text,
    fulfillment_status: Text,
    channel: Text,
    reason: Text,
    reason_code: Text,
    digital_wallet_token: sparse({
      token: Text,
      card_token: Text,
      device: sparse({ name: Text, type: Text }),
      token_service_provider: sparse({ token_requestor_name: Text }),
    }),
    card_swap: sparse({ new_card_token: Text, previous_card_token: Text }),
    card: Anything,
    created_time: Time,
  },
);
export type DigitalWalletTokenTransition = Type.Static<typeof DigitalWalletTokenTransition>;

/** A dispute moved (§15.1). */
export const ChargebackTransition = open(
  { token: Token, state: Text },
  {
    type: Text,
    previous_state: Text,
    channel: Text,
    chargeback_token: Text,
    transaction_token: Text,
    amount: Decimal,
    reason: Text,
    created_time: Time,
    last_modified_time: Time,
  },
);
export type ChargebackTransition = Type.Static<typeof ChargebackTransition>;

/** A 3-D Secure challenge (§14.10). */
export const ThreeDsTransition = sparse({
  token: Text,
  acs_transaction_id: Text,
  ds_transaction_id: Text,
  type: Text,
  state: Text,
  user_token: Text,
  acting_user_token: Text,
  card_token: Text,
  created_time: Time,
  network: Text,
  authentication_method: Text,
  transaction: sparse({ amount: Decimal, currency_code: Text }),
  card_acceptor: sparse({ name: Text }),
});
export type ThreeDsTransition = Type.Static<typeof ThreeDsTransition>;
