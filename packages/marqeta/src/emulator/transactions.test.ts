import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulated, echo, emulated } from './testing/emulated.ts';

type Json = Record<string, unknown>;

let world: Emulated;
let card: string;
let dinner: string;

/** A dinner authorized and cleared, a hold, a refund, and a decline. */
beforeEach(async () => {
  world = await emulated();
  card = await world.card();
  dinner = await simulate('authorization', { card_token: card, amount: 40 });
  await simulate('authorization.clearing', { preceding_related_transaction_token: dinner, amount: 40 });
  await simulate('authorization', { card_token: card, amount: 12 });
  await simulate('refund', { card_token: card, amount: 5 });
  world.other.gateway = (request) => Promise.resolve({ status: 402, body: echo(request) });
  await simulate('authorization', { card_token: card, amount: 99 });
});
afterEach(() => world.close());

async function simulate(event: string, body: object): Promise<string> {
  const { body: answered } = await world.ask('POST', `/v3/simulations/cardtransactions/${event}`, body);
  return String((answered['transaction'] as Json)['token']);
}
const list = async (path: string) => {
  const { status, body } = await world.ask('GET', `/v3/transactions${path}`);
  return { status, body, data: (body['data'] ?? []) as Json[] };
};
const typesAndAmounts = (data: readonly Json[]) => data.map(({ type, amount }) => `${String(type)} ${String(amount)}`);

describe('the list of transactions', () => {
  test.each<[string, string, string[]]>([
    ['is what is final or pending, newest first', '', ['refund 5', 'authorization 12', 'authorization.clearing 40']],
    ['by its states', '?state=DECLINED,CLEARED', ['authorization 99', 'authorization 40']],
    ['by its types', '?type=refund,authorization.clearing', ['refund 5', 'authorization.clearing 40']],
    ['by the acting user', '?acting_user_token=usr_maya&count=1', ['refund 5']],
    ['by another user', '?user_token=nobody', []],
    ['by an account that is not there', '?account_token=none', []],
    ['from an identifier on', '?state=ALL&start_identifier=40000004&sort_by=created_time', ['refund 5', 'authorization 99']],
    ['oldest first', '?sort_by=user_transaction_time', ['authorization.clearing 40', 'authorization 12', 'refund 5']],
    ['of long ago', '?start_date=2020-01-01&end_date=2020-01-31', []],
    ['of a funding source', '/fundingsource/gw', ['refund 5', 'authorization 12', 'authorization.clearing 40']],
    ['of what a funding source was given', '/fundingsource/gw?polarity=CREDIT', ['refund 5']],
    ['of what a funding source holds', '/fundingsource/gw?polarity=PENDING_DEBIT', ['authorization 12']],
  ])('%s', async (_what, path, expected) => {
    const { data } = await list(path);

    expect(typesAndAmounts(data)).toEqual(expected);
  });

  test('of today is a day, by the same date twice', async () => {
    const today = new Date().toISOString().slice(0, 10);

    expect((await list(`?start_date=${today}&end_date=${today}`)).data).toHaveLength(3);
  });

  test('comes in pages', async () => {
    const { body } = await list('?count=2&start_index=1');

    expect(body).toMatchObject({ count: 2, start_index: 1, end_index: 2, is_more: false });
  });

  test('shows only the fields that were asked for', async () => {
    expect((await list('?count=1&fields=type,amount')).data).toEqual([{ type: 'refund', amount: 5 }]);
  });

  test.each(['?sort_by=amount', '?version=v3', '?start_identifier=x', '/fundingsource/gw?polarity=UP', '?start_date=soon'])(
    'refuses %s',
    async (path) => {
      expect((await list(path)).status).toBe(400);
    },
  );

  test('of an unknown funding source is not found', async () => {
    expect((await list('/fundingsource/none')).status).toBe(404);
  });
});

test('what belongs to a purchase is listed whole, and can be filtered', async () => {
  expect(typesAndAmounts((await list(`/${dinner}/related`)).data)).toEqual(['authorization 40', 'authorization.clearing 40']);
  expect(typesAndAmounts((await list(`/${dinner}/related?type=authorization.clearing`)).data)).toEqual(['authorization.clearing 40']);
});

test('the older model has the terminal inside the merchant', async () => {
  const { body } = await list(`/${dinner}?version=v1`);

  expect(body['pos']).toBeUndefined();
  expect(body['card_acceptor']).toMatchObject({ zip: '94612', country: 'USA', poi: { card_presence: '1', partial_approval_capable: '0' } });
});

test('the issuer releases a hold once', async () => {
  const [hold] = (await list('?state=PENDING')).data;
  const release = () => world.ask('POST', '/v3/transactions/authorizationreversal', { original_transaction_token: hold?.['token'] });

  expect((await release()).body).toMatchObject({ transaction: { type: 'authorization.reversal', state: 'CLEARED', amount: 12 } });
  expect((await release()).status).toBe(400);
});
