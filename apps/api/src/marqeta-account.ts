import type { Config } from './config.ts';
import type { AccountSetup } from './marqeta/provisioning/desired.ts';

/** What this installation wants of its Marqeta account when it is reached at `origin`. */
export function accountSetup({ marqeta, masterKeys: [masterKey] }: Config, origin: string): AccountSetup {
  return {
    tokens: marqeta.tokens,
    gatewayUrl: `${origin}/webhooks/marqeta/auth`,
    webhookUrl: `${origin}/webhooks/marqeta`,
    credentials: { ...marqeta, webhookSecret: marqeta.webhookSecrets[0] ?? '' },
    signatureAlgorithm: marqeta.webhookSignature.algorithms[0] ?? 'HMAC_SHA_256',
    kycRequired: marqeta.kycRequired,
    markKey: masterKey,
  };
}

/** How Marqeta reaches an installation; an emulator beside it by address, since "localhost" may be another one there. */
export function originForMarqeta(publicUrl: string): string {
  const url = new URL(publicUrl);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url.origin;
}
