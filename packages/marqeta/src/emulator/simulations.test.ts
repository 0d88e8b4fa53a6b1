import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseJitRequest } from '../wire/jit.ts';
import { parseWebhook } from '../wire/webhook.ts';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

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
  card = await world.card();
  await world.ask('PUT', '/v3/cardproducts/cp_virtual', {
    config: { poi: { atm: true }, transaction_controls: { allow_quasi_cash: true } },
  });
  world.other.webhook = (_delivery, _headers, raw) => {
    told.push(raw);
    return 200;
  };
});
afterEach(() => world.close());

const post = async (path: string, body: object): Promise<{ status: number; body: Json; transaction: Json }> => {
  const answered = await world.ask('POST', path, body);
  return { ...answered, transaction: (answered.body['transaction'] ?? {}) as Json };
};
const simulate = (event: string, body: object) => post(`/v3/simulations/cardtransactions/${event}`, body);
const methodOf = (transaction: Json): unknown => {
  const order = (transaction['gpa_order'] ?? transaction['gpa_order_unload']) as Json | undefined;
  return (order?.['jit_funding'] as Json | undefined)?.['method'];
};
const ledgerBalance = async (): Promise<unknown> =>
  ((await world.ask('GET', '/v3/balances/usr_maya')).body['gpa'] as Json)['ledger_balance'];
const reported = async (token: unknown) => {
  await world.ask('POST', '/control/quiesce', {});
  const events = told.flatMap((raw) => {
    const parsed = parseWebhook(raw);
    return parsed.ok ? parsed.events : [];
  });
  return events.find((event) => event.token === token);
};

type Step = readonly [event: string, amount: number | null, state: string, method: string];

/** Lives of purchases: what each step is called, whether it is over, and what the gateway is asked or told. */
const LIVES: readonly (readonly [name: string, heldAtTheEnd: number, steps: readonly Step[]])[] = [
  [
    'cash from a machine, two messages',
    0,
    [
      ['authorization.atm.withdrawal', 60, 'PENDING', 'pgfs.atm.withdrawal'],
      ['authorization.clearing.atm.withdrawal', 60, 'COMPLETION', 'pgfs.atm.clearing.withdrawal'],
    ],
  ],
  [
    'quasi-cash',
    0,
    [
      ['authorization.quasi.cash', 60, 'PENDING', 'pgfs.authorization.quasi.cash'],
      ['authorization.clearing.quasi.cash', 60, 'COMPLETION', 'pgfs.authorization.clearing.quasi.cash'],
    ],
  ],
  [
    'an online refund',
    0,
    [
      ['refund.authorization', 25, 'PENDING', 'pgfs.refund.authorization'],
      ['refund.authorization.clearing', 25, 'COMPLETION', 'pgfs.refund.authorization.clearing'],
    ],
  ],
  [
    'an online refund that is withdrawn',
    0,
    [
      ['refund.authorization', 25, 'PENDING', 'pgfs.refund.authorization'],
      ['refund.authorization.reversal', 25, 'CLEARED', 'pgfs.refund.authorization.reversal'],
    ],
  ],
  [
    'fuel with a PIN',
    0,
    [
      ['pindebit.authorization', 100, 'PENDING', 'pgfs.pindebit.authorization'],
      ['pindebit.authorization.clearing', 41.1, 'COMPLETION', 'pgfs.pindebit.authorization.clearing'],
    ],
  ],
  [
    'fuel with a PIN, part of the hold given back',
    60,
    [
      ['pindebit.authorization', 100, 'PENDING', 'pgfs.pindebit.authorization'],
      ['pindebit.authorization.reversal', 40, 'PENDING', 'pgfs.pindebit.authorization.reversal'],
    ],
  ],
  [
    'money in',
    0,
    [
      ['original.credit.authorization', 310, 'PENDING', 'pgfs.original.credit.authorization'],
      ['original.credit.authorization.clearing', 310, 'COMPLETION', 'pgfs.original.credit.authorization.clearing'],
    ],
  ],
  [
    'money in that is taken back',
    0,
    [
      ['original.credit.auth_plus_capture', 310, 'COMPLETION', 'pgfs.original.credit.auth_plus_capture'],
      ['original.credit.auth_plus_capture.reversal', null, 'COMPLETION', 'pgfs.original.credit.authorization.reversal'],
    ],
  ],
  [
    'an account that is funded',
    0,
    [
      ['account.funding.authorization', 80, 'PENDING', 'pgfs.authorization'],
      ['account.funding.authorization.clearing', 80, 'COMPLETION', 'pgfs.authorization.clearing'],
    ],
  ],
  [
    'an account that is not funded after all',
    0,
    [
      ['account.funding.authorization', 80, 'PENDING', 'pgfs.authorization'],
      ['account.funding.authorization.reversal', 80, 'CLEARED', 'pgfs.authorization.reversal'],
    ],
  ],
];

