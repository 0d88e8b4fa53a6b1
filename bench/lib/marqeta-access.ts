import { type BasicCredentials, basicAuthorization } from '@afc/marqeta';

/** As whom Marqeta comes, in benchmarks. */
export const GATEWAY: BasicCredentials = { username: 'marqeta-gateway', password: 'a-gateway-password-of-a-benchmark' };
export const WEBHOOK: BasicCredentials = { username: 'marqeta-webhook', password: 'a-webhook-password-of-a-benchmark' };
export const WEBHOOK_SECRET = 'a-webhook-secret-of-a-benchmark';

export const GATEWAY_PATH = '/webhooks/marqeta/auth';
export const WEBHOOK_PATH = '/webhooks/marqeta/transaction';

export function signedInAs(credentials: BasicCredentials): Readonly<Record<string, string>> {
  return { authorization: basicAuthorization(credentials) };
}
