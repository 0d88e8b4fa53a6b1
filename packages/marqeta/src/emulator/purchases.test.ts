import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyWebhookSignature } from '../wire/signature.ts';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;

beforeEach(async () => {
  world = await emulated({ settings: { retrySpeed: 100 } });
  card = await world.card();
});
afterEach(() => world.close());

const simulate = async (event: string, body: object) => {
  const { status, body: answered } = await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body);
  return { status, transaction: answered['transaction'] as Json, error: answered };
};
const responseOf = (transaction: Json) => transaction['response'] as Json;
const logOf = (transaction: Json) => ((transaction['gpa_order'] as Json)['funding'] as Json)['gateway_log'] as Json;

describe('an authorization', () => {
  test('that the gateway approves holds its amount', async () => {
    const { status, transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });

    expect(status).toBe(201);
    expect(transaction).toMatchObject({ type: 'authorization', state: 'PENDING', amount: 12.5, response: { code: '0000' } });
    expect((await world.ask('GET', '/v3/balances/usr_maya')).body).toMatchObject({ gpa: { ledger_balance: 12.5, available_balance: 0 } });
  });

  test.each([
    ['INSUFFICIENT_FUNDS', '1884'],
    ['AMOUNT_LIMIT_EXCEEDED', '1887'],
    ['TRANSACTION_NOT_PERMITTED', '1885'],
    ['SUSPECTED_FRAUD', '1886'],
  ])('that the gateway declines for %s has response code %s', async (decline_reason, code) => {
    world.other.gateway = (request) => Promise.resolve({ status: 402, body: echo(request, { decline_reason }) });

    const { transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });

    expect(transaction).toMatchObject({ state: 'DECLINED', response: { code } });
    expect(logOf(transaction)).toMatchObject({ timed_out: false, response: { code: '402' } });
  });

  test('whose gateway answers too late is declined, and the log says that it timed out', async () => {
    world.other.gateway = async (request) => {
      await sleep(1_300);
      return { status: 200, body: echo(request) };
    };

    const { transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });

    expect(transaction).toMatchObject({ state: 'DECLINED' });
    expect(logOf(transaction)).toMatchObject({ timed_out: true, response: { code: '97' } });
  });

  test.each<[string, (request: Json) => { status: number; body: unknown }]>([
    ['a server error', () => ({ status: 500, body: {} })],
    ['another token', (request) => ({ status: 200, body: echo(request, { token: 'another' }) })],
    ['more than was asked', (request) => ({ status: 200, body: echo(request, { amount: 99 }) })],
    ['no jit_funding', () => ({ status: 200, body: {} })],
  ])('that the gateway answers with %s is declined', async (_what, gateway) => {
    world.other.gateway = (request) => Promise.resolve(gateway(request));

    const { transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });

    expect(transaction).toMatchObject({ state: 'DECLINED' });
  });

  test('on a suspended card is declined without asking the gateway', async () => {
    await world.client.cards.transition({ card_token: card, state: 'SUSPENDED', channel: 'API', reason_code: '01' });
    let asked = 0;
    world.other.gateway = (request) => {
      asked += 1;
      return Promise.resolve({ status: 200, body: echo(request) });
    };

    const { transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });

    expect(responseOf(transaction)).toMatchObject({ code: '1003' });
    expect(asked).toBe(0);
  });
});