describe('the second generation of simulations', () => {
  test.each(LIVES)('plays %s', async (_name, held, steps) => {
    const transactions: Json[] = [];
    for (const [event, amount] of steps) {
      const first = transactions[0];
      const { status, transaction } = await simulate(event, {
        ...(first === undefined ? { card_token: card } : { preceding_related_transaction_token: first['token'] }),
        ...(amount === null ? {} : { amount }),
      });
      expect(status).toBe(201);
      transactions.push(transaction);
    }

    expect(transactions.map((transaction) => [transaction['type'], transaction['state'], methodOf(transaction)])).toEqual(
      steps.map(([event, , state, method]) => [event, state, method]),
    );
    expect(asked).toHaveLength(1);
    expect(await ledgerBalance()).toBe(transactions[0]?.['gpa_order_unload'] === undefined ? held : 0);
    for (const { token } of transactions) expect(await reported(token)).toMatchObject({ kind: 'transaction', ignored: [] });
  });

  test('a PIN debit pre-authorization that nobody completes expires under its own name', async () => {
    const { transaction } = await simulate('pindebit.authorization', { card_token: card, amount: 100 });

    await world.ask('PUT', '/control/clock', { now: new Date(Date.now() + 9 * 86_400_000).toISOString(), frozen: true });

    const { body } = await world.ask('GET', `/v3/transactions/${String(transaction['token'])}/related`);
    expect((body['data'] as Json[]).at(-1)).toMatchObject({ type: 'pindebit.authorization.reversal.issuerexpiration', amount: 100 });
  });

  test('no more can be taken back than came in', async () => {
    const { transaction } = await simulate('original.credit.auth_plus_capture', { card_token: card, amount: 10 });
    const preceding = { preceding_related_transaction_token: transaction['token'] };

    const { status } = await simulate('original.credit.auth_plus_capture.reversal', { ...preceding, amount: 11 });

    expect(status).toBe(400);
  });

  test('the sender of money is shown, in what follows too', async () => {
    const original_credit = { sender_name: 'Harborline Payroll', funding_source: 'DEBIT' };
    const { transaction } = await simulate('original.credit.authorization', { card_token: card, amount: 10, original_credit });

    const cleared = await simulate('original.credit.authorization.clearing', {
      preceding_related_transaction_token: transaction['token'],
      amount: 10,
    });

    expect([transaction['original_credit'], cleared.transaction['original_credit']]).toEqual([original_credit, original_credit]);
  });

  test.each<[string, string, object]>([
    ['a withdrawal without an amount', 'pindebit.atm.withdrawal', {}],
    ['cash back without its part', 'authorization.cashback', { amount: 30 }],
    ['cash back above the amount', 'pindebit.cashback', { amount: 30, cash_back_amount: 31 }],
  ])('refuses %s', async (_what, event, body) => {
    const { status } = await simulate(event, { card_token: card, ...body });

    expect(status).toBe(400);
    expect(asked).toEqual([]);
  });
});

