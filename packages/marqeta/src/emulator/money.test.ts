import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseJsonKeepingDecimals } from '../wire/decimal.ts';
import { checker } from '../wire/schema.ts';
import { FundingOrder } from '../wire/transaction.ts';
import { parseWebhook } from '../wire/webhook.ts';
import { type Emulated, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let told: string[];

beforeEach(async () => {
  world = await emulated();
  told = [];
  await world.card();
  world.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };
  await world.client.programFundingSources.create({ token: 'reserve', name: 'Reserve' });
  await world.client.cardProducts.create({
    token: 'cp_loaded',
    name: 'Loaded',
    start_date: '2026-01-01',
    config: { card_life_cycle: { activate_upon_issue: true } },
  });
  await world.client.cards.create({ token: 'loaded', user_token: 'usr_maya', card_product_token: 'cp_loaded' });
});
afterEach(() => world.close());

const simulate = async (event: string, body: object): Promise<Json> =>
  (await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body)).body['transaction'] as Json;
const buy = (amount: number, more: object = {}) => simulate('authorization', { card_token: 'loaded', amount, ...more });
const load = (amount: number, more: object = {}) =>
  world.ask('POST', '/v3/gpaorders', {
    user_token: 'usr_maya',
    amount,
    currency_code: 'USD',
    funding_source_token: 'reserve',
    ...more,
  });
const unload = (order: Json, amount: number) =>
  world.ask('POST', '/v3/gpaorders/unloads', { original_order_token: order['token'], amount });
const balance = async (holder = 'usr_maya'): Promise<readonly [ledger: unknown, available: unknown]> => {
  const { gpa } = await world.client.balances(holder);
  return [gpa.ledger_balance, gpa.available_balance];
};
const asOrder = (body: Json) => checker(FundingOrder)(parseJsonKeepingDecimals(JSON.stringify(body)));
const eventsTold = async () => {
  await world.ask('POST', '/control/quiesce', {});
  return told.flatMap((raw) => {
    const parsed = parseWebhook(raw);
    return parsed.ok ? parsed.events : [];
  });
};

describe('a load', () => {
  test('is there to spend at once, and is told', async () => {
    const { status, body } = await load(100, { token: 'first', memo: 'July' });

    expect(status).toBe(201);
    expect(body).toMatchObject({ token: 'first', state: 'COMPLETION', amount: 100, memo: 'July', response: { code: '0000' } });
    expect(asOrder(body)).toMatchObject({ ok: true, ignored: [] });
    expect(await balance()).toEqual(['100', '100']);
    expect(await eventsTold()).toContainEqual(
      expect.objectContaining({
        kind: 'transaction',
        token: body['transaction_token'],
        ignored: [],
        item: expect.objectContaining({ type: 'gpa.credit', state: 'COMPLETION', amount: '100' }),
      }),
    );
    const transaction = await world.client.transactions.get(String(body['transaction_token']));
    expect(transaction).toMatchObject({ network: 'MARQETA', gpa_order: { token: 'first', funding_source_token: '**********erve' } });
  });

  test('with the same token and body is one load', async () => {
    await load(100, { token: 'first' });

    expect((await load(100, { token: 'first' })).status).toBe(201);
    expect((await load(90, { token: 'first' })).status).toBe(409);
    expect(await balance()).toEqual(['100', '100']);
  });

  test('of a company is spent by those who use its account', async () => {
    await world.client.businesses.create({ token: 'biz', business_name_legal: 'Harborline Inc' });
    await world.client.users.create({ token: 'ines', parent_token: 'biz', uses_parent_account: true });
    await world.client.cards.create({ token: 'company', user_token: 'ines', card_product_token: 'cp_loaded' });
    await load(100, { user_token: undefined, business_token: 'biz' });

    await simulate('authorization', { card_token: 'company', amount: 30 });

    expect([await balance('biz'), await balance('ines')]).toEqual([
      ['100', '70'],
      ['100', '70'],
    ]);
  });

  test.each<[string, number, object]>([
    ['nothing', 400, { amount: 0 }],
    ['no holder', 400, { user_token: undefined }],
    ['an unknown holder', 400, { user_token: 'nobody' }],
    ['two holders', 400, { business_token: 'biz' }],
    ['an unknown funding source', 400, { funding_source_token: 'elsewhere' }],
  ])('of %s is refused', async (_what, status, but) => {
    expect((await load(100, but)).status).toBe(status);
    expect(await balance()).toEqual(['0', '0']);
  });

  test('to a holder who is closed, or from a source that is switched off, is declined', async () => {
    await world.ask('PUT', '/v3/fundingsources/program/reserve', { active: false });
    expect((await load(100)).status).toBe(422);
    await world.ask('PUT', '/v3/fundingsources/program/reserve', { active: true });
    await world.ask('POST', '/v3/usertransitions', { user_token: 'usr_maya', status: 'CLOSED', reason_code: '01', channel: 'API' });
    expect((await load(100)).status).toBe(422);
  });
});