describe('the life of a purchase', () => {
  test('of a hotel: two increments, one clearing of the whole', async () => {
    const { transaction: first } = await simulate('authorization', { card_token: card, amount: 300, is_preauthorization: true });
    const preceding = { preceding_related_transaction_token: first['token'] };
    await simulate('authorization.incremental', { ...preceding, amount: 80 });
    await simulate('authorization.incremental', { ...preceding, amount: 20 });
    const { transaction: clearing } = await simulate('authorization.clearing', { ...preceding, amount: 400 });

    expect(clearing).toMatchObject({ state: 'COMPLETION', amount: 400, is_final_clearing: true });
    const { body } = await world.ask('GET', `/v3/transactions/${String(first['token'])}/related`);
    expect((body['data'] as Json[]).map(({ type, state }) => `${String(type)} ${String(state)}`)).toEqual([
      'authorization CLEARED',
      'authorization.incremental CLEARED',
      'authorization.incremental CLEARED',
      'authorization.clearing COMPLETION',
    ]);
  });

  test('a hold that nobody clears expires by the clock, as of its own time', async () => {
    const { transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });
    const inEightDays = new Date(Date.now() + 8 * 86_400_000).toISOString();

    await world.ask('PUT', '/control/clock', { now: inEightDays, frozen: true });

    const { body } = await world.ask('GET', `/v3/transactions/${String(transaction['token'])}/related?count=10`);
    expect((body['data'] as Json[]).at(-1)).toMatchObject({ type: 'authorization.reversal.issuerexpiration', amount: 12.5 });
    expect((await world.ask('GET', '/v3/balances/usr_maya')).body).toMatchObject({ gpa: { ledger_balance: 0 } });
  });

  test('a reversal of more than is held is refused', async () => {
    const { transaction } = await simulate('authorization', { card_token: card, amount: 12.5 });

    const { status } = await simulate('authorization.reversal', { preceding_related_transaction_token: transaction['token'], amount: 20 });

    expect(status).toBe(400);
  });
});

describe('webhooks', () => {
  test('are signed over the very bytes, and tell what the API tells', async () => {
    const seen: { signed: boolean; types: unknown[] }[] = [];
    world.other.webhook = (delivery, headers, raw) => {
      const signature = String(headers['x-marqeta-signature']);
      const signed = verifyWebhookSignature('Abcdefghij1234567890!', 'HMAC_SHA_256', raw, signature);
      seen.push({ signed, types: ((delivery['transactions'] ?? []) as Json[]).map(({ type }) => type) });
      return 200;
    };

    await simulate('authorization', { card_token: card, amount: 12.5 });
    await world.ask('POST', '/control/quiesce', {});

    expect(seen).toContainEqual({ signed: true, types: ['authorization'] });
    expect(seen.every(({ signed }) => signed)).toBe(true);
  });

  test('are repeated until the endpoint answers exactly 200', async () => {
    const answers = [500, 204, 200];
    let deliveries = 0;
    world.other.webhook = (delivery) => (delivery['transactions'] === undefined ? 200 : (answers[deliveries++] ?? 200));

    await simulate('authorization', { card_token: card, amount: 12.5 });
    for (let tries = 0; tries < 100 && deliveries < 3; tries += 1) await sleep(50);

    expect(deliveries).toBe(3);
  });
});

describe('a purchase that is being decided', () => {
  /** The gateway is asked, and says nothing until it may. */
  async function undecided(): Promise<{ readonly buying: Promise<unknown>; readonly answer: () => void }> {
    await world.ask('POST', '/control/quiesce', {});
    const asked = Promise.withResolvers<void>();
    const may = Promise.withResolvers<void>();
    world.other.gateway = async (request) => {
      asked.resolve();
      await may.promise;
      return { status: 200, body: echo(request) };
    };
    const buying = simulate('authorization', { card_token: card, amount: 12.5 }).catch(() => undefined);
    await asked.promise;
    return { buying, answer: () => may.resolve() };
  }

  test('when everything is forgotten leaves nothing behind', async () => {
    const { buying, answer } = await undecided();
    const forgetting = world.ask('POST', '/control/reset', {});
    await world.ask('GET', '/v3/ping');
    answer();
    await Promise.all([buying, forgetting]);

    expect((await world.ask('GET', '/v3/transactions?state=ALL')).body['data']).toEqual([]);
    expect((await world.ask('GET', '/control/pending')).body['schedule']).toEqual({ due: 0, planned: 0 });
  });
});
