import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let asked: Json;

beforeEach(async () => {
  world = await emulated();
  world.other.gateway = (request) => {
    asked = request;
    return Promise.resolve({ status: 200, body: echo(request) });
  };
  await world.card();
  const fuel = { hold_expiration_days: 2, hold_increase: { type: 'AMOUNT', value: 50 } };
  await world.client.mccGroups.create({ token: 'fuel', name: 'Fuel', mccs: ['5541-5542'], config: { authorization_controls: fuel } });
});
afterEach(() => world.close());

const buy = async (mcc: string, body: object = {}): Promise<Json> => {
  const message = { card_token: 'card_1', amount: 10, card_acceptor: { mcc }, ...body };
  return (await world.ask('POST', '/v3/simulations/cardtransactions/authorization', message)).body['transaction'] as Json;
};
const held = async (): Promise<unknown> => (await world.client.balances('usr_maya')).gpa.ledger_balance;

test('the gateway is asked to fund the whole hold, which ends as soon as the group says', async () => {
  const bought = await buy('5542');

  expect(asked).toMatchObject({ request_amount: 10, gpa_order: { jit_funding: { amount: 60 } } });
  expect(bought).toMatchObject({ request_amount: 10, amount: 60, gpa_order: { amount: 60 }, gpa: { impacted_amount: -60 } });
  expect(await held()).toBe('60');
  await world.ask('PUT', '/control/clock', { now: new Date(Date.now() + 3 * 86_400_000).toISOString(), frozen: true });
  expect(await held()).toBe('0');
});

test('the amount may leave out what is held on top', async () => {
  const plain = await emulated({ settings: { unconfirmed: { holdIncreaseInAmount: false } } });
  try {
    await plain.card();
    const fuel = { hold_increase: { type: 'AMOUNT', value: 50 } };
    await plain.client.mccGroups.create({ token: 'fuel', name: 'Fuel', mccs: ['5542'], config: { authorization_controls: fuel } });
    const message = { card_token: 'card_1', amount: 10, card_acceptor: { mcc: '5542' } };

    const { body } = await plain.ask('POST', '/v3/simulations/cardtransactions/authorization', message);

    expect(body).toMatchObject({ transaction: { request_amount: 10, amount: 10, gpa_order: { amount: 60, jit_funding: { amount: 60 } } } });
    expect((await plain.client.balances('usr_maya')).gpa.ledger_balance).toBe('60');
  } finally {
    await plain.close();
  }
});

test('what is posted is what was bought', async () => {
  const { token } = await buy('5541');
  await world.ask('POST', '/v3/simulations/cardtransactions/authorization.clearing', {
    preceding_related_transaction_token: token,
    amount: 10,
  });

  expect(await held()).toBe('0');
});

test('a part of it is no approval', async () => {
  world.other.gateway = (request) => Promise.resolve({ status: 200, body: echo(request, { amount: 10 }) });

  expect(await buy('5541', { pos: { partial_approval_capable: true } })).toMatchObject({ state: 'DECLINED' });
});

test('others are held for what they cost', async () => {
  expect(await buy('5411')).toMatchObject({ amount: 10, gpa_order: { amount: 10 } });
});