describe('an unload', () => {
  test('gives back a part, belongs to its load, and is listed', async () => {
    const order = (await load(100)).body;
    const { status, body } = await unload(order, 40);

    expect(status).toBe(201);
    expect(asOrder(body)).toMatchObject({ ok: true, ignored: [] });
    expect(await balance()).toEqual(['60', '60']);
    const related = await world.ask('GET', `/v3/transactions/${String(order['transaction_token'])}/related`);
    expect((related.body['data'] as Json[]).map(({ type }) => type)).toEqual(['gpa.credit', 'gpa.debit']);
    const listed = await world.ask('GET', `/v3/gpaorders/unloads?original_order_token=${String(order['token'])}`);
    expect((listed.body['data'] as Json[]).map(({ token }) => token)).toEqual([body['token']]);
    expect((await world.ask('GET', `/v3/gpaorders/unloads/${String(body['token'])}`)).body).toEqual(body);
    expect((await world.ask('GET', `/v3/gpaorders/${String(order['token'])}`)).body).toEqual(order);
  });

  test('never gives back more than is left of its load', async () => {
    const order = (await load(100)).body;
    await load(100);
    await unload(order, 60);

    expect((await unload(order, 41)).status).toBe(412);
    expect((await unload(order, 40)).status).toBe(201);
  });

  test('never gives back what is held', async () => {
    const order = (await load(100)).body;
    await buy(70);

    expect((await unload(order, 31)).status).toBe(412);
    expect((await unload(order, 30)).status).toBe(201);
  });

  test('of an unknown load is not found', async () => {
    expect((await unload({ token: 'never' }, 1)).status).toBe(404);
  });
});

describe('a card that spends what was loaded', () => {
  test('needs no gateway, and its purchase has no order', async () => {
    world.other.gateway = () => Promise.reject(new Error('nobody asks'));
    await load(100);

    const bought = await buy(30);

    expect(bought).toMatchObject({ state: 'PENDING', response: { code: '0000' }, gpa: { ledger_balance: 100, available_balance: 70 } });
    expect(bought['gpa_order']).toBeUndefined();
    await simulate('authorization.clearing', { preceding_related_transaction_token: bought['token'], amount: 33 });
    expect(await balance()).toEqual(['67', '67']);
    await simulate('refund', { preceding_related_transaction_token: bought['token'], amount: 3 });
    expect(await balance()).toEqual(['70', '70']);
    expect((await eventsTold()).map((event) => (event.kind === 'transaction' ? [event.item.type, event.ignored] : null))).toEqual(
      expect.arrayContaining([
        ['authorization', []],
        ['authorization.clearing', []],
        ['refund', []],
      ]),
    );
  });

  test.each<[string, object, object]>([
    ['to the last cent', { amount: 100 }, { state: 'PENDING', response: { code: '0000' } }],
    ['one cent above', { amount: 100.01 }, { state: 'DECLINED', response: { code: '1016' } }],
    [
      'above, where the terminal takes less',
      { amount: 120, pos: { partial_approval_capable: true } },
      { state: 'PENDING', response: { code: '0002' }, amount: 100, request_amount: 120 },
    ],
    ['in a currency without an account', { amount: 1, currency_code: 'EUR' }, { state: 'DECLINED', response: { code: '1014' } }],
    ['nothing, to check the account', {}, { state: 'CLEARED', response: { code: '1830' } }],
  ])('is asked for %s', async (_what, body, expected) => {
    await load(100);

    expect(await simulate('authorization', { card_token: 'loaded', ...body })).toMatchObject(expected);
  });

  test('never spends the same money twice at once', async () => {
    await load(100);

    const states = (await Promise.all([buy(60), buy(60), buy(60)])).map(({ state }) => state);

    expect(states.filter((state) => state === 'PENDING')).toHaveLength(1);
    expect(await balance()).toEqual(['100', '40']);
  });

  test('goes below zero when the clearing is for more, and is then declined', async () => {
    await load(100);
    const { token } = await buy(100);
    await simulate('authorization.clearing', { preceding_related_transaction_token: token, amount: 120 });

    expect(await balance()).toEqual(['-20', '-20']);
    expect(await buy(1)).toMatchObject({ state: 'DECLINED', response: { code: '1016' } });
  });

  test('has a disputed clearing back on its account', async () => {
    await load(100);
    const { token } = await buy(60);
    const clearing = await simulate('authorization.clearing', { preceding_related_transaction_token: token, amount: 60 });

    await world.client.chargebacks.create({
      token: 'dispute_1',
      transaction_token: String(clearing['token']),
      amount: '60',
      channel: 'GATEWAY',
      reason_description: 'SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED',
    });
    expect(await balance()).toEqual(['100', '100']);

    await world.ask('POST', '/control/disputes/dispute_1/answer', { state: 'REPRESENTMENT', reason: 'Delivered' });
    expect(await balance()).toEqual(['40', '40']);
  });

  test('has its hold back when it expires', async () => {
    await load(100);
    await buy(60);

    await world.ask('PUT', '/control/clock', { now: new Date(Date.now() + 9 * 86_400_000).toISOString(), frozen: true });

    expect(await balance()).toEqual(['100', '100']);
  });
});

