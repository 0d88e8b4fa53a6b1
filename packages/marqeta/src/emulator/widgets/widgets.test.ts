import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, emulated } from '../testing/emulated.ts';
import { framePolicy } from './frame-policy.ts';

let world: Emulated;
let card: string;
let origin: string;

beforeEach(async () => {
  world = await emulated({ widgetPort: 0 });
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:00Z', frozen: true });
  card = await world.card();
  origin = String(world.emulator.widgetUrl);
});
afterEach(() => world.close());

/** What a widget asks its own server; `from` is the origin that a browser would name. */
const ask = async (path: string, body: object, from: string | null = origin) => {
  const answered = await fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(from === null ? {} : { origin: from }) },
    body: JSON.stringify(body),
  });
  const text = await answered.text();
  return { status: answered.status, headers: answered.headers, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
};
const show = async (from?: string | null) => {
  const { token } = await world.client.clientAccessTokens.create(card);
  return ask('/widgets/card/show', { client_access_token: token }, from);
};

test('a card is shown to the widget, once for each token, and counts as handed over', async () => {
  const { token } = await world.client.clientAccessTokens.create(card);
  const shown = await ask('/widgets/card/show', { client_access_token: token });
  const again = await ask('/widgets/card/show', { client_access_token: token });

  expect(shown.status).toBe(200);
  expect(shown.body['pan']).toMatch(/^\d{16}$/);
  expect(shown.body).toMatchObject({ expiration: '0330', cvv_number: expect.stringMatching(/^\d{3}$/) });
  expect(shown.headers.get('cache-control')).toBe('no-store');
  expect(again.status).toBe(400);
  expect((await world.client.cards.get(card)).fulfillment_status).toBe('DIGITALLY_PRESENTED');
});

test('five minutes later a token shows nothing', async () => {
  const { token } = await world.client.clientAccessTokens.create(card);
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:05:00Z' });

  expect((await ask('/widgets/card/show', { client_access_token: token })).status).toBe(400);
});

test.each<[string, string | null]>([
  ['the page that holds the widget', 'http://localhost:4000'],
  ['a frame without an origin', 'null'],
  ['a program', null],
])('%s cannot ask in the widget’s place, and uses no token up', async (_what, from) => {
  const { token } = await world.client.clientAccessTokens.create(card);
  const refused = await ask('/widgets/card/show', { client_access_token: token }, from);

  expect([refused.status, JSON.stringify(refused.body)]).toEqual([403, expect.not.stringMatching(/\d{16}/)]);
  expect((await ask('/widgets/card/show', { client_access_token: token })).status).toBe(200);
});

test('a PIN is set and revealed with a control token of its kind', async () => {
  const setting = await world.client.pinControlToken(card, 'SET_PIN');
  expect((await ask('/widgets/pin/set', { ...setting, pin: '1111' })).status).toBe(412);
  expect((await ask('/widgets/pin/set', { ...setting, pin: '2580' })).status).toBe(204);

  const revealing = await world.client.pinControlToken(card, 'REVEAL_PIN');
  expect((await ask('/widgets/pin/reveal', { ...revealing })).body).toEqual({ pin: '2580' });
  expect((await ask('/widgets/pin/reveal', { ...revealing })).status).toBe(400);
});

describe('the pages of the widgets', () => {
  test.each(['/widgets/card', '/widgets/pin'])('%s runs its own code alone, and is framed by whom the setting names', async (path) => {
    const answered = await fetch(`${origin}${path}`);

    expect(answered.headers.get('content-security-policy')).toBe(framePolicy('http://localhost:* http://127.0.0.1:*'));
    expect(answered.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test.each(["'none'; script-src *", 'https://a.example\nx: y', 'https://a.example, https://b.example'])(
    'cannot be framed by %j, which says more than that',
    (ancestors) => {
      expect(() => framePolicy(ancestors)).toThrow('frame ancestors');
    },
  );

  test('are not on the origin of the API', async () => {
    expect(origin).not.toBe(world.emulator.url);
    expect((await fetch(`${world.emulator.url}/widgets/card`)).status).toBe(404);
    expect((await fetch(`${origin}/v3/cards`)).status).toBe(404);
  });
});

test('nothing that is told or logged has the number', async () => {
  const { body } = await show();
  await world.ask('POST', '/control/quiesce', {});

  expect(JSON.stringify(await world.ask('GET', '/control/exchanges?limit=500'))).not.toContain(body['pan']);
});
