import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, emulated } from './testing/emulated.ts';

let world: Emulated;

beforeEach(async () => {
  world = await emulated();
});
afterEach(() => world.close());

describe('every POST with a token', () => {
  test('gives the same thing for the same body, whatever the order of its keys', async () => {
    const first = await world.ask('POST', '/v3/users', { token: 'usr_1', first_name: 'Ana', last_name: 'Costa' });
    const again = await world.ask('POST', '/v3/users', { last_name: 'Costa', first_name: 'Ana', token: 'usr_1' });

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
  });

  test('refuses another body with 409', async () => {
    await world.ask('POST', '/v3/users', { token: 'usr_1', first_name: 'Ana' });

    const { status, body } = await world.ask('POST', '/v3/users', { token: 'usr_1', first_name: 'Bea' });

    expect(status).toBe(409);
    expect(body['error_message']).toBe('Request already processed with a different payload');
  });
});

test.each<[string, string, string, unknown, number]>([
  ['an unknown cardholder', 'GET', '/v3/users/nobody', undefined, 404],
  ['an unknown card', 'GET', '/v3/cards/none', undefined, 404],
  ['a card for a cardholder who is not there', 'POST', '/v3/cards', { user_token: 'nobody', card_product_token: 'none' }, 400],
  ['a card without a product', 'POST', '/v3/cards', { user_token: 'nobody' }, 400],
  ['a page that is too large', 'GET', '/v3/users?count=101', undefined, 413],
  ['a sort order that there is not', 'GET', '/v3/users?sort_by=colour', undefined, 400],
  ['an event that no simulation has', 'POST', '/v3/simulations/cardtransactions/teleport', {}, 404],
  ['a clearing without a purchase', 'POST', '/v3/simulate/clearing', { original_transaction_token: 'none', amount: 5 }, 404],
  [
    'a webhook over plain http to the world',
    'POST',
    '/v3/webhooks',
    {
      name: 'w',
      events: ['*'],
      config: { url: 'http://example.com', basic_auth_username: 'u', basic_auth_password: 'Abcdefghij1234567890!' },
    },
    400,
  ],
  [
    'a webhook whose password has no digit',
    'POST',
    '/v3/webhooks',
    {
      name: 'w',
      events: ['*'],
      config: { url: 'https://example.com', basic_auth_username: 'u', basic_auth_password: 'Abcdefghijklmnopqrstu!' },
    },
    400,
  ],
  [
    'a gateway whose password has no symbol',
    'POST',
    '/v3/fundingsources/programgateway',
    { name: 'g', url: 'https://example.com', basic_auth_username: 'u', basic_auth_password: 'Abcdefghij1234567890' },
    400,
  ],
  ['a path that is not there', 'GET', '/v3/nothing', undefined, 404],
  ['a method that a path does not have', 'PUT', '/v3/users', {}, 405],
  ['a method that a thing does not have', 'POST', '/v3/users/usr_1', {}, 405],
])('%s is refused with the status of the facts', async (_what, method, path, body, status) => {
  const answered = await world.ask(method, path, body);

  expect(answered.status).toBe(status);
  expect(String(answered.body['error_code'])).toMatch(new RegExp(`^${status}`));
});

test('without credentials nothing is told', async () => {
  const answered = await fetch(`${world.emulator.url}/v3/users`);

  expect(answered.status).toBe(401);
});

