import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Emulated, emulated } from '../testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;

beforeEach(async () => {
  world = await emulated();
  card = await world.card();
});
afterEach(() => world.close());

const authorize = async (): Promise<string> => {
  const { body } = await world.ask('POST', '/v3/simulations/cardtransactions/authorization', { card_token: card, amount: 12.5 });
  await world.ask('POST', '/control/quiesce', {});
  return String((body['transaction'] as Json)['token']);
};
const deliveryOf = async (token: string): Promise<Json | undefined> =>
  ((await world.ask('GET', '/control/deliveries?limit=100')).body['data'] as Json[]).find((delivery) => delivery['token'] === token);
const resend = (token: string) =>
  world.ask('POST', '/control/deliveries/resend', { webhook: 'wh', event_type: 'transaction.authorization', token });

test('the page is served with each of its modules, and nothing beside them', async () => {
  const get = async (path: string) => fetch(`${world.emulator.url}${path}`);
  const page = await get('/');

  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(await page.text()).toContain('<script type="module" src="/main.js">');
  for (const path of ['/main.js', '/tabs/deliveries.js', '/lib/dom.js'])
    expect((await get(path)).headers.get('content-type')).toContain('javascript');
  expect((await get('/../package.json')).status).toBe(404);
});

test('a delivery that was taken is shown as delivered, and can be sent again', async () => {
  const token = await authorize();
  expect(await deliveryOf(token)).toMatchObject({ webhook: 'wh', event_type: 'transaction.authorization', state: 'DELIVERED', sent: 1 });

  const { status } = await resend(token);

  expect(status).toBe(204);
  expect(await deliveryOf(token)).toMatchObject({ state: 'DELIVERED', answer: 200, sent: 2 });
});

test('a delivery that failed is shown with its next attempt, until the last one has failed, too', async () => {
  await world.ask('PUT', '/control/clock', { frozen: true });
  world.other.webhook = () => 503;
  const token = await authorize();
  expect(await deliveryOf(token)).toMatchObject({ state: 'RETRYING', answer: 503, next: expect.any(String) as string });

  await world.ask('POST', '/control/clock/advance', { by: 'P30D' });

  expect(await deliveryOf(token)).toMatchObject({ state: 'GIVEN_UP', answer: 503, sent: 11 });
});

test('what was never told cannot be sent again', async () => {
  expect((await resend('nothing')).status).toBe(404);
});

test('resources are shown kind by kind, without their credentials', async () => {
  const { body } = await world.ask('GET', '/control/resources');
  const { body: gateways } = await world.ask('GET', '/control/resources/programgateway');
  const { body: webhooks } = await world.ask('GET', '/control/resources/webhook');

  expect(body['kinds']).toContainEqual(['card', 1]);
  expect(gateways['data']).toMatchObject([{ token: 'gw', basic_auth_password: '••••••' }]);
  expect(webhooks['data']).toMatchObject([{ config: { basic_auth_password: '••••••', secret: '••••••' } }]);
  expect((await world.ask('GET', '/control/resources/nonsense')).status).toBe(404);
});

test('a hold runs out when somebody says so, once', async () => {
  const token = await authorize();

  const first = await world.ask('POST', `/control/purchases/${token}/expire`, {});
  const second = await world.ask('POST', `/control/purchases/${token}/expire`, {});

  expect(first.body['transaction']).toMatchObject({ type: 'authorization.reversal.issuerexpiration', amount: 12.5 });
  expect(second.status).toBe(400);
});
