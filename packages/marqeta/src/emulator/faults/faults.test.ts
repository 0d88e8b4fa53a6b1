import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyWebhookSignature } from '../../wire/signature.ts';
import { echo, type Emulated, emulated } from '../testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;

beforeEach(async () => {
  world = await emulated();
  card = await world.card();
  await quiesce();
});
afterEach(() => world.close());

const quiesce = () => world.ask('POST', '/control/quiesce', {});
const fault = async (body: Json): Promise<void> => {
  const { status, body: answer } = await world.ask('POST', '/control/faults', body);
  expect({ status, answer }).toMatchObject({ status: 201 });
};
const exists = async (user: string) => (await world.ask('GET', `/v3/users/${user}`)).status === 200;
const addUser = (token: string) =>
  world.ask('POST', '/v3/users', { token }).then(
    ({ status }) => status,
    () => 'no answer',
  );
const buy = async (amount = 10): Promise<Json> =>
  (await world.ask('POST', '/v3/simulations/cardtransactions/authorization', { card_token: card, amount })).body['transaction'] as Json;

describe('a call of the API', () => {
  const on = { on: 'api', match: 'POST /v3/users', count: 1 };

  test.each([
    ['before', false],
    ['after', true],
  ])('can fail %s its effect, and the same call then goes through once', async (when, took) => {
    await fault({ ...on, kind: 'error', when });

    expect(await addUser('usr_ines')).toBe(500);
    expect(await exists('usr_ines')).toBe(took);
    expect(await addUser('usr_ines')).toBe(201);
    expect((await world.ask('GET', '/v3/users')).body['count']).toBe(2);
  });

  test.each([
    ['before', false],
    ['after', true],
  ])('can lose its connection %s its effect', async (when, took) => {
    await fault({ ...on, kind: 'drop', when });

    expect(await addUser('usr_ines')).toBe('no answer');
    expect(await exists('usr_ines')).toBe(took);
  });

  test('can be answered with JSON that breaks off', async () => {
    await fault({ ...on, kind: 'bad_json', when: 'after' });

    const answer = await addUser('usr_ines');

    expect(answer).toBe('no answer');
    expect(await exists('usr_ines')).toBe(true);
  });

  test('can be told to come back later', async () => {
    await fault({ ...on, kind: 'error', status: 429, retry_after: 7 });

    const answer = await fetch(`${world.emulator.url}/v3/users`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('emulator-application:emulator-access')}`, 'content-type': 'application/json' },
      body: '{}',
    });

    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      429,
      '7',
      { error_code: '429000', error_message: 'A fault of the emulator' },
    ]);
  });

  test('that is delayed takes effect although its caller has gone', async () => {
    await fault({ ...on, kind: 'delay', delay_ms: 150 });

    const caller = fetch(`${world.emulator.url}/v3/users`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('emulator-application:emulator-access')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'usr_ines' }),
      signal: AbortSignal.timeout(50),
    });

    await expect(caller).rejects.toThrow();
    for (let tries = 0; tries < 400 && !(await exists('usr_ines')); tries += 1) await sleep(25);
    expect(await exists('usr_ines')).toBe(true);
  });

  test.each([
    ['before', false],
    ['after', true],
  ])('can stay unanswered, with its effect %s the silence: %s', async (when, took) => {
    await fault({ ...on, kind: 'silence', when });

    const caller = fetch(`${world.emulator.url}/v3/users`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('emulator-application:emulator-access')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'usr_ines' }),
      signal: AbortSignal.timeout(200),
    });

    await expect(caller).rejects.toThrow();
    expect(await exists('usr_ines')).toBe(took);
  });
});

describe('a delivery', () => {
  let told: { token: string; raw: string; signature: string }[];

  beforeEach(() => {
    told = [];
    world.other.webhook = (delivery, headers, raw) => {
      const signature = String(headers['x-marqeta-signature']);
      for (const item of (Object.values(delivery)[0] ?? []) as Json[]) told.push({ token: String(item['token']), raw, signature });
      return 200;
    };
  });
  const tokens = () => told.map(({ token }) => token);
  const waiting = async () => ((await world.ask('GET', '/control/pending')).body['webhooks'] as Json)['waiting'];
  const repeats = () => world.ask('POST', '/control/clock/advance', { by: 'PT4S' });

  test.each([
    ['drop', 'before', 1],
    ['drop', 'after', 2],
    ['error', 'before', 1],
    ['error', 'after', 2],
  ])('struck by %s %s its arrival is repeated, and so arrives %d times', async (kind, when, times) => {
    await fault({ kind, on: 'webhook', when, count: 1 });
    const { token } = await buy();
    await quiesce();
    expect(await waiting()).toBe(1);

    await repeats();

    expect(tokens()).toEqual(Array.from({ length: times }, () => token));
    expect(await waiting()).toBe(0);
  });

  test('can arrive twice', async () => {
    await fault({ kind: 'duplicate', on: 'webhook', match: 'transaction.authorization', count: 1 });

    const { token } = await buy();
    await quiesce();

    expect(tokens()).toEqual([token, token]);
    expect(new Set(told.map(({ raw }) => raw)).size).toBe(1);
  });

  test('can be overtaken by the next', async () => {
    await fault({ kind: 'reorder', on: 'webhook', match: 'transaction.authorization', count: 1, delay_ms: 60_000 });

    const first = await buy();
    const second = await buy();
    for (let tries = 0; tries < 400 && told.length < 2; tries += 1) await sleep(25);

    expect(tokens()).toEqual([second['token'], first['token']]);
  });

  test('can wait until ten leave together', async () => {
    await fault({ kind: 'batch', on: 'webhook', webhook: 'wh', delay_ms: 60_000 });

    const bought: Json[] = [];
    for (let index = 0; index < 12; index += 1) bought.push(await buy());
    for (let tries = 0; tries < 400 && told.length < 10; tries += 1) await sleep(25);
    expect(tokens()).toEqual(bought.slice(0, 10).map(({ token }) => token));
    expect(new Set(told.map(({ raw }) => raw)).size).toBe(1);

    await quiesce();
    expect(tokens()).toEqual(bought.map(({ token }) => token));
  });

  test('can carry a signature of somebody else, and is repeated with its own', async () => {
    let accepts = 0;
    world.other.webhook = (_delivery, headers, raw) => {
      const signature = String(headers['x-marqeta-signature']);
      const isOurs = verifyWebhookSignature('Abcdefghij1234567890!', 'HMAC_SHA_256', raw, signature);
      accepts += isOurs ? 1 : 0;
      return isOurs ? 200 : 401;
    };
    await fault({ kind: 'wrong_signature', on: 'webhook', count: 1 });

    await buy();
    await quiesce();
    expect([accepts, await waiting()]).toEqual([0, 1]);
    await repeats();
    expect([accepts, await waiting()]).toEqual([1, 0]);
  });

  test('can be late by a while', async () => {
    await fault({ kind: 'delay', on: 'webhook', delay_ms: 100, count: 1 });
    const first = await buy();
    const second = await buy();
    await quiesce();

    expect(tokens()).toEqual([second['token'], first['token']]);
  });

  test('can be kept silent, and resent', async () => {
    await fault({ kind: 'silence', on: 'webhook', count: 1 });
    const { token } = await buy();
    await quiesce();
    expect([tokens(), await waiting()]).toEqual([[], 0]);

    await world.ask('POST', `/v3/webhooks/wh/transaction/${String(token)}`, {});
    await quiesce();

    expect(tokens()).toEqual([token]);
  });
});

describe('a question to the gateway', () => {
  let asked: Json[];

  beforeEach(() => {
    asked = [];
    world.other.gateway = (request) => {
      asked.push(request);
      return Promise.resolve({ status: 200, body: echo(request) });
    };
  });
  const log = (transaction: Json): Json => ((transaction['gpa_order'] as Json)['funding'] as Json)['gateway_log'] as Json;

  test.each([
    ['drop', 'before', 0, false],
    ['drop', 'after', 1, false],
    ['error', 'before', 0, false],
    ['error', 'after', 1, false],
    ['bad_json', 'after', 1, false],
    ['silence', 'before', 0, true],
    ['silence', 'after', 1, true],
  ])('struck by %s %s it was asked %d times and the purchase is declined; timed out: %s', async (kind, when, times, timedOut) => {
    await fault({ kind, on: 'gateway', match: 'pgfs.authorization', when, count: 1 });

    const bought = await buy();

    expect(bought).toMatchObject({ state: 'DECLINED', response: { code: '1016' } });
    expect(asked).toHaveLength(times);
    expect(log(bought)['timed_out']).toBe(timedOut);
    expect(await buy()).toMatchObject({ state: 'PENDING' });
  });

  test('is asked a second time with the same token', async () => {
    await fault({ kind: 'duplicate', on: 'gateway', delay_ms: 50, count: 1 });

    const bought = await buy();
    await quiesce();

    expect(bought['state']).toBe('PENDING');
    expect(asked).toHaveLength(2);
    expect(asked[0]).toEqual(asked[1]);
  });

  test('can come when the purchase has been declined already', async () => {
    await fault({ kind: 'delay', on: 'gateway', delay_ms: 1_100, count: 1 });

    const bought = await buy();
    expect(bought).toMatchObject({ state: 'DECLINED' });
    await quiesce();

    expect(asked.map(({ token }) => token)).toEqual([bought['token']]);
  });

  test('may be late and still be in time', async () => {
    await fault({ kind: 'delay', on: 'gateway', delay_ms: 50, count: 1 });

    expect(await buy()).toMatchObject({ state: 'PENDING' });
  });

  test('whose answer comes too late is declined', async () => {
    await fault({ kind: 'delay', on: 'gateway', when: 'after', delay_ms: 5_000, count: 1 });

    const bought = await buy();

    expect(bought).toMatchObject({ state: 'DECLINED' });
    expect([asked.length, log(bought)['timed_out']]).toEqual([1, true]);
  });

  test('shows in the log of exchanges what struck it', async () => {
    await fault({ kind: 'drop', on: 'gateway', when: 'after', count: 1 });
    const { token } = await buy();

    const { body } = await world.ask('GET', `/control/exchanges?purchase=${String(token)}&kind=gateway`);

    expect((body['data'] as Json[])[0]).toMatchObject({ fault: 'drop', response: null, error: 'the connection was closed' });
  });
});

describe('the control of faults', () => {
  test('shows them with how often they struck, and takes them away', async () => {
    await fault({ token: 'one', kind: 'error', on: 'api', match: 'GET /v3/users/*', status: 503, count: 1, until: '2030-01-01T00:00:00Z' });
    await fault({ token: 'two', kind: 'silence', on: 'gateway', probability: 0 });
    await world.ask('GET', '/v3/users/usr_maya');
    await buy();

    expect((await world.ask('GET', '/control/faults')).body['data']).toEqual([
      {
        token: 'one',
        kind: 'error',
        on: 'api',
        match: 'GET /v3/users/*',
        when: 'before',
        probability: 1,
        count: 1,
        until: '2030-01-01T00:00:00.000Z',
        status: 503,
        seen: 1,
        struck: 1,
      },
      { token: 'two', kind: 'silence', on: 'gateway', match: '**', when: 'before', probability: 0, seen: 1, struck: 0 },
    ]);
    expect((await world.ask('DELETE', '/control/faults/one')).status).toBe(204);
    expect((await world.ask('DELETE', '/control/faults/one')).status).toBe(404);
    expect((await world.ask('DELETE', '/control/faults')).status).toBe(204);
    expect((await world.ask('GET', '/control/faults')).body['data']).toEqual([]);
  });

  test.each<[Json, string]>([
    [{ on: 'api' }, 'Missing a required field: kind'],
    [{ kind: 'drop' }, 'Missing a required field: on'],
    [{ kind: 'explode', on: 'api' }, 'Invalid field kind: must be one of'],
    [{ kind: 'duplicate', on: 'api' }, 'Invalid field kind: on api must be one of delay, drop, error, bad_json, silence'],
    [{ kind: 'wrong_signature', on: 'gateway' }, 'Invalid field kind: on gateway must be one of'],
    [{ kind: 'batch', on: 'webhook', when: 'after' }, 'Invalid field when: has no meaning for batch on webhook'],
    [{ kind: 'drop', on: 'api', webhook: 'wh' }, 'Invalid field webhook: is for faults on webhook'],
    [{ kind: 'drop', on: 'api', probablity: 0.5 }, 'Invalid field probablity: a fault has no such field'],
    [{ kind: 'drop', on: 'api', probability: 1.5 }, 'Invalid field probability: must be at most 1'],
    [{ kind: 'drop', on: 'api', count: 0 }, 'Invalid field count: must be at least 1'],
    [{ kind: 'drop', on: 'api', until: 'soon' }, 'Invalid field until: must be a time'],
    [{ kind: 'drop', on: 'api', delay_ms: 5 }, 'Invalid field delay_ms: is for delay, duplicate, reorder, batch'],
    [{ kind: 'drop', on: 'api', status: 500 }, 'Invalid field status: is for error'],
    [{ kind: 'error', on: 'api', retry_after: 5 }, 'Invalid field retry_after: is for an error 429 or 503 on api'],
    [{ kind: 'drop', on: 'api', match: '/v3/cards' }, 'Invalid field match: must be a method and a path'],
  ])('refuses %j', async (body, why) => {
    const answer = await world.ask('POST', '/control/faults', body);

    expect(answer.status).toBe(400);
    expect(answer.body['error_message']).toContain(why);
  });

  test('refuses a token that is taken', async () => {
    await fault({ token: 'one', kind: 'drop', on: 'api', match: 'POST /v3/kyc' });

    expect((await world.ask('POST', '/control/faults', { token: 'one', kind: 'drop', on: 'api' })).status).toBe(409);
  });

  test('forgets them with all else at a reset', async () => {
    await fault({ kind: 'drop', on: 'api' });
    await world.ask('POST', '/control/reset', {});

    expect((await world.ask('GET', '/control/faults')).body['data']).toEqual([]);
    expect((await world.ask('GET', '/v3/ping')).status).toBe(200);
  });

  test('strikes no call without credentials', async () => {
    await fault({ kind: 'error', on: 'api' });

    expect((await fetch(`${world.emulator.url}/v3/ping`)).status).toBe(401);
  });
});

test('faults and their figures survive a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  const before = await emulated({ dataDir });
  await before.ask('POST', '/control/faults', { token: 'f', kind: 'error', on: 'api', match: 'GET /v3/ping', count: 2 });
  const first = await before.ask('GET', '/v3/ping');
  await before.close();

  const after = await emulated({ dataDir });
  const statuses = [first.status, (await after.ask('GET', '/v3/ping')).status, (await after.ask('GET', '/v3/ping')).status];
  await after.close();
  rmSync(dataDir, { recursive: true });

  expect(statuses).toEqual([500, 500, 200]);
});

test('with a seed the same calls fail again, whatever else happens between them', async () => {
  const run = async (between: boolean): Promise<number[]> => {
    const seeded = await emulated({ seed: 'faults' });
    await seeded.ask('POST', '/control/faults', { token: 'f', kind: 'error', on: 'api', match: 'GET /v3/ping', probability: 0.5 });
    const statuses: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      if (between) await seeded.ask('GET', '/v3/users');
      statuses.push((await seeded.ask('GET', '/v3/ping')).status);
    }
    await seeded.close();
    return statuses;
  };

  const [first, second] = [await run(false), await run(true)];

  expect(first).toEqual(second);
  expect(new Set(first)).toEqual(new Set([200, 500]));
});