test('malformed JSON is refused', async () => {
  const answered = await fetch(`${world.emulator.url}/control/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{',
  });

  expect(answered.status).toBe(400);
});

test('a list is paged from end to end', async () => {
  for (let index = 0; index < 7; index += 1) await world.ask('POST', '/v3/users', { token: `usr_${index}` });

  const page = (await world.ask('GET', '/v3/users?count=3&start_index=6&sort_by=createdTime')).body;
  const tokens: string[] = [];
  for await (const { token } of world.client.users.list()) tokens.push(token);

  expect(page).toMatchObject({ count: 1, start_index: 6, end_index: 6, is_more: false });
  expect(tokens).toHaveLength(7);
});

test('the number of a card is shown by showpan alone, and passes Luhn', async () => {
  const card = await world.card();

  const { body: plain } = await world.ask('GET', `/v3/cards/${card}`);
  const { body: shown } = await world.ask('GET', `/v3/cards/${card}/showpan?show_cvv_number=true`);

  expect(plain['pan']).toMatch(/^\d{6}_{6}\d{4}$/);
  expect(plain['cvv_number']).toBeUndefined();
  const digits = String(shown['pan']).split('').reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  expect(sum % 10).toBe(0);
});

test('a card whose number and code were shown counts as handed over, once', async () => {
  const card = await world.card();
  const statuses = async () =>
    ((await world.ask('GET', `/v3/cardtransitions/card/${card}`)).body['data'] as { type: string }[]).map(({ type }) => type);

  await world.ask('GET', `/v3/cards/${card}/showpan`);
  expect(await statuses()).toEqual(['state.activated', 'fulfillment.issued']);
  await world.ask('GET', `/v3/cards/${card}/showpan?show_cvv_number=true`);
  await world.ask('GET', `/v3/cards/${card}/showpan?show_cvv_number=true`);

  expect(await statuses()).toEqual(['fulfillment.digitally_presented', 'state.activated', 'fulfillment.issued']);
  expect((await world.ask('GET', `/v3/cards/${card}`)).body).toMatchObject({ fulfillment_status: 'DIGITALLY_PRESENTED', state: 'ACTIVE' });
});

test('another web page cannot drive the control API through a browser', async () => {
  const from = (origin: string) =>
    fetch(`${world.emulator.url}/control/quiesce`, { method: 'POST', headers: { origin } }).then(({ status }) => status);

  expect([await from('https://example.com'), await from('null'), await from(world.emulator.url)]).toEqual([403, 403, 200]);
});

test('with a seed the same requests make the same tokens, and a restart goes on from there', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  const tokensOf = async (options: { seed: string; dataDir?: string }) => {
    const seeded = await emulated(options);
    const made = [await seeded.ask('POST', '/v3/users', {}), await seeded.ask('POST', '/v3/users', {})];
    await seeded.close();
    return made.map(({ body }) => body['token']);
  };

  const [first, second, other] = [await tokensOf({ seed: 'a', dataDir }), await tokensOf({ seed: 'a' }), await tokensOf({ seed: 'b' })];
  const resumed = await tokensOf({ seed: 'a', dataDir });
  rmSync(dataDir, { recursive: true });

  expect(second).toEqual(first);
  expect(new Set([...first, ...other, ...resumed]).size).toBe(6);
});

test('a card is activated, suspended, reinstated and terminated, and never comes back', async () => {
  const card = await world.card();
  const move = (state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED') =>
    world.client.cards.transition({ card_token: card, state, channel: 'API', reason_code: '01' });

  const types = [await move('SUSPENDED'), await move('ACTIVE'), await move('TERMINATED')].map(({ type }) => type);

  expect(types).toEqual(['state.suspended', 'state.reinstated', 'state.terminated']);
  await expect(move('ACTIVE')).rejects.toMatchObject({ kind: 'refused', status: 400 });
});

test('what was there is there after a restart, its clock included', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  const before = await emulated({ dataDir });
  await before.ask('POST', '/v3/users', { token: 'usr_kept', first_name: 'Ana' });
  await before.ask('PUT', '/control/clock', { now: '2027-01-01T00:00:00Z', frozen: true });
  await before.close();

  const after = await emulated({ dataDir });
  const { body: user } = await after.ask('GET', '/v3/users/usr_kept');
  const { body: clock } = await after.ask('GET', '/control/clock');
  await after.close();
  rmSync(dataDir, { recursive: true });

  expect(user).toMatchObject({ first_name: 'Ana', status: 'ACTIVE' });
  expect(clock).toMatchObject({ now: '2027-01-01T00:00:00.000Z', mode: 'frozen' });
});
