import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;
let asked: number;

beforeEach(async () => {
  world = await emulated();
  card = await world.card();
  asked = 0;
  world.other.gateway = (request) => {
    asked += 1;
    return Promise.resolve({ status: 200, body: echo(request) });
  };
  await setClock('2026-03-10T12:00:00Z');
});
afterEach(() => world.close());

const setClock = (now: string) => world.ask('PUT', '/control/clock', { now, frozen: true });
const simulate = async (event: string, body: object): Promise<Json> =>
  (await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body)).body['transaction'] as Json;
const buy = (amount: number, but: object = {}) => simulate('authorization', { card_token: card, amount, ...but });
const codeOf = (transaction: Json) => (transaction['response'] as Json)['code'];
const limit = async (body: object) =>
  (
    await world.ask('POST', '/v3/velocitycontrols', {
      token: 'limit',
      association: { user_token: 'usr_maya' },
      currency_code: 'USD',
      amount_limit: 100,
      velocity_window: 'MONTH',
      ...body,
    })
  ).body;
const left = async (): Promise<Json> => {
  const { body } = await world.ask('GET', '/v3/velocitycontrols/user/usr_maya/available');
  return ((body['data'] as Json[])[0] ?? {})['available'] as Json;
};

describe('a velocity control', () => {
  test('declines what passes its amount without asking the gateway, and says which it was', async () => {
    await limit({ amount_limit: 10 });

    const over = await buy(10.01);
    const fits = await buy(10);

    expect(over).toMatchObject({ state: 'DECLINED', response: { code: '1834', memo: 'Exceeds withdrawal amount limit' } });
    expect((over['response'] as Json)['additional_information']).toContain('limit');
    expect(over['gpa_order']).toBeUndefined();
    expect(codeOf(fits)).toBe('0000');
    expect(asked).toBe(1);
  });

  test('declines one use too many', async () => {
    await limit({ usage_limit: 2 });

    expect([codeOf(await buy(1)), codeOf(await buy(1)), codeOf(await buy(1))]).toEqual(['0000', '0000', '1817']);
    expect(await left()).toEqual({ amount: 98, uses: 0, days_remaining: 21 });
  });

  test('counts what was spent in its window before it came', async () => {
    await buy(60);
    await limit({});

    expect(await left()).toMatchObject({ amount: 40 });
    expect(codeOf(await buy(40.01))).toBe('1834');
  });

  test('of a lifetime counts from its own beginning', async () => {
    await buy(60);
    await setClock('2026-03-10T12:00:01Z');
    await limit({ velocity_window: 'LIFETIME' });

    expect(await left()).toEqual({ amount: 100, uses: -1 });
  });

  test.each([
    ['DAY', '2026-03-10T23:59:59Z', '2026-03-11T00:00:00Z'],
    ['WEEK', '2026-03-14T23:59:59Z', '2026-03-15T00:00:00Z'],
    ['MONTH', '2026-03-31T23:59:59Z', '2026-04-01T00:00:00Z'],
  ])('of a %s still counts at %s and starts anew at %s', async (velocity_window, last, next) => {
    await limit({ velocity_window });
    await simulate('pindebit', { card_token: card, amount: 70 });

    await setClock(last);
    const before = codeOf(await buy(40));
    await setClock(next);
    const after = codeOf(await buy(40));

    expect([before, after]).toEqual(['1834', '0000']);
  });

  test('of one transaction looks at the whole purchase, with its increments', async () => {
    await limit({ velocity_window: 'TRANSACTION' });
    const first = await buy(70);
    const preceding_related_transaction_token = first['token'];

    const tooMuch = await simulate('authorization.incremental', { preceding_related_transaction_token, amount: 31 });
    const fits = await simulate('authorization.incremental', { preceding_related_transaction_token, amount: 30 });

    expect([codeOf(tooMuch), codeOf(fits), codeOf(await buy(100))]).toEqual(['1834', '0000', '0000']);
  });

  test.each<[string, (token: unknown) => Promise<unknown>, Json]>([
    ['reversed', (token) => simulate('authorization.reversal', { preceding_related_transaction_token: token }), { amount: 100, uses: 3 }],
    [
      'reversed in part',
      (token) => simulate('authorization.reversal', { preceding_related_transaction_token: token, amount: 20 }),
      { amount: 60, uses: 2 },
    ],
    ['expired', () => setClock('2026-03-20T12:00:00Z'), { amount: 100, uses: 3 }],
    [
      'cleared for more',
      (token) => simulate('authorization.clearing', { preceding_related_transaction_token: token, amount: 75 }),
      { amount: 25, uses: 2 },
    ],
    [
      'cleared for less',
      (token) => simulate('authorization.clearing', { preceding_related_transaction_token: token, amount: 45 }),
      { amount: 55, uses: 2 },
    ],
    [
      'raised',
      (token) => simulate('authorization.incremental', { preceding_related_transaction_token: token, amount: 15 }),
      { amount: 25, uses: 2 },
    ],
    [
      'reversed and cleared all the same',
      async (token) => {
        await simulate('authorization.reversal', { preceding_related_transaction_token: token });
        await simulate('authorization.clearing', { preceding_related_transaction_token: token, amount: 60 });
      },
      { amount: 40, uses: 2 },
    ],
    [
      'refunded in part',
      async (token) => {
        await simulate('authorization.clearing', { preceding_related_transaction_token: token, amount: 60 });
        await simulate('refund', { preceding_related_transaction_token: token, amount: 25 });
      },
      { amount: 65, uses: 2 },
    ],
  ])('has what is left right after a purchase was %s', async (_how, then, expected) => {
    await limit({ usage_limit: 3 });
    const first = await buy(60);

    await then(first['token']);

    expect(await left()).toMatchObject(expected);
  });

  test('gets back what an unlinked refund brings, never more than its limit', async () => {
    await limit({});
    await buy(60);

    await simulate('refund', { card_token: card, amount: 90 });

    expect(await left()).toMatchObject({ amount: 100 });
  });

  test('is not passed by two purchases that the gateway answers at the same time', async () => {
    await limit({});

    const codes = (await Promise.all([buy(60), buy(60), buy(40)])).map(codeOf);

    expect(codes.filter((code) => code === '0000')).toHaveLength(2);
    expect(codes).toContain('1834');
    expect(await left()).toMatchObject({ amount: 0 });
  });

  test('gives back at once what the gateway declined', async () => {
    await limit({});
    world.other.gateway = (request) => Promise.resolve({ status: 402, body: echo(request) });

    await buy(60);

    expect(await left()).toMatchObject({ amount: 100 });
  });

  test('that counts declines closes after so many of them', async () => {
    await limit({ approvals_only: false, usage_limit: 2 });
    world.other.gateway = (request) => Promise.resolve({ status: 402, body: echo(request, { decline_reason: 'INVALID_AMOUNT' }) });
    await buy(1);
    await buy(1);
    world.other.gateway = (request) => Promise.resolve({ status: 200, body: echo(request) });

    expect(codeOf(await buy(1))).toBe('1817');
  });

  test('looks only at the merchants of its scope', async () => {
    await world.ask('POST', '/v3/mccgroups', { token: 'travel', name: 'travel', mccs: ['3000-3299', '4511'] });
    await limit({ amount_limit: 0, merchant_scope: { mcc_group: 'travel' } });

    expect(codeOf(await buy(1, { card_acceptor: { mcc: '3100' } }))).toBe('1834');
    expect(codeOf(await buy(1, { card_acceptor: { mcc: '5812' } }))).toBe('0000');
  });

  test('of a product counts each user apart', async () => {
    await limit({ association: { card_product_token: 'cp_virtual' } });
    await world.client.users.create({ token: 'usr_ines', first_name: 'Ines' });
    await world.client.cards.create({ token: 'ines_card', user_token: 'usr_ines', card_product_token: 'cp_virtual' });

    await buy(100);

    expect(codeOf(await buy(100, { card_token: 'ines_card' }))).toBe('0000');
    expect(codeOf(await buy(0.01))).toBe('1834');
  });

  test('goes on counting when it is edited, and lets everything through once it is deleted', async () => {
    await limit({});
    await buy(60);

    const raised = await world.ask('PUT', '/v3/velocitycontrols/limit', { amount_limit: 110 });
    expect([raised.body['amount_limit'], (await left())['amount']]).toEqual([110, 50]);

    const weekly = await world.ask('PUT', '/v3/velocitycontrols/limit', { velocity_window: 'QUARTER' });
    expect([weekly.body['velocity_window'], (await left())['amount']]).toEqual(['QUARTER', 50]);

    expect((await world.ask('DELETE', '/v3/velocitycontrols/limit')).body).toMatchObject({ token: 'limit', active: false });
    expect(codeOf(await buy(1_000))).toBe('0000');
  });

  test('is found by its user, and by having none', async () => {
    await limit({});
    await limit({ token: 'all', association: {} });

    const tokens = async (query: string) =>
      ((await world.ask('GET', `/v3/velocitycontrols?${query}`)).body['data'] as Json[]).map(({ token }) => token);

    expect(await tokens('user=usr_maya')).toEqual(['limit']);
    expect(await tokens('user=null')).toEqual(['all']);
    expect(await tokens('count=5')).toEqual(['all', 'limit']);
  });

  test.each<[string, object, number]>([
    ['of a user that is not there', { association: { user_token: 'nobody' } }, 400],
    ['for a user and a product', { association: { user_token: 'usr_maya', card_product_token: 'cp_virtual' } }, 400],
    ['with uses of a single transaction', { velocity_window: 'TRANSACTION', usage_limit: 2 }, 400],
    ['of a quarter, which only updates know', { velocity_window: 'QUARTER' }, 400],
    ['with two scopes', { merchant_scope: { mcc: '5812', mid: 'cafe' } }, 400],
    ['below zero', { amount_limit: -1 }, 400],
  ])('%s is refused', async (_what, body, status) => {
    const answer = await world.ask('POST', '/v3/velocitycontrols', {
      currency_code: 'USD',
      amount_limit: 1,
      velocity_window: 'DAY',
      ...body,
    });

    expect(answer.status).toBe(status);
  });
});

