import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseJitRequest } from '../wire/jit.ts';
import { parseWebhook, type WebhookEvent } from '../wire/webhook.ts';
import { type Emulated, echo, emulated } from '../emulator/testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;
let asked: string[];
let told: string[];

beforeEach(async () => {
  world = await emulated();
  asked = [];
  told = [];
  world.other.gateway = (request) => {
    asked.push(JSON.stringify(request));
    return Promise.resolve({ status: 200, body: echo(request) });
  };
  world.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };
  card = await world.card();
  await world.ask('PUT', '/v3/cardproducts/cp_virtual', { config: { transaction_controls: { allow_quasi_cash: true } } });
});
afterEach(() => world.close());

const simulate = async (event: string, body: object): Promise<Json> => {
  const answered = await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body);
  expect(answered.status).toBe(201);
  return answered.body['transaction'] as Json;
};
const eventsTold = (): WebhookEvent[] =>
  told.flatMap((raw) => {
    const parsed = parseWebhook(raw);
    if (!parsed.ok) throw new Error(parsed.problems.join('; '));
    return parsed.events;
  });

/** Each simulated first message, and the JIT method with which the gateway is asked about it; `null` when it is only told. */
const FIRST: readonly (readonly [event: string, body: object, method: string | null])[] = [
  ['authorization', { amount: 10 }, 'pgfs.authorization'],
  ['authorization', {}, 'pgfs.authorization.account_verification'],
  ['authorization.cashback', { amount: 30, cash_back_amount: 20 }, 'pgfs.authorization.cashback'],
  ['authorization.quasi.cash', { amount: 10 }, 'pgfs.authorization.quasi.cash'],
  ['refund', { amount: 10 }, null],
  ['refund.authorization', { amount: 10 }, 'pgfs.refund.authorization'],
  ['pindebit', { amount: 10 }, 'pgfs.auth_plus_capture'],
  ['pindebit.cashback', { amount: 30, cash_back_amount: 20 }, 'pgfs.pindebit.cashback'],
  ['pindebit.quasi.cash', { amount: 10 }, 'pgfs.pindebit.quasi.cash'],
  ['pindebit.balanceinquiry', {}, 'pgfs.pindebit.balanceinquiry'],
  ['pindebit.authorization', { amount: 10 }, 'pgfs.pindebit.authorization'],
  ['pindebit.refund', { amount: 10 }, null],
  ['original.credit.authorization', { amount: 10 }, 'pgfs.original.credit.authorization'],
  ['original.credit.auth_plus_capture', { amount: 10 }, 'pgfs.original.credit.auth_plus_capture'],
  ['account.funding.authorization', { amount: 10 }, 'pgfs.authorization'],
  ['account.funding.auth_plus_capture', { amount: 10 }, 'pgfs.auth_plus_capture'],
];

describe('every message that the emulator sends is a message as documented', () => {
  test.each(FIRST)('%s %j', async (event, body, method) => {
    const transaction = await simulate(event, { card_token: card, ...body });
    await world.ask('POST', '/control/quiesce', {});

    expect(['PENDING', 'COMPLETION', 'CLEARED']).toContain(transaction['state']);
    expect(asked.map((raw) => parseJitRequest(raw))).toEqual(
      method === null
        ? []
        : [
            expect.objectContaining({
              ok: true,
              ignored: [],
              request: expect.objectContaining({ jit: expect.objectContaining({ method }) }),
            }),
          ],
    );
    const reported = eventsTold().find(({ token }) => token === transaction['token']);
    expect(reported).toMatchObject({ kind: 'transaction', envelope: 'transactions', ignored: [], item: { type: event } });
  });

  test('of the holders and cards before it', async () => {
    await world.ask('POST', '/control/quiesce', {});

    expect(eventsTold().map((event) => [event.kind, event.kind === 'unknown' ? event.problems : event.ignored])).toEqual([
      ['user_transition', []],
      ['card_transition', []],
      ['card_transition', []],
    ]);
  });

  test('of a purchase abroad, whose clearing converts at the same rate', async () => {
    await world.ask('PUT', '/v3/cardproducts/cp_virtual', { config: { transaction_controls: { accepted_countries_token: 'accept_all' } } });
    const first = await simulate('authorization', {
      card_token: card,
      amount: 21.6,
      card_acceptor: { name: 'CAFE LISBOA', mcc: '5812', city: 'LISBOA', country_code: 'PRT' },
      currency_conversion: { original_amount: 20, conversion_rate: 1.08, original_currency_code: '978' },
    });

    expect(parseJitRequest(asked[0] ?? '')).toMatchObject({
      ok: true,
      ignored: [],
      request: { transaction: { currency_conversion: { network: { original_amount: '20', original_currency_code: '978' } } } },
    });

    const clearing = await simulate('authorization.clearing', { preceding_related_transaction_token: first['token'], amount: 10.8 });
    expect(clearing['currency_conversion']).toEqual({
      network: { original_amount: 10, conversion_rate: 1.08, original_currency_code: '978', dynamic_currency_conversion: false },
    });
  });
});

