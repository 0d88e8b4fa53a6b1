import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseWebhook, type WebhookEvent } from '../wire/webhook.ts';
import type { PartialSettings } from './settings.ts';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;
type Gateway = Emulated['other']['gateway'];

let world: Emulated;
let asked: number;
let told: WebhookEvent[];

const away: Gateway = () => Promise.resolve({ status: 500, body: {} });
const FAILURES: Readonly<Record<string, Gateway>> = {
  include_application_errors: away,
  include_response_timeouts: () => new Promise(() => undefined),
};

async function begin(settings: PartialSettings = {}): Promise<void> {
  world = await emulated({ settings });
  asked = 0;
  told = [];
  await world.card();
  world.other.webhook = (_delivery, _headers, raw) => {
    const parsed = parseWebhook(raw);
    if (parsed.ok) told.push(...parsed.events);
    return 200;
  };
  answerWith((request) => Promise.resolve({ status: 200, body: echo(request) }));
  await world.client.programFundingSources.create({ token: 'reserve', name: 'Reserve' });
}
const answerWith = (gateway: Gateway): void => {
  world.other.gateway = (request) => {
    asked += 1;
    return gateway(request);
  };
};
beforeEach(() => begin());
afterEach(() => world.close());

const setUp = (but: { enables?: object; criteria?: object } = {}) =>
  world.ask('POST', '/v3/commandomodes', {
    token: 'commando',
    program_gateway_funding_source_token: 'gw',
    commando_mode_enables: { program_funding_source: 'reserve', ...but.enables },
    ...(but.criteria === undefined ? {} : { real_time_standin_criteria: { enabled: true, ...but.criteria } }),
  });
const turn = (on: boolean) =>
  world.ask('POST', '/v3/commandomodes/transitions', {
    commando_mode_token: 'commando',
    transition: { commando_enabled: on, reason: 'Maintenance', username: 'ines' },
  });
const buy = async (amount: number, body: object = {}, event = 'authorization'): Promise<Json> =>
  (await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, { card_token: 'card_1', amount, ...body })).body[
    'transaction'
  ] as Json;
const quiet = () => world.ask('POST', '/control/quiesce', {});
const transitions = async (): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const { transition } of world.client.commandoModes.transitions('commando')) all.push(transition);
  return all;
};

describe('a Commando Mode set', () => {
  test('is read through the client, with its history', async () => {
    expect((await setUp({ criteria: { include_connection_errors: true } })).status).toBe(201);
    await turn(true);
    await turn(false);

    const mode = await world.client.commandoModes.get('commando');

    expect(mode).toMatchObject({
      program_gateway_funding_source_token: 'gw',
      current_state: { commando_enabled: false, channel: 'API', reason: 'Maintenance' },
      commando_mode_enables: { program_funding_source: 'reserve' },
      real_time_standin_criteria: { enabled: true, include_connection_errors: true },
    });
    expect(await transitions()).toEqual([
      { commando_enabled: false, channel: 'API', reason: 'Maintenance', username: 'ines' },
      { commando_enabled: true, channel: 'API', reason: 'Maintenance', username: 'ines' },
    ]);
    const listed: string[] = [];
    for await (const { token } of world.client.commandoModes.list()) listed.push(token);
    expect(listed).toEqual(['commando']);
  });

  test('tells of each switch', async () => {
    await setUp();
    const { body } = await turn(true);
    await quiet();

    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'commando_mode_transition', token: body['token'], ignored: [], item: expect.objectContaining(body) }),
    );
    expect((await world.ask('GET', `/v3/commandomodes/transitions/${String(body['token'])}`)).body).toEqual(body);
  });

  test.each<[string, number, object]>([
    ['of an unknown gateway', 400, { program_gateway_funding_source_token: 'elsewhere' }],
    ['that pays from nothing', 400, { commando_mode_enables: {} }],
    ['that pays from an unknown source', 400, { commando_mode_enables: { program_funding_source: 'elsewhere' } }],
    ['with an unknown control', 400, { commando_mode_enables: { program_funding_source: 'reserve', velocity_controls: ['none'] } }],
    ['of a gateway that has one', 409, { token: 'another' }],
  ])('%s is refused', async (_what, status, but) => {
    await setUp();
    const { body } = await world.ask('GET', '/v3/commandomodes/commando');

    expect((await world.ask('POST', '/v3/commandomodes', { ...body, token: 'other', ...but })).status).toBe(status);
  });

  test('can be changed in part', async () => {
    await setUp();

    await world.ask('PUT', '/v3/commandomodes/commando', {
      real_time_standin_criteria: { enabled: true, include_application_errors: true },
    });

    answerWith(away);
    expect(await buy(10)).toMatchObject({ state: 'PENDING' });
  });
});

