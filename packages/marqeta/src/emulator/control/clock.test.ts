import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, emulated } from '../testing/emulated.ts';

type Json = Record<string, unknown>;

const START = '2026-03-02T09:00:00.000Z';
let world: Emulated;
let card: string;

beforeEach(async () => {
  world = await emulated();
  await setClock({ now: START, frozen: true });
  card = await world.card();
  await world.ask('POST', '/control/quiesce', {});
});
afterEach(() => world.close());

const setClock = (body: Json) => world.ask('PUT', '/control/clock', body);
const advance = (by: unknown) => world.ask('POST', '/control/clock/advance', { by });
const now = async () => (await world.ask('GET', '/control/clock')).body['now'];
const buy = async (): Promise<Json> =>
  (await world.ask('POST', '/v3/simulations/cardtransactions/authorization', { card_token: card, amount: 10 })).body['transaction'] as Json;
const pending = async () => (await world.ask('GET', '/control/pending')).body['webhooks'];

describe('the clock', () => {
  test('moves on by a length of time and stays frozen', async () => {
    const { body } = await advance('PT2H');

    expect(body).toMatchObject({ now: '2026-03-02T11:00:00.000Z', mode: 'frozen' });
  });

  test.each([
    ['PUT', '/control/clock', { now: 'noon' }],
    ['PUT', '/control/clock', { frozen: 'perhaps' }],
    ['PUT', '/control/clock', { speed: 0 }],
    ['POST', '/control/clock/advance', {}],
    ['POST', '/control/clock/advance', { by: '2 hours' }],
    ['POST', '/control/clock/advance', { by: '-PT2H' }],
  ])('refuses %s %s %j', async (method, path, body) => {
    expect((await world.ask(method, path, body)).status).toBe(400);
    expect(await now()).toBe(START);
  });

  test('goes back only while nothing was bought', async () => {
    expect((await setClock({ now: '2026-03-01T00:00:00Z' })).status).toBe(200);
    await setClock({ now: START });
    await buy();

    const back = await setClock({ now: '2026-03-02T08:59:59Z' });

    expect(back).toMatchObject({ status: 400, body: { error_message: expect.stringContaining('never goes back') } });
    expect(await now()).toBe(START);
  });

  test('does not return to the real time from the future', async () => {
    await setClock({ now: '2099-01-01T00:00:00Z' });
    await buy();

    expect((await setClock({ real: true })).status).toBe(400);
  });

  test('lets a card expire, and not a moment earlier', async () => {
    const { body } = await world.ask('GET', `/v3/cards/${card}`);
    const expires = Date.parse(String(body['expiration_time']));
    await setClock({ now: new Date(expires - 1_000).toISOString() });
    const before = await buy();
    await advance('PT2S');

    expect([before['state'], (await buy())['response']]).toEqual(['PENDING', expect.objectContaining({ code: '1001' })]);
  });

  test('lets a hold expire, and tells of it as of the time when it did', async () => {
    const { token } = await buy();
    await advance('P9D');

    const { body } = await world.ask('GET', `/v3/transactions/${String(token)}/related`);

    const last = (body['data'] as Json[]).find(({ type }) => type === 'authorization.reversal.issuerexpiration');
    expect(last).toMatchObject({ state: 'CLEARED', created_time: '2026-03-09T09:00:00Z' });
  });

  test('that runs fast brings the expiry by itself', async () => {
    const { token } = await buy();
    await setClock({ frozen: false, speed: 1_000_000 });
    const isOver = async () => (await world.ask('GET', `/v3/transactions/${String(token)}`)).body['state'] === 'CLEARED';
    for (let tries = 0; tries < 400 && !(await isOver()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));

    expect(await isOver()).toBe(true);
  });
});

describe('a delivery that is repeated', () => {
  let attempts: number;

  beforeEach(async () => {
    attempts = 0;
    world.other.webhook = (delivery) => {
      attempts += 'usertransitions' in delivery ? 1 : 0;
      return 503;
    };
    await world.ask('POST', '/v3/users', { token: 'usr_ines' });
    await world.ask('POST', '/control/quiesce', {});
  });

  test('waits 4, 16 and 64 seconds by the clock, and not one more', async () => {
    const seen: number[] = [attempts];
    for (const by of ['PT3S', 'PT1S', 'PT15S', 'PT1S', 'PT63S', 'PT1S']) {
      await advance(by);
      seen.push(attempts);
    }

    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4]);
  });

  test('is repeated as often as a moved clock has passed its times, each counted from the one before', async () => {
    await advance('PT83S');
    expect(attempts).toBe(3);
    await advance('PT1S');
    expect(attempts).toBe(4);
  });

  test('is given up after ten repetitions, sixteen and a half days later', async () => {
    await advance('P16D');
    expect(attempts).toBe(10);
    await advance('P1D');
    expect(attempts).toBe(11);
    await advance('P100D');
    expect(attempts).toBe(11);
  });

  test('does not happen while the clock stands still', async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await world.ask('POST', '/control/quiesce', {});

    expect([attempts, await pending()]).toEqual([1, { waiting: 1, retrying: 1 }]);
  });

  test('happens in moments when the clock runs fast', async () => {
    await setClock({ frozen: false, speed: 100_000 });
    for (let tries = 0; tries < 400 && attempts < 5; tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));

    expect(attempts).toBeGreaterThanOrEqual(5);
  });
});