describe('an authorization control', () => {
  const allow = (token: string, merchant_scope: object, but: object = {}) =>
    world.ask('POST', '/v3/authcontrols', { token, name: token, association: { user_token: 'usr_maya' }, merchant_scope, ...but });
  const at = (mcc: string, mid = 'somewhere') => ({ card_acceptor: { mcc, mid } });

  test('keeps a card to its merchants, several of them add up', async () => {
    expect(codeOf(await buy(1, at('5999')))).toBe('0000');

    await allow('software', { mcc: '5734' });
    await allow('cafe', { mid: 'CAFE' });

    expect(codeOf(await buy(1, at('5734')))).toBe('0000');
    expect(codeOf(await buy(1, at('5812', 'CAFE')))).toBe('0000');
    expect(await buy(1, at('5999'))).toMatchObject({ state: 'DECLINED', response: { code: '1821' } });
  });

  test('is in force only in its time', async () => {
    await allow('software', { mcc: '5734' }, { start_time: '2026-03-11T00:00:00Z', end_time: '2026-03-12T00:00:00Z' });

    const codes: unknown[] = [];
    for (const now of ['2026-03-10T23:59:59Z', '2026-03-11T00:00:00Z', '2026-03-12T00:00:01Z']) {
      await setClock(now);
      codes.push(codeOf(await buy(1, at('5999'))));
    }

    expect(codes).toEqual(['0000', '1821', '0000']);
  });

  test('does not concern merchants that are exempt, as long as they are', async () => {
    await world.ask('POST', '/v3/merchantgroups', { token: 'friends', name: 'friends', mids: ['CAFE'] });
    await allow('software', { mcc: '5734' });
    await world.ask('POST', '/v3/authcontrols/exemptmids', { token: 'ex', name: 'friends', merchant_group_token: 'friends' });
    const exempt = codeOf(await buy(1, at('5812', 'CAFE')));

    const { status } = await world.ask('PUT', '/v3/authcontrols/exemptmids/ex', { active: false });

    expect([exempt, status, codeOf(await buy(1, at('5812', 'CAFE')))]).toEqual(['0000', 204, '1821']);
  });

  test('can be switched off', async () => {
    await allow('software', { mcc: '5734' });
    await world.ask('PUT', '/v3/authcontrols/software', { active: false });

    expect(codeOf(await buy(1, at('5999')))).toBe('0000');
  });
});