describe('while it is on', () => {
  test('the gateway is not asked, and the programme pays', async () => {
    await setUp();
    await turn(true);

    const bought = await buy(30);

    expect(asked).toBe(0);
    expect(bought).toMatchObject({
      state: 'PENDING',
      response: { code: '0000' },
      standin_approved_by: 'COMMANDO_MANUAL',
      standin_by: 'COMMANDO_MANUAL',
      gpa_order: {
        state: 'PENDING',
        jit_funding: { method: 'pgfs.authorization' },
        funding: { source: { type: 'program', name: 'Reserve' } },
      },
    });
    await quiet();
    expect(told.find(({ token }) => token === bought['token'])).toMatchObject({ kind: 'transaction', ignored: [] });
  });

  test('Marqeta’s own checks still decline', async () => {
    await setUp();
    await turn(true);

    expect(await buy(30, { card_acceptor: { country_code: 'PRT' } })).toMatchObject({ state: 'DECLINED', response: { code: '1864' } });
  });

  test.each([
    [true, 'PENDING'],
    [false, 'DECLINED'],
  ])('a suspended card spends when the set ignores that: %s', async (ignore_card_suspended_state, state) => {
    await setUp({ enables: { ignore_card_suspended_state } });
    await world.client.cards.transition({ card_token: 'card_1', state: 'SUSPENDED', reason_code: '01', channel: 'API' });
    await turn(true);

    expect(await buy(30)).toMatchObject({ state });
  });

  test('what was approved lives on: cleared from the programme, and raised by the gateway when that is back', async () => {
    await setUp();
    await turn(true);
    const bought = await buy(30);
    await turn(false);
    const preceding = { preceding_related_transaction_token: bought['token'] };

    const raised = await buy(5, preceding, 'authorization.incremental');
    const cleared = await buy(35, preceding, 'authorization.clearing');

    expect(asked).toBe(1);
    expect(raised).toMatchObject({ state: 'PENDING', gpa_order: { funding: { source: { type: 'programgateway' } } } });
    expect(cleared).toMatchObject({ state: 'COMPLETION', gpa_order: { funding: { source: { type: 'program' } } } });
    expect(cleared['standin_approved_by']).toBeUndefined();
    expect((await world.client.balances('usr_maya')).gpa.ledger_balance).toBe('0');
  });

  test('its controls hold, with what was spent before it came on', async () => {
    const control = { token: 'calm', amount_limit: 100, currency_code: 'USD', velocity_window: 'DAY', active: false };
    await world.ask('POST', '/v3/velocitycontrols', control);
    await buy(60);
    await setUp({ enables: { velocity_controls: ['calm'] } });
    await buy(20);
    await turn(true);

    expect(await buy(21)).toMatchObject({ state: 'DECLINED', response: { code: '1834' } });
    const both = await Promise.all([buy(20), buy(20)]);
    expect(both.filter(({ state }) => state === 'PENDING')).toHaveLength(1);
    await turn(false);
    expect(await buy(21)).toMatchObject({ state: 'PENDING' });
  });

  test('its controls take nothing from the usual ones', async () => {
    const control = { amount_limit: 1_000, currency_code: 'USD', velocity_window: 'DAY' };
    await world.ask('POST', '/v3/velocitycontrols', { ...control, token: 'usual' });
    await world.ask('POST', '/v3/velocitycontrols', { ...control, token: 'calm', active: false });
    await setUp({ enables: { velocity_controls: ['calm'] } });
    await turn(true);
    await buy(30);

    const left: unknown[] = [];
    for await (const { token, available } of world.client.velocityControls.available('usr_maya')) left.push([token, available?.amount]);

    expect(left).toEqual([['usual', '970']]);
  });

  test('its merchants alone are open', async () => {
    await world.ask('POST', '/v3/authcontrols', { token: 'food', name: 'Food', merchant_scope: { mcc: '5411' }, active: false });
    await setUp({ enables: { auth_controls: ['food'] } });
    await turn(true);

    expect(await buy(10, { card_acceptor: { mcc: '5411' } })).toMatchObject({ state: 'PENDING' });
    expect(await buy(10, { card_acceptor: { mcc: '7995' } })).toMatchObject({ state: 'DECLINED', response: { code: '1821' } });
  });

  test('nothing is paid from a source that is switched off', async () => {
    await setUp();
    await turn(true);
    await world.ask('PUT', '/v3/fundingsources/program/reserve', { active: false });

    expect(await buy(10)).toMatchObject({ state: 'DECLINED', response: { code: '1016' } });
  });
});