describe('what follows a purchase is told, never asked', () => {
  test.each<[string, string, object, object]>([
    ['clearing', 'authorization.clearing', { amount: 10 }, { state: 'COMPLETION', amount: 10, is_final_clearing: true }],
    ['clearing with a tip', 'authorization.clearing', { amount: 12 }, { amount: 12, preceding_transaction: { amount: 10 } }],
    ['clearing for less', 'authorization.clearing', { amount: 8 }, { is_final_clearing: true, amount_to_be_released: 2 }],
    ['clearing of a part', 'authorization.clearing', { amount: 8, is_final_clearing: false }, { is_final_clearing: false }],
    [
      'first of two clearings',
      'authorization.clearing',
      { amount: 5, multi_clearing_sequence_number: '01', multi_clearing_sequence_count: '02' },
      { is_final_clearing: false, multi_clearing_sequence_number: '01', multi_clearing_sequence_count: '02' },
    ],
    ['advice of the lower amount', 'authorization.advice', { amount: 4 }, { state: 'PENDING', amount: 4, gpa_order: { amount: 6 } }],
    ['reversal of all', 'authorization.reversal', {}, { state: 'CLEARED', amount: 10, gpa_order: { state: 'REVERSED' } }],
    ['reversal of a part', 'authorization.reversal', { amount: 3 }, { state: 'PENDING', amount: 3, request_amount: 10 }],
  ])('%s', async (_what, event, body, expected) => {
    const first = await simulate('authorization', { card_token: card, amount: 10 });

    const following = await simulate(event, { preceding_related_transaction_token: first['token'], ...body });
    await world.ask('POST', '/control/quiesce', {});

    expect(following).toMatchObject({ ...expected, preceding_related_transaction_token: first['token'] });
    expect(asked).toHaveLength(1);
    expect(eventsTold().find(({ token }) => token === following['token'])).toMatchObject({ kind: 'transaction', ignored: [] });
    expect(following['gpa_order']).toMatchObject({
      token: (first['gpa_order'] as Json)['token'],
      jit_funding: { original_jit_funding_token: ((first['gpa_order'] as Json)['jit_funding'] as Json)['token'] },
    });
  });

  test('a force post stands alone', async () => {
    const other = await simulate('authorization', { card_token: card, amount: 10 });

    const posted = await simulate('authorization.clearing', { original_transaction_token: other['token'], amount: 7, force_post: true });

    expect(posted).toMatchObject({ state: 'COMPLETION', gpa_order: { jit_funding: { method: 'pgfs.force_capture' } } });
    expect(posted['preceding_related_transaction_token']).toBeUndefined();
    expect((await world.ask('GET', `/v3/transactions/${String(other['token'])}`)).body['state']).toBe('PENDING');
  });

  test('a linked refund belongs to its purchase', async () => {
    const first = await simulate('authorization', { card_token: card, amount: 10 });
    await simulate('authorization.clearing', { preceding_related_transaction_token: first['token'], amount: 10 });

    await simulate('refund', { preceding_related_transaction_token: first['token'], amount: 4 });

    const { body } = await world.ask('GET', `/v3/transactions/${String(first['token'])}/related`);
    expect((body['data'] as Json[]).map(({ type }) => type)).toEqual(['authorization', 'authorization.clearing', 'refund']);
  });
});

