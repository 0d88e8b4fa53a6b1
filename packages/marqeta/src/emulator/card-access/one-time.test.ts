import { afterEach, beforeEach, expect, test } from 'vitest';
import { basicAuthorization } from '../../wire/basic-auth.ts';
import { type Emulated, emulated } from '../testing/emulated.ts';

let world: Emulated;
let card: string;

beforeEach(async () => {
  world = await emulated();
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:00:00Z', frozen: true });
  card = await world.card();
  await world.ask('POST', '/v3/users', { token: 'ana', email: 'ana@harborline.example', password: 'Ana-2580-harbour' });
});
afterEach(() => world.close());

const as = async (password: string, method: string, path: string, body?: object) => {
  const answered = await fetch(`${world.emulator.url}/v3${path}`, {
    method,
    headers: {
      authorization: basicAuthorization({ username: 'emulator-application', password }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answered.status, body: (await answered.json()) as Record<string, unknown> };
};
const tokenFor = async (user: string) => String((await world.ask('POST', '/v3/users/auth/onetime', { user_token: user })).body['token']);

test('the programme gets a password for one call of a cardholder', async () => {
  const made = await world.ask('POST', '/v3/users/auth/onetime', { user_token: 'usr_maya' });
  const password = String(made.body['token']);

  expect(made).toMatchObject({ status: 201, body: { one_time: true, user_token: 'usr_maya', expires: '2026-03-02T09:05:00Z' } });
  expect(await as(password, 'GET', `/cards/${card}`)).toMatchObject({ status: 200, body: { token: card } });
  expect((await as(password, 'GET', `/cards/${card}`)).status).toBe(401);
  expect((await world.ask('POST', '/v3/users/auth/onetime', { user_token: 'none' })).status).toBe(400);
});

test('it opens nothing after its time', async () => {
  const password = await tokenFor('usr_maya');
  await world.ask('PUT', '/control/clock', { now: '2026-03-02T09:05:00Z' });

  expect((await as(password, 'GET', '/users/usr_maya')).status).toBe(401);
});

test.each<[string, string, string, object?]>([
  ['somebody else’s card', 'GET', '/cards/card_1'],
  ['another cardholder', 'GET', '/users/usr_maya'],
  ['everybody', 'GET', '/users'],
  ['a move of somebody else’s card', 'POST', '/cardtransitions', { card_token: 'card_1', state: 'SUSPENDED', channel: 'API' }],
])('it is not for %s', async (_what, method, path, body) => {
  expect((await as(await tokenFor('ana'), method, path, body)).status).toBe(403);
});

test('a cardholder signs in with the application’s token alone', async () => {
  const signIn = (body: object) => as('', 'POST', '/users/auth/onetime', body);

  const { status, body } = await signIn({ email: 'ana@harborline.example', password: 'Ana-2580-harbour' });
  expect([status, body['user_token']]).toEqual([201, 'ana']);
  expect((await as(String(body['token']), 'GET', '/users/ana')).status).toBe(200);

  expect((await signIn({ email: 'ana@harborline.example', password: 'wrong' })).status).toBe(401);
  expect((await signIn({ user_token: 'usr_maya' })).status).toBe(400);
  expect((await as('', 'GET', '/users/ana')).status).toBe(401);
  expect((await as('', 'POST', '/users', {})).status).toBe(401);
});
