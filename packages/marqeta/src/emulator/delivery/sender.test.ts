import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseWebhook } from '../../wire/webhook.ts';
import { emulated } from '../testing/emulated.ts';
import { isEventName, isSubscribed } from './events.ts';

type Json = Record<string, unknown>;

const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await done()) return;
    await sleep(25);
  }
  throw new Error('It did not happen in ten seconds.');
};

test('a notification that was not delivered before a stop is delivered after the start', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'emulator-'));
  const before = await emulated({ dataDir });
  before.other.webhook = () => 503;
  await before.card();
  await before.ask('POST', '/control/quiesce', {});
  await before.emulator.close();

  const told: string[] = [];
  before.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };
  const after = await emulated({ dataDir, settings: { retrySpeed: 1_000 } });
  await until(() => told.length >= 3);
  await after.close();
  await before.close();
  rmSync(dataDir, { recursive: true });

  expect(told.flatMap((raw) => Object.keys(JSON.parse(raw) as Json)).sort()).toEqual(['cards', 'cards', 'usertransitions']);
});

test('after ten repetitions a notification is given up', async () => {
  const world = await emulated({ settings: { retrySpeed: 1e7 } });
  let attempts = 0;
  await world.card();
  await world.ask('POST', '/control/quiesce', {});
  world.other.webhook = () => {
    attempts += 1;
    return 204;
  };

  await world.ask('POST', '/v3/users', { token: 'usr_tomas' });
  await until(async () => ((await world.ask('GET', '/control/pending')).body['webhooks'] as Json)['waiting'] === 0);
  await world.close();

  expect(attempts).toBe(11);
});

test('notifications that pile up leave in batches of one type, ten at most, and none is lost or doubled', async () => {
  const world = await emulated({ settings: { webhookConcurrency: 1 } });
  const card = await world.card();
  await world.ask('POST', '/control/quiesce', {});
  const batches: { types: string[]; tokens: string[] }[] = [];
  world.other.webhook = (_delivery, _headers, raw) => {
    const parsed = parseWebhook(raw);
    const items = parsed.ok ? parsed.events : [];
    batches.push({
      types: [...new Set(items.map((event) => (event.kind === 'transaction' ? event.item.type : event.envelope)))],
      tokens: items.map(({ token }) => token ?? ''),
    });
    return 200;
  };

  const bought = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      world.ask('POST', `/v3/simulations/cardtransactions/${index % 3 === 0 ? 'refund' : 'authorization'}`, {
        card_token: card,
        amount: 1,
      }),
    ),
  );
  await world.ask('POST', '/control/quiesce', {});
  await world.close();

  const tokens = bought.map(({ body }) => String((body['transaction'] as Json)['token']));
  const byText = (a: string, b: string): number => a.localeCompare(b);
  expect(batches.flatMap((batch) => batch.tokens).sort(byText)).toEqual(tokens.sort(byText));
  expect(batches.every((batch) => batch.types.length === 1 && batch.tokens.length <= 10)).toBe(true);
  expect(batches.length).toBeLessThan(60);
});

test('a webhook that was switched off hears nothing more, not even what was waiting for it', async () => {
  const world = await emulated({ settings: { retrySpeed: 20 } });
  await world.card();
  await world.ask('POST', '/control/quiesce', {});
  const { body: webhook } = await world.ask('GET', '/v3/webhooks/wh');
  let told = 0;
  world.other.webhook = () => {
    told += 1;
    return 503;
  };
  await world.ask('POST', '/v3/users', { token: 'usr_ines' });
  await world.ask('POST', '/control/quiesce', {});
  const config = { ...(webhook['config'] as Json), basic_auth_username: 'us', basic_auth_password: 'Abcdefghij1234567890!' };
  const { secret: _masked, ...unsigned } = config as Json;
  await world.ask('PUT', '/v3/webhooks/wh', { name: 'webhook', active: false, events: ['*'], config: unsigned });

  await world.ask('POST', '/v3/users', { token: 'usr_tomas' });
  await until(async () => ((await world.ask('GET', '/control/pending')).body['webhooks'] as Json)['waiting'] === 0);
  await world.close();

  expect(told).toBe(1);
});

test('a ping is answered with what the endpoint said, and fails with 422 when it says nothing', async () => {
  const world = await emulated({ settings: { pingTimeoutMs: 200 } });
  await world.card();

  const fine = await world.ask('POST', '/v3/webhooks/wh/ping', {});
  world.other.webhook = () => 500;
  const failed = await world.ask('POST', '/v3/webhooks/wh/ping', {});
  await world.close();

  expect(fine.status).toBe(200);
  expect(failed).toMatchObject({ status: 422, body: { error_code: '422600' } });
});

test('a notification can be sent again', async () => {
  const world = await emulated();
  const card = await world.card();
  const { body } = await world.ask('POST', '/v3/simulations/cardtransactions/authorization', { card_token: card, amount: 1 });
  const token = String((body['transaction'] as Json)['token']);
  await world.ask('POST', '/control/quiesce', {});
  const told: string[] = [];
  world.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };

  const again = await world.ask('POST', `/v3/webhooks/wh/transaction/${token}`, {});
  await world.ask('POST', '/control/quiesce', {});
  const unknown = await world.ask('POST', '/v3/webhooks/wh/transaction/none', {});
  await world.close();

  expect(again.body).toEqual(JSON.parse(told[0] ?? ''));
  expect(unknown.status).toBe(404);
});

test.each([
  [['*'], 'transaction.refund', true],
  [['transaction.*'], 'transaction.authorization.clearing', true],
  [['cardtransition.*'], 'transaction.authorization', false],
  [['transaction.authorization'], 'transaction.authorization', true],
  [['transaction.authorization'], 'transaction.authorization.clearing', false],
])('who asked for %j hears of %s: %s', (events, type, hears) => {
  expect(isSubscribed(events, type)).toBe(hears);
});

test.each([
  ['*', true],
  ['transaction.*', true],
  ['cardtransition.state.activated', true],
  ['transaction.refund.authorization.clearing', true],
  ['transaction.authorization.*', false],
  ['transaction', false],
  ['', false],
])('%j is the name of an event: %s', (name, is) => {
  expect(isEventName(name)).toBe(is);
});
