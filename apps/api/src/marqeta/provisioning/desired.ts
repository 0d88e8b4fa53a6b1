import type { CreateAccountHolderGroup, CreateCardProduct, CreateProgramGateway, CreateWebhook } from '@afc/marqeta';
import { createHmac } from 'node:crypto';
import type { AccountTokens } from '../account-tokens.ts';

/** What this installation wants of its Marqeta account. */
export type AccountSetup = {
  readonly tokens: AccountTokens;
  /** Where Marqeta asks for decisions. */
  readonly gatewayUrl: string;
  /** Where Marqeta says what happened. */
  readonly webhookUrl: string;
  readonly credentials: AccountCredentials;
  readonly signatureAlgorithm: 'HMAC_SHA_1' | 'HMAC_SHA_256';
  readonly kycRequired: KycRequired;
  /** Keys the mark by which changed credentials are noticed. */
  readonly markKey: Uint8Array;
};

export type KycRequired = 'ALWAYS' | 'CONDITIONAL' | 'NEVER';

export type AccountCredentials = {
  readonly gatewayUsername: string;
  readonly gatewayPassword: string;
  readonly webhookUsername: string;
  readonly webhookPassword: string;
  /** The newest one, when two are valid. */
  readonly webhookSecret: string;
};

export type ProductOfProgram = {
  readonly id: string;
  readonly name: string;
  readonly cardType: 'VIRTUAL' | 'PHYSICAL';
  readonly createdAt: Date;
  readonly config: {
    /** Name of a list of countries at Marqeta; its default declines merchants outside the USA. */
    readonly acceptedCountriesToken?: string;
  };
};

export type ResourceKind = 'HOLDER_GROUP' | 'GATEWAY' | 'CARD_PRODUCT' | 'WEBHOOK';

type Named<B> = B & { readonly token: string };

/** One thing at Marqeta: all that is sent to have it so, and the part of it that Marqeta shows again and can be compared. */
export type DesiredResource =
  | { readonly kind: 'HOLDER_GROUP'; readonly body: Named<CreateAccountHolderGroup>; readonly visible: object }
  | { readonly kind: 'GATEWAY'; readonly body: Named<CreateProgramGateway>; readonly visible: object }
  | { readonly kind: 'CARD_PRODUCT'; readonly body: Named<CreateCardProduct>; readonly visible: object }
  | { readonly kind: 'WEBHOOK'; readonly body: Named<CreateWebhook>; readonly visible: object };

const EVENTS = [
  'transaction.*',
  'cardtransition.*',
  'usertransition.*',
  'businesstransition.*',
  'digitalwallettokentransition.*',
  'chargebacktransition.*',
];

/** Marqeta gives up asking after this, and then declines or stands in (wire-format §12.4). */
const GATEWAY_TIMEOUT_MS = 3_000;

/** All that the account needs, in the order in which it can be made. */
export function desiredAccount(setup: AccountSetup, programs: readonly ProductOfProgram[]): DesiredResource[] {
  return [holderGroup(setup), gateway(setup), ...programs.map((program) => cardProduct(program, setup.tokens.gateway)), webhook(setup)];
}

function holderGroup({ tokens, kycRequired }: AccountSetup): DesiredResource {
  const visible = { name: 'Atlanticfrewaycard', config: { kyc_required: kycRequired, is_reloadable: true } };
  return { kind: 'HOLDER_GROUP', body: { token: tokens.holderGroup, ...visible }, visible };
}

function gateway({ tokens, gatewayUrl, credentials, markKey }: AccountSetup): DesiredResource {
  const { gatewayUsername, gatewayPassword } = credentials;
  const visible = {
    name: marked(markKey, [gatewayUsername, gatewayPassword]),
    url: gatewayUrl,
    basic_auth_username: gatewayUsername,
    timeout_millis: GATEWAY_TIMEOUT_MS,
    active: true,
  };
  return { kind: 'GATEWAY', body: { token: tokens.gateway, ...visible, basic_auth_password: gatewayPassword }, visible };
}

function webhook({ tokens, webhookUrl, credentials, signatureAlgorithm, markKey }: AccountSetup): DesiredResource {
  const { webhookUsername, webhookPassword, webhookSecret } = credentials;
  const config = { url: webhookUrl, signature_algorithm: signatureAlgorithm };
  const visible = { name: marked(markKey, [webhookUsername, webhookPassword, webhookSecret]), active: true, events: EVENTS, config };
  const secrets = { basic_auth_username: webhookUsername, basic_auth_password: webhookPassword, secret: webhookSecret };
  return { kind: 'WEBHOOK', body: { token: tokens.webhook, ...visible, config: { ...config, ...secrets } }, visible };
}

/** The Marqeta card product of a card program. Every purchase on it is asked at our gateway. */
export function cardProduct(program: ProductOfProgram, gatewayToken: string): DesiredResource {
  const visible = { name: program.name.slice(0, 40), active: true, config: productConfig(program, gatewayToken) };
  const start_date = program.createdAt.toISOString().slice(0, 10);
  return { kind: 'CARD_PRODUCT', body: { token: program.id, start_date, ...visible }, visible };
}

function productConfig({ cardType, config: { acceptedCountriesToken } }: ProductOfProgram, gatewayToken: string) {
  const virtual = cardType === 'VIRTUAL';
  return {
    poi: { ecommerce: true, atm: false, other: { allow: true } },
    card_life_cycle: { activate_upon_issue: virtual, expiration_offset: { unit: 'YEARS', value: 4 } },
    fulfillment: {
      payment_instrument: virtual ? 'VIRTUAL_PAN' : 'PHYSICAL_COMBO',
      card_personalization: { text: { name_line_1: { value: 'CARDHOLDER' } } },
    },
    jit_funding: {
      programgateway_funding_source: { enabled: true, funding_source_token: gatewayToken, refunds_destination: 'GATEWAY' },
    },
    transaction_controls: {
      // Controls of Marqeta's by MCC group would rule out partial approvals (wire-format §13.6).
      allow_mcc_group_authorization_controls: false,
      enable_partial_auth_approval: true,
      ...(acceptedCountriesToken === undefined ? {} : { accepted_countries_token: acceptedCountriesToken }),
    },
  };
}

/**
 * A name that changes with the credentials: Marqeta shows no password again (wire-format §14.1), and so a second look at the account
 * still tells that they were changed here. Keyed, so that the name helps nobody to guess them.
 */
function marked(key: Uint8Array, secrets: readonly string[]): string {
  const mark = createHmac('sha256', key)
    .update(`marqeta credentials\n${JSON.stringify(secrets)}`)
    .digest('hex');
  return `Atlanticfrewaycard ${mark.slice(0, 8)}`;
}