describe('the first generation of simulations', () => {
  const mid = '123456890';
  const card_acceptor = { name: 'CORNER MARKET', mcc: '5411', city: 'OAKLAND', country: 'USA', zip: '94612' };

  test.each<[string, object, string, string]>([
    ['financial', { amount: 30, card_acceptor }, 'pindebit', 'pgfs.auth_plus_capture'],
    ['financial', { amount: 30, cash_back_amount: 20, card_acceptor }, 'pindebit.cashback', 'pgfs.pindebit.cashback'],
    ['financial', { amount: 30, is_pre_auth: true, card_acceptor }, 'pindebit.authorization', 'pgfs.pindebit.authorization'],
    ['financial/withdrawal', { amount: 60, account_type: 'checking' }, 'pindebit.atm.withdrawal', 'pgfs.pindebit.atm.withdrawal'],
    ['financial/balanceinquiry', { account_type: 'checking', card_acceptor }, 'pindebit.balanceinquiry', 'pgfs.pindebit.balanceinquiry'],
    [
      'financial/originalcredit',
      { amount: 60, type: 'account_to_account' },
      'original.credit.auth_plus_capture',
      'pgfs.original.credit.auth_plus_capture',
    ],
  ])('%s %j is a %s', async (route, body, type, method) => {
    const { status, transaction } = await post(`/v3/simulate/${route}`, { card_token: card, mid, ...body });

    expect(status).toBe(201);
    expect(transaction).toMatchObject({ type, state: type === 'pindebit.authorization' ? 'PENDING' : 'COMPLETION', network: 'DISCOVER' });
    expect(asked.map((raw) => parseJitRequest(raw))).toEqual([
      expect.objectContaining({ ok: true, ignored: [], request: expect.objectContaining({ jit: expect.objectContaining({ method }) }) }),
    ]);
  });

  test('an advice of an authorization lowers its hold', async () => {
    const { transaction } = await post('/v3/simulate/authorization', { card_token: card, mid, amount: 100 });

    const advice = await post('/v3/simulate/authorization/advice', { original_transaction_token: transaction['token'], amount: 41 });

    expect(advice.transaction).toMatchObject({ type: 'authorization.advice', amount: 41 });
    expect(await ledgerBalance()).toBe(41);
  });

  test('an advice of a PIN debit pre-authorization posts the real amount', async () => {
    const { transaction } = await post('/v3/simulate/financial', { card_token: card, mid, card_acceptor, amount: 100, is_pre_auth: true });

    const advice = await post('/v3/simulate/financial/advice', { original_transaction_token: transaction['token'], amount: 41 });

    expect(advice).toMatchObject({
      transaction: { type: 'pindebit.authorization.clearing', amount: 41 },
      body: { raw_iso8583: { '0': '0230' } },
    });
    expect(await ledgerBalance()).toBe(0);
  });

  test.each<[string, string, object]>([
    ['an authorization without a mid', 'authorization', { card_token: 'card_1', amount: 10 }],
    ['a PIN debit without a merchant', 'financial', { card_token: 'card_1', amount: 10, mid }],
    [
      'a balance inquiry of an unknown account',
      'financial/balanceinquiry',
      { card_token: 'card_1', mid, card_acceptor, account_type: 'gold' },
    ],
    ['money in of no type', 'financial/originalcredit', { card_token: 'card_1', mid, amount: 10 }],
  ])('refuses %s', async (_what, route, body) => {
    expect((await post(`/v3/simulate/${route}`, body)).status).toBe(400);
  });

  test('an original older than the window is not found', async () => {
    const { transaction } = await post('/v3/simulate/authorization', { card_token: card, mid, amount: 100 });
    await world.ask('PUT', '/control/clock', { now: new Date(Date.now() + 3 * 86_400_000).toISOString(), frozen: true });
    const original = { original_transaction_token: transaction['token'], amount: 100 };

    expect((await post('/v3/simulate/reversal', { ...original, find_original_window_days: 2 })).status).toBe(404);
    expect((await post('/v3/simulate/reversal', { ...original, find_original_window_days: 4 })).status).toBe(201);
  });

  test('a webhook of the simulation’s own gets its notification', async () => {
    const heard: [string | undefined, Json][] = [];
    const server = createServer((request, response) => {
      let raw = '';
      request.on('data', (chunk) => (raw += String(chunk)));
      request.on('end', () => {
        heard.push([request.headers.authorization, JSON.parse(raw) as Json]);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

    const webhook = { endpoint, username: 'me', password: 'secret' };
    const { transaction } = await post('/v3/simulate/authorization', { card_token: card, mid, amount: 10, webhook });
    await new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();

    expect(heard).toEqual([[`Basic ${Buffer.from('me:secret').toString('base64')}`, { transactions: [transaction] }]]);
  });
});