test('an increment that is answered after the purchase was reversed raises nothing', async () => {
  const first = await simulate('authorization', { card_token: card, amount: 10 });
  const preceding = { preceding_related_transaction_token: first['token'] };
  world.other.gateway = async (request) => {
    await simulate('authorization.reversal', preceding);
    return { status: 200, body: echo(request) };
  };

  const increment = await simulate('authorization.incremental', { ...preceding, amount: 5 });

  expect(increment).toMatchObject({ state: 'DECLINED', response: { code: '1019' } });
  expect((await world.ask('GET', '/v3/balances/usr_maya')).body).toMatchObject({ gpa: { ledger_balance: 0 } });
});

test('what follows a purchase is on its card, whatever card is named', async () => {
  await world.client.cards.create({ token: 'another', user_token: 'usr_maya', card_product_token: 'cp_virtual' });
  const first = await simulate('authorization', { card_token: card, amount: 10 });

  const clearing = await simulate('authorization.clearing', {
    preceding_related_transaction_token: first['token'],
    card_token: 'another',
    amount: 10,
  });

  expect(clearing['card_token']).toBe(card);
});

test('an amount finer than a cent arrives with all its digits', async () => {
  await simulate('authorization', { card_token: card, amount: 10.005 });

  expect(parseJitRequest(asked[0] ?? '')).toMatchObject({ ok: true, request: { jit: { amount: '10.005' } } });
});

test('simulations of the first generation make the same purchase', async () => {
  const { body: authorized } = await world.ask('POST', '/v3/simulate/authorization', { card_token: card, amount: 10, mid: '123456890' });
  const original = { original_transaction_token: (authorized['transaction'] as Json)['token'] };
  const { body: cleared } = await world.ask('POST', '/v3/simulate/clearing', { ...original, amount: 10 });
  const { body: refunded } = await world.ask('POST', '/v3/simulate/clearing', { ...original, amount: 4, is_refund: true });

  expect(authorized).toMatchObject({ transaction: { card_acceptor: { mid: '123456890' } }, raw_iso8583: { '0': '0110', '39': '00' } });
  expect(cleared).toMatchObject({ transaction: { type: 'authorization.clearing', state: 'COMPLETION' } });
  expect(refunded).toMatchObject({ transaction: { type: 'refund', gpa_order_unload: { jit_funding: { method: 'pgfs.refund' } } } });
});

test('an employee who uses the company’s account spends from it', async () => {
  await world.client.businesses.create({ token: 'biz', business_name_legal: 'Harborline Inc' });
  await world.client.users.create({ token: 'ines', parent_token: 'biz', uses_parent_account: true });
  await world.client.cards.create({ token: 'company_card', user_token: 'ines', card_product_token: 'cp_virtual' });

  const transaction = await simulate('authorization', { card_token: 'company_card', amount: 10 });

  expect(transaction).toMatchObject({ business_token: 'biz', acting_user_token: 'ines' });
  for (const holder of ['biz', 'ines']) {
    expect((await world.ask('GET', `/v3/balances/${holder}`)).body).toMatchObject({ gpa: { ledger_balance: 10 } });
  }
});

test('declines stay out of the list of transactions until they are asked for', async () => {
  world.other.gateway = (request) => Promise.resolve({ status: 402, body: echo(request) });
  await simulate('authorization', { card_token: card, amount: 10 });

  const usual = (await world.ask('GET', `/v3/transactions?card_token=${card}`)).body;
  const all = (await world.ask('GET', `/v3/transactions?card_token=${card}&state=ALL`)).body;

  expect([usual['count'], all['count']]).toEqual([0, 1]);
});
