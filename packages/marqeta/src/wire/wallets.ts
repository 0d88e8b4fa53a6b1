import { Type } from 'typebox';
import { Anything, Loose, open, sparse, Text, Time, Token } from './schema.ts';

export const WALLET_TOKEN_STATES = ['REQUESTED', 'REQUEST_DECLINED', 'ACTIVE', 'SUSPENDED', 'TERMINATED'] as const;

/** A card in a phone (wire-format §5.11); the clear token PAN is never asked for. */
export const DigitalWalletToken = open(
  { token: Token, card_token: Text, state: Text },
  {
    state_reason: Text,
    fulfillment_status: Text,
    issuer_eligibility_decision: Text,
    address_verification: Anything,
    device: sparse({
      device_id: Text,
      type: Text,
      name: Text,
      language_code: Text,
      location: Text,
      ip_address: Text,
      phone_number: Text,
      token: Text,
    }),
    metadata: Anything,
    token_service_provider: sparse({
      pan_reference_id: Text,
      token_reference_id: Text,
      token_requestor_id: Text,
      token_requestor_name: Text,
      token_type: Text,
      token_pan: Text,
      token_expiration: Text,
      correlation_id: Text,
      token_score: Loose,
      token_assurance_level: Loose,
    }),
    wallet_provider_profile: sparse({
      account: sparse({ id: Text, email_address: Text, score: Loose }),
      device_score: Loose,
      pan_source: Text,
      reason_code: Text,
      recommendation_reasons: Type.Array(Text),
      risk_assessment: sparse({ score: Loose, version: Text }),
    }),
    created_time: Time,
    last_modified_time: Time,
  },
);
export type DigitalWalletToken = Type.Static<typeof DigitalWalletToken>;

/** Encrypted for the wallet: it passes through us to the app and is nobody else's to read. */
export const ApplePayProvisioning = open(
  { card_token: Text, encrypted_pass_data: Text, activation_data: Text, ephemeral_public_key: Text },
  { created_time: Time, last_modified_time: Time },
);
export type ApplePayProvisioning = Type.Static<typeof ApplePayProvisioning>;

export const GooglePayProvisioning = open(
  {
    card_token: Text,
    push_tokenize_request_data: open(
      { opaque_payment_card: Text },
      { display_name: Text, last_digits: Text, network: Text, token_service_provider: Text, user_address: Anything },
    ),
  },
  { created_time: Time, last_modified_time: Time },
);
export type GooglePayProvisioning = Type.Static<typeof GooglePayProvisioning>;
