import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('calls of the API', () => {
  const bodyOf = (call: Json | undefined): unknown => (call?.['response'] as Json | undefined)?.['body'];
  const calls = async (): Promise<Json[]> => (await world.ask('GET', '/control/exchanges?kind=api&limit=10')).body['data'] as Json[];

  test('are among the messages as they went over the wire, newest first', async () => {
    await world.ask('POST', '/v3/users', { token: 'usr_ines', first_name: 'Inês' });
    await world.ask('GET', '/v3/users/nobody?fields=token');

    const [asked, made] = await calls();

    expect(asked).toMatchObject({ method: 'GET', url: '/v3/users/nobody?fields=token', response: { status: 404 }, request: { body: '' } });
    expect(made).toMatchObject({ method: 'POST', url: '/v3/users', response: { status: 201 }, error: null, fault: null });
    expect(made).toMatchObject({
      request: { body: '{"token":"usr_ines","first_name":"Inês"}', headers: { authorization: 'Basic ••••••' } },
    });
    expect(bodyOf(made)).toContain('"status":"ACTIVE"');
  });

  test('show neither credentials nor clear card numbers', async () => {
    const { body } = await world.ask('GET', `/v3/cards/${card}/showpan?show_cvv_number=true`);

    const [shown] = await calls();

    expect(bodyOf(shown)).not.toContain(String(body['pan']));
    expect(bodyOf(shown)).toContain('"cvv_number":"••••••"');
  });

  test('show nothing by which somebody sees a card, sets a PIN or comes in as a cardholder', async () => {
    const { control_token: control } = await world.client.pinControlToken(card, 'SET_PIN');
    await world.ask('PUT', '/v3/pins', { control_token: control, pin: '2580' });
    const { token } = await world.client.clientAccessTokens.create(card);
    await world.client.clientAccessTokens.get(token);
    const { body } = await world.ask('POST', '/v3/users/auth/onetime', { user_token: 'usr_maya' });

    const noted = JSON.stringify(await calls());

    for (const secret of [control, token, String(body['token'])]) expect(noted).not.toContain(secret);
    expect(noted).toContain('usr_maya');
  });

  test('that are not let in, or that cannot be read, are there as they came', async () => {
    await fetch(`${world.emulator.url}/v3/users`, { headers: { authorization: 'Basic bm9ib2R5OndpdGhvdXQ=' } });
    const authorization = `Basic ${btoa('emulator-application:emulator-access')}`;
    await fetch(`${world.emulator.url}/v3/users`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: '{"token":',
    });

    const [broken, stranger] = await calls();

    expect(broken).toMatchObject({ request: { body: '{"token":' }, response: { status: 400 } });
    expect(stranger).toMatchObject({ method: 'GET', response: { status: 401 } });
  });

  test.each([
    ['error', { response: { status: 500 }, error: null }],
    ['drop', { response: null, error: 'the connection was closed' }],
  ])('that a fault strikes (%s) say so, and what came back', async (kind, seen) => {
    await world.ask('POST', '/control/faults', { kind, on: 'api', match: 'POST /v3/users', when: 'after', count: 1 });
    await world.ask('POST', '/v3/users', { token: 'usr_ines' }).catch(() => undefined);

    expect((await calls())[0]).toMatchObject({ url: '/v3/users', fault: kind, ...seen });
  });
});