describe('when the gateway fails', () => {
  test.each(Object.keys(FAILURES))('one purchase is approved in its place: %s', async (criterion) => {
    await setUp({ criteria: { [criterion]: true } });
    answerWith(FAILURES[criterion] ?? away);

    const bought = await buy(30);

    expect(asked).toBe(1);
    expect(bought).toMatchObject({
      state: 'PENDING',
      standin_approved_by: 'COMMANDO_AUTO',
      gpa_order: { funding: { source: { type: 'program' } } },
    });
    expect((await world.client.commandoModes.get('commando')).current_state?.commando_enabled).toBe(false);
  });

  test('and nobody can be reached at its address, one purchase is approved', async () => {
    await setUp({ criteria: { include_connection_errors: true } });
    const basic = { basic_auth_username: 'us', basic_auth_password: 'Abcdefghij1234567890!' };
    await world.client.programGateways.update('gw', { name: 'gateway', url: 'http://127.0.0.1:9/', ...basic });

    expect(await buy(30)).toMatchObject({ state: 'PENDING', standin_approved_by: 'COMMANDO_AUTO' });
  });

  test.each<[string, object]>([
    ['in a way that the set leaves out', { include_response_timeouts: true, include_connection_errors: true }],
    ['and the set decides nothing by itself', { enabled: false, include_application_errors: true }],
  ])('%s, the purchase is declined', async (_how, criteria) => {
    await setUp({ criteria });
    answerWith(away);

    const bought = await buy(30);

    expect(bought).toMatchObject({ state: 'DECLINED', gpa_order: { funding: { gateway_log: { response: { code: '96' } } } } });
    expect(bought['standin_approved_by']).toBeUndefined();
  });

  test('a decline of the gateway stays a decline', async () => {
    await setUp({ criteria: { include_application_errors: true } });
    answerWith((request) => Promise.resolve({ status: 402, body: echo(request) }));

    expect(await buy(30)).toMatchObject({ state: 'DECLINED' });
  });

  test('often enough in a row, Marqeta turns its set on, and asks again later', async () => {
    await world.close();
    await begin({ unconfirmed: { commandoAfterFailures: 2, commandoMinutes: 10 } });
    await setUp();
    answerWith(away);

    expect([(await buy(1))['state'], (await buy(1))['state'], (await buy(1))['standin_approved_by'], asked]).toEqual([
      'DECLINED',
      'DECLINED',
      'COMMANDO_MANUAL',
      2,
    ]);

    await world.ask('PUT', '/control/clock', { now: new Date(Date.now() + 11 * 60_000).toISOString(), frozen: true });
    answerWith((request) => Promise.resolve({ status: 200, body: echo(request) }));
    expect((await buy(1))['standin_approved_by']).toBeUndefined();
    expect(await transitions()).toMatchObject([
      { commando_enabled: false, channel: 'SYSTEM' },
      { commando_enabled: true, channel: 'SYSTEM' },
    ]);
  });

  test('and answers in between, the count begins anew', async () => {
    await world.close();
    await begin({ unconfirmed: { commandoAfterFailures: 2 } });
    await setUp();
    for (const gateway of [away, (request: Json) => Promise.resolve({ status: 200, body: echo(request) }), away]) {
      answerWith(gateway);
      await buy(1);
    }

    expect(await transitions()).toEqual([]);
  });
});

test('a network that stands in tells so, without a question', async () => {
  const { body } = await world.ask('POST', '/control/simulate', { event: 'authorization.standin', card_token: 'card_1', amount: '31' });
  await quiet();

  expect(asked).toBe(0);
  expect(body['transaction']).toMatchObject({
    state: 'PENDING',
    standin_approved_by: 'NETWORK',
    gpa_order: { jit_funding: { method: 'pgfs.authorization.standin' } },
  });
  expect(told).toContainEqual(expect.objectContaining({ kind: 'transaction', ignored: [], token: (body['transaction'] as Json)['token'] }));
});