describe('groups of merchants', () => {
  test('are found by a category inside a range', async () => {
    await world.ask('POST', '/v3/mccgroups', { token: 'air', name: 'air', mccs: ['3000-3299'] });
    await world.ask('POST', '/v3/mccgroups', { token: 'food', name: 'food', mccs: ['5812'] });

    const { body } = await world.ask('GET', '/v3/mccgroups?mcc=3100');

    expect((body['data'] as Json[]).map(({ token }) => token)).toEqual(['air']);
  });

  test('are made once, changed, and refused when they are no categories', async () => {
    const air = { token: 'air', name: 'air', mccs: ['3000-3299'] };
    expect((await world.ask('POST', '/v3/mccgroups', air)).status).toBe(201);
    expect((await world.ask('POST', '/v3/mccgroups', air)).status).toBe(201);
    expect((await world.ask('POST', '/v3/mccgroups', { ...air, name: 'other' })).status).toBe(409);
    expect((await world.ask('PUT', '/v3/mccgroups/air', { mccs: ['4511'] })).body['mccs']).toEqual(['4511']);
    expect((await world.ask('POST', '/v3/mccgroups', { name: 'bad', mccs: ['9-1'] })).status).toBe(400);
    expect((await world.ask('GET', '/v3/mccgroups/none')).status).toBe(404);
  });
});