test('Managed JIT takes it from the programme without a question', async () => {
  world.other.gateway = () => Promise.reject(new Error('nobody asks'));
  const program_funding_source = { enabled: true, funding_source_token: 'reserve' };
  await world.ask('PUT', '/v3/cardproducts/cp_loaded', { config: { jit_funding: { program_funding_source } } });

  const bought = await buy(30);

  expect(bought).toMatchObject({
    state: 'PENDING',
    gpa_order: { funding: { source: { type: 'program', name: 'Reserve' } } },
    gpa: { ledger_balance: 30, available_balance: 0 },
  });
  await world.ask('PUT', '/v3/fundingsources/program/reserve', { active: false });
  expect(await buy(30)).toMatchObject({ state: 'DECLINED', response: { code: '1016' } });
});

test('a product has one way of funding', async () => {
  const program_funding_source = { enabled: true, funding_source_token: 'reserve' };
  const { status } = await world.ask('PUT', '/v3/cardproducts/cp_virtual', { config: { jit_funding: { program_funding_source } } });

  expect(status).toBe(400);
});

test('a refund may stay on the account of a card that the gateway funds', async () => {
  const programgateway_funding_source = { enabled: true, funding_source_token: 'gw', refunds_destination: 'GPA' };
  await world.ask('PUT', '/v3/cardproducts/cp_virtual', { config: { jit_funding: { programgateway_funding_source } } });
  const bought = await simulate('authorization', { card_token: 'card_1', amount: 30 });
  await simulate('authorization.clearing', { preceding_related_transaction_token: bought['token'], amount: 30 });

  const refund = await simulate('refund', { preceding_related_transaction_token: bought['token'], amount: 30 });

  expect(refund['gpa_order_unload']).toBeUndefined();
  expect(await balance()).toEqual(['30', '30']);
});

describe('a fee', () => {
  const define = (but: object = {}) =>
    world.ask('POST', '/v3/fees', { token: 'monthly', name: 'Monthly', amount: 5, currency_code: 'USD', ...but });
  const charge = (but: object = {}) =>
    world.ask('POST', '/v3/feecharges', { user_token: 'usr_maya', fees: [{ token: 'monthly' }], ...but });

  test('is defined, charged and given back once', async () => {
    await define();
    await load(100);
    const charged = await charge({ token: 'july' });
    const [detail] = charged.body['fees'] as Json[];

    expect(charged).toMatchObject({ status: 201, body: { user_token: 'usr_maya', fees: [{ fee: { token: 'monthly', amount: 5 } }] } });
    expect(await balance()).toEqual(['95', '95']);
    const original = { original_fee_transaction_token: detail?.['transaction_token'] };
    expect((await world.ask('POST', '/v3/feerefunds', original)).status).toBe(201);
    expect(await balance()).toEqual(['100', '100']);
    expect((await world.ask('POST', '/v3/feerefunds', original)).status).toBe(422);
    const moves = (await eventsTold()).flatMap((event) => (event.kind === 'transaction' ? [[event.item.type, event.ignored]] : []));
    expect(moves).toEqual([
      ['gpa.credit', []],
      ['fee.charge', []],
      ['fee.charge.refund', []],
    ]);
    expect((await world.ask('GET', '/v3/feecharges/july')).body).toEqual(charged.body);
    expect((await world.ask('GET', '/v3/fees')).body).toMatchObject({ count: 1, data: [{ token: 'monthly' }] });
  });

  test('of a load is put on top of it, so that the holder has the whole', async () => {
    await define();

    const { body } = await load(100, { fees: [{ token: 'monthly', overrideAmount: 2 }] });

    expect(body).toMatchObject({ amount: 100, funding: { amount: 102 }, fees: [{ fee: { token: 'monthly' }, overrideAmount: 2 }] });
    expect(await balance()).toEqual(['100', '100']);
  });

  test.each<[string, number, object, object]>([
    ['above what is available', 422, {}, {}],
    ['that nobody defined', 400, {}, { fees: [{ token: 'unknown' }] }],
    ['of no fees', 400, {}, { fees: [] }],
    ['that is switched off', 400, { active: false }, {}],
    ['that belongs to a purchase', 400, { category: 'REALTIME' }, {}],
  ])('%s is not charged', async (_what, status, fee, but) => {
    await define(fee);
    await load(4);

    expect((await charge(but)).status).toBe(status);
    expect(await balance()).toEqual(['4', '4']);
  });

  test('that was never charged is not given back', async () => {
    const { body } = await load(10);

    for (const original of [body['transaction_token'], 'never']) {
      expect((await world.ask('POST', '/v3/feerefunds', { original_fee_transaction_token: original })).status).toBe(400);
    }
  });
});
