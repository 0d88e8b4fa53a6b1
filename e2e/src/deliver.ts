import { basicAuthorization, signWebhook } from '@afc/marqeta';
import type { Product } from './product.ts';

/** Delivers a message as Marqeta would, whatever it says. */
export async function deliver({ url, settings }: Product, message: object): Promise<void> {
  const body = JSON.stringify(message);
  const { MARQETA_WEBHOOK_USERNAME: username = '', MARQETA_WEBHOOK_PASSWORD: password = '', MARQETA_WEBHOOK_SECRET = '' } = settings;
  const answer = await fetch(`${url}/webhooks/marqeta`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: basicAuthorization({ username, password }),
      'x-marqeta-signature': signWebhook(MARQETA_WEBHOOK_SECRET.split(',')[0] ?? '', 'HMAC_SHA_256', body),
    },
    body,
  });
  if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
}
