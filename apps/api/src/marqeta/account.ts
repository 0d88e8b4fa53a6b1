import { type MarqetaClient, MarqetaError } from '@afc/marqeta';

/** Tokens of what this installation has in the Marqeta account. */
export const GATEWAY_TOKEN = 'afc_gateway';
export const WEBHOOK_TOKEN = 'afc_webhook';

const EVENTS = [
  'transaction.*',
  'cardtransition.*',
  'usertransition.*',
  'businesstransition.*',
  'digitalwallettokentransition.*',
  'chargebacktransition.*',
];

export type AccountSetup = {
  /** Where Marqeta asks for decisions. */
  readonly gatewayUrl: string;
  /** Where Marqeta says what happened. */
  readonly webhookUrl: string;
  readonly credentials: {
    readonly gatewayUsername: string;
    readonly gatewayPassword: string;
    readonly webhookUsername: string;
    readonly webhookPassword: string;
    /** The newest one, when two are valid. */
    readonly webhookSecret: string;
  };
};

/** Points the Marqeta account at this installation: the gateway that it asks and the webhook that it tells. Safe to repeat. */
export async function ensureAccount(client: MarqetaClient, setup: AccountSetup): Promise<void> {
  const { gatewayUrl, webhookUrl, credentials } = setup;
  const gateway = {
    token: GATEWAY_TOKEN,
    name: 'Atlanticfrewaycard',
    url: gatewayUrl,
    basic_auth_username: credentials.gatewayUsername,
    basic_auth_password: credentials.gatewayPassword,
    timeout_millis: 3_000,
    active: true,
  };
  const webhook = {
    token: WEBHOOK_TOKEN,
    name: 'Atlanticfrewaycard',
    active: true,
    events: EVENTS,
    config: {
      url: webhookUrl,
      basic_auth_username: credentials.webhookUsername,
      basic_auth_password: credentials.webhookPassword,
      secret: credentials.webhookSecret,
      signature_algorithm: 'HMAC_SHA_256' as const,
    },
  };
  if (await exists(() => client.programGateways.get(GATEWAY_TOKEN))) await client.programGateways.update(GATEWAY_TOKEN, gateway);
  else await client.programGateways.create(gateway);
  if (await exists(() => client.webhooks.get(WEBHOOK_TOKEN))) await client.webhooks.update(WEBHOOK_TOKEN, webhook);
  else await client.webhooks.create(webhook);
}

async function exists(get: () => Promise<unknown>): Promise<boolean> {
  try {
    await get();
    return true;
  } catch (error) {
    if (error instanceof MarqetaError && error.kind === 'not_found') return false;
    throw error;
  }
}
