import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EmulatedMarqeta } from '../testing/emulated-marqeta.ts';
import { MoneyHarness, type TestCard, type TestCompany } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let marqeta: EmulatedMarqeta;
let company: TestCompany;
let card: TestCard;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  marqeta = await EmulatedMarqeta.start(await harness.process(), () => harness.clock.now());
  await marqeta.mayStandIn();
});
afterAll(async () => {
  await marqeta.stop();
  await harness.close();
});
beforeEach(async () => {
  company = await harness.company({ currency: 'EUR', funds: 10_000 });
  card = await company.card();
  await marqeta.knowsCard(card.token);
});

const buy = async (amount: number): Promise<string> => {
  const token = await marqeta.simulate('authorization', { card_token: card.token, amount });
  await marqeta.settle();
  return token;
};

test.each<['before' | 'after', number, Record<string, number>, string[]]>([
  ['before', 64, { AVAILABLE: 3_600, HELD: 6_400 }, ['transaction.stood_in']],
  ['after', 64, { AVAILABLE: 3_600, HELD: 6_400 }, ['transaction.approved', 'transaction.stood_in']],
  ['before', 164, { HELD: 16_400, RECEIVABLE: -6_400 }, ['transaction.stood_in']],
  ['after', 164, { HELD: 16_400, RECEIVABLE: -6_400 }, ['transaction.declined', 'transaction.stood_in']],
])('a question lost %s we heard it is decided in our place, and the books follow: %d', async (when, amount, balances, feed) => {
  await marqeta.losesQuestion(when);

  await buy(amount);

  expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: amount * 100, unconfirmed: false }]);
  expect(await company.balances()).toEqual(balances);
  expect(await company.feed()).toEqual(feed);
  expect(await harness.broken(company)).toEqual([]);
});

test('what was approved in our place is raised by us and cleared', async () => {
  await marqeta.losesQuestion('before');
  const purchase = await buy(64);

  await marqeta.simulate('authorization.incremental', { preceding_related_transaction_token: purchase, amount: 5 });
  await marqeta.settle();
  expect(await company.balances()).toEqual({ AVAILABLE: 3_100, HELD: 6_900 });
  await marqeta.simulate('authorization.incremental', { preceding_related_transaction_token: purchase, amount: 500 });
  await marqeta.simulate('authorization.clearing', { preceding_related_transaction_token: purchase, amount: 69 });
  await marqeta.settle();

  expect(await company.transactions()).toMatchObject([{ status: 'CLEARED', held: 0, cleared: 6_900 }]);
  expect(await company.balances()).toEqual({ AVAILABLE: 3_100, SPENT: 6_900 });
  expect(await harness.broken(company)).toEqual([]);
});
