import { DEFAULT_TOKENS } from '../marqeta/account-tokens.ts';
import type { AccountSetup } from '../marqeta/provisioning/desired.ts';

/** An account that tells and asks an address where nobody is. */
export const ACCOUNT_SETUP: AccountSetup = {
  tokens: DEFAULT_TOKENS,
  gatewayUrl: 'http://127.0.0.1:1/webhooks/marqeta/auth',
  webhookUrl: 'http://127.0.0.1:1/webhooks/marqeta',
  credentials: {
    gatewayUsername: 'gateway',
    gatewayPassword: 'Gateway-Passw0rd-2026!',
    webhookUsername: 'webhook',
    webhookPassword: 'Webhook-Passw0rd-2026!',
    webhookSecret: 'Signing-Secret-0123456789!',
  },
  signatureAlgorithm: 'HMAC_SHA_256',
  kycRequired: 'NEVER',
  markKey: Buffer.alloc(32, 7),
};
