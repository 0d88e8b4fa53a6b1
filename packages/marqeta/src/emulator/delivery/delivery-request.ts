import { basicAuthorization } from '../../wire/basic-auth.ts';
import { type SignatureAlgorithm, signWebhook } from '../../wire/signature.ts';
import type { HttpRequest } from '../core/transport.ts';

export interface WebhookConfig {
  readonly url: string;
  readonly basic_auth_username: string;
  readonly basic_auth_password: string;
  readonly secret?: string;
  readonly signature_algorithm?: SignatureAlgorithm;
  readonly custom_header?: Readonly<Record<string, string>>;
}

interface Sealing {
  readonly traceId: string;
  readonly timeoutMs: number;
  /** Headers of the gateway that the notification belongs to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Signed by somebody who does not know the secret. */
  readonly forged?: boolean;
}

/** A delivery as it leaves: with Basic authentication, and signed when the webhook has a secret (wire-format §14.3, §14.4). */
export function deliveryRequest(config: WebhookConfig, body: string, { traceId, timeoutMs, headers: extra, forged }: Sealing): HttpRequest {
  const headers: Record<string, string> = {
    ...extra,
    ...config.custom_header,
    'content-type': 'application/json',
    authorization: basicAuthorization({ username: config.basic_auth_username, password: config.basic_auth_password }),
    'x-marqeta-request-trace-id': traceId,
  };
  if (config.secret !== undefined) {
    const secret = forged === true ? `not ${config.secret}` : config.secret;
    headers['x-marqeta-signature'] = signWebhook(secret, config.signature_algorithm ?? 'HMAC_SHA_1', body);
  }
  return { url: config.url, headers, body, timeoutMs };
}
