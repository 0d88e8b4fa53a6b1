import { basicAuthorization } from '@afc/marqeta';

/** Where and as whom Marqeta asks, in benchmarks. */
export const GATEWAY_PATH = '/webhooks/marqeta/auth';
export const GATEWAY = { username: 'marqeta-gateway', password: 'a-gateway-password-of-a-benchmark' } as const;

export function gatewayHeaders(): Readonly<Record<string, string>> {
  return { authorization: basicAuthorization(GATEWAY) };
}
