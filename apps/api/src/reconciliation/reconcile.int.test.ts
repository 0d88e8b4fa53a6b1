import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EmulatedMarqeta } from '../testing/emulated-marqeta.ts';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../testing/money-harness.ts';
import { marqetaLists } from './marqeta-lists.ts';

let harness: MoneyHarness;
let api: Process;
let marqeta: EmulatedMarqeta;
let company: TestCompany;
let card: TestCard;
const registry = new Registry();

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process({
    registry,
    askMarqeta: (token) =>
      marqeta.client.transactions.get(token).then(
        (transaction) => JSON.stringify(transaction),
        () => null,
      ),
  });
  marqeta = await EmulatedMarqeta.start(api, () => harness.clock.now());
  harness.peer = marqetaLists(marqeta.client);
});
afterAll(async () => {
  await marqeta.stop();
  await harness.close();
});
beforeEach(async () => {
  await marqeta.works();
  company = await harness.company({ currency: 'EUR', funds: 100_000 });
  card = await company.card();
  await company.limit('CARD', card.id, 'MONTH', 90_000);
  await marqeta.knowsCard(card.token);
  // What other tests left is compared before.
  await reconcile();
});

/** So much later, when nothing is on its way any more. */
async function reconcile(laterMs = 10 * MINUTE_MS): Promise<void> {
  harness.clock.advance(laterMs);
  await api.job('transactions.reconcile');
}

type Row = { what: string; type: string; company: boolean; healed: boolean };

async function differences(): Promise<Row[]> {
  return harness.sql<Row>(
    `SELECT what, type, company_id IS NOT NULL AS company, healed_at IS NOT NULL AS healed FROM reconciliation_differences
      WHERE company_id = $1 ORDER BY id`,
    [company.id],
  );
}
const healed = (what: string, type: string): Row => ({ what, type, company: true, healed: true });

const limitUsed = async (): Promise<number> => {
  const [row] = await harness.sql<{ minor: string }>(
    `SELECT coalesce(sum(amount_minor), 0) AS minor FROM spend_counters WHERE company_id = $1 AND subject_id = $2`,
    [company.id, card.id],
  );
  return Number(row?.minor);
};

const sources = async (): Promise<string[]> =>
  (
    await harness.sql<{ source: string }>(`SELECT DISTINCT source FROM marqeta_inbox WHERE company_id = $1 ORDER BY source`, [company.id])
  ).map(({ source }) => source);

const buy = (amount: number): Promise<string> => marqeta.simulate('authorization', { card_token: card.token, amount });
const follow = (event: string, purchase: string, amount: number): Promise<string> =>
  marqeta.simulate(event, { preceding_related_transaction_token: purchase, amount });

test('an hour without webhooks heals by itself: every message is fetched, applied once, and shown as healed', async () => {
  await marqeta.fails({ on: 'webhook', kind: 'silence' });
  const first = await buy(64);
  const second = await buy(20);
  await follow('authorization.clearing', first, 60);
  await follow('authorization.reversal', second, 20);
  await marqeta.simulate('refund', { card_token: card.token, amount: 5 });
  await marqeta.settle();
  expect(await company.balances()).toMatchObject({ HELD: 8_400 });

  await reconcile(60 * MINUTE_MS);

  expect(await company.transactions()).toMatchObject([
    { kind: 'PURCHASE', status: 'CLEARED', cleared: 6_000, held: 0, unconfirmed: false },
    { kind: 'PURCHASE', status: 'REVERSED', held: 0, unconfirmed: false },
    { kind: 'REFUND', status: 'CLEARED', cleared: -500 },
  ]);
  expect(await company.balances()).toEqual({ AVAILABLE: 94_500, SPENT: 5_500 });
  expect(await limitUsed()).toBe(6_000);
  expect((await differences()).sort((one, other) => (one.type < other.type ? -1 : 1))).toEqual([
    healed('MISSED', 'authorization'),
    healed('MISSED', 'authorization'),
    healed('MISSED', 'authorization.clearing'),
    healed('MISSED', 'authorization.reversal'),
    healed('MISSED', 'refund'),
  ]);
  expect(await sources()).toEqual(['RECONCILER']);
  expect(await harness.broken(company)).toEqual([]);
});

test('a second comparison finds nothing, and changes nothing', async () => {
  await marqeta.fails({ on: 'webhook', kind: 'silence' });
  await follow('authorization.clearing', await buy(64), 64);
  await marqeta.settle();
  await reconcile();
  const state = { balances: await company.balances(), purchases: await company.transactions(), found: await differences() };
  const inbox = await harness.sql(`SELECT count(*) FROM marqeta_inbox`);

  await reconcile();
  await reconcile(DAY_MS);

  expect({ balances: await company.balances(), purchases: await company.transactions(), found: await differences() }).toEqual(state);
  expect(await harness.sql(`SELECT count(*) FROM marqeta_inbox`)).toEqual(inbox);
});

test('what came is no difference, however late it was applied, doubled or out of order', async () => {
  await marqeta.fails({ on: 'webhook', kind: 'duplicate', count: 3 });
  await marqeta.fails({ on: 'webhook', kind: 'reorder', count: 2, delay_ms: 50 });
  const purchase = await buy(64);
  await follow('authorization.incremental', purchase, 10);
  await follow('authorization.clearing', purchase, 74);
  await marqeta.settle();

  await reconcile();

  expect(await company.transactions()).toMatchObject([{ status: 'CLEARED', cleared: 7_400, held: 0 }]);
  expect(await differences()).toEqual([]);
});

test('what is a minute old may still be on its way', async () => {
  await marqeta.fails({ on: 'webhook', kind: 'silence' });
  await follow('authorization.clearing', await buy(64), 64);
  await marqeta.settle();

  await reconcile(MINUTE_MS);
  expect(await differences()).toEqual([]);

  await reconcile(4 * MINUTE_MS);
  expect(await differences()).toHaveLength(2);
});

test('a webhook that comes after all changes nothing any more', async () => {
  await marqeta.fails({ on: 'webhook', kind: 'drop', when: 'before' });
  await follow('authorization.clearing', await buy(64), 64);
  await marqeta.settle();
  await reconcile();
  const before = { balances: await company.balances(), purchases: await company.transactions() };

  await marqeta.works();
  harness.clock.advance(60 * MINUTE_MS);
  await marqeta.catchesUp();
  await marqeta.settle();
  expect(await sources()).toEqual(['RECONCILER', 'WEBHOOK']);

  expect({ balances: await company.balances(), purchases: await company.transactions() }).toEqual(before);
  expect(await harness.broken(company)).toEqual([]);
});

describe('weeks later', () => {
  test('a refund whose webhook was lost is found, and gives back what its purchase counted', async () => {
    const purchase = await buy(64);
    await follow('authorization.clearing', purchase, 64);
    await marqeta.settle();
    harness.clock.advance(20 * DAY_MS);
    await marqeta.fails({ on: 'webhook', kind: 'silence' });
    await follow('refund', purchase, 64);
    await marqeta.settle();

    await reconcile(10 * DAY_MS);

    expect(await company.balances()).toEqual({ AVAILABLE: 100_000 });
    expect(await differences()).toEqual([healed('MISSED', 'refund')]);
  });

  test('a force post whose webhook was lost is found, and is booked even below zero', async () => {
    await marqeta.fails({ on: 'webhook', kind: 'silence' });
    await marqeta.simulate('authorization.clearing', { card_token: card.token, amount: 1_200, force_post: true });
    await marqeta.settle();

    await reconcile(21 * DAY_MS);

    expect(await company.balances()).toEqual({ SPENT: 120_000, RECEIVABLE: -20_000 });
    expect(await differences()).toEqual([healed('MISSED', 'authorization.clearing')]);
  });
});

test('a purchase of a card that nobody here has is the operator’s to look at, and heals when the card is there', async () => {
  const token = crypto.randomUUID();
  await marqeta.knowsCard(token);
  await marqeta.fails({ on: 'webhook', kind: 'silence' });
  await marqeta.simulate('authorization.clearing', { card_token: token, amount: 12, force_post: true });
  await marqeta.settle();
  await reconcile();
  const [open] = await harness.sql(
    `SELECT what, company_id, healed_at, token FROM reconciliation_differences WHERE what = 'UNKNOWN_CARD' ORDER BY id DESC LIMIT 1`,
  );
  expect(open).toMatchObject({ company_id: null, healed_at: null });

  await company.card({ token });
  await harness.sql(`SELECT replay_dead_letters(ARRAY(SELECT id FROM dead_letters WHERE token = $1), $2, 'Op', $3)`, [
    open?.['token'],
    crypto.randomUUID(),
    harness.clock.now(),
  ]);
  await api.path.drain();
  await reconcile();

  expect(await company.balances()).toEqual({ AVAILABLE: 98_800, SPENT: 1_200 });
  expect(
    await harness.sql(`SELECT healed_at IS NOT NULL AS healed FROM reconciliation_differences WHERE token = $1`, [open?.['token']]),
  ).toEqual([{ healed: true }]);
});

test('a purchase that Marqeta does not have is shown, and nothing of it is touched', async () => {
  await api.deliver(
    told(card, 'webhook.authorization.clearing.force-capture', {
      ...{ currency_code: 'EUR', token: crypto.randomUUID() },
      user_transaction_time: harness.clock.now().toISOString(),
    }),
  );
  const before = await company.balances();

  await reconcile(2 * DAY_MS);

  expect(await differences()).toEqual([{ what: 'ONLY_OURS', type: 'PURCHASE', company: true, healed: false }]);
  expect(await company.balances()).toEqual(before);
});

describe('what was settled', () => {
  const settledDays = () =>
    harness.sql(
      `SELECT currency, messages, theirs_minor::int AS theirs, ours_minor::int AS ours FROM settlement_days WHERE company_id = $1`,
      [company.id],
    );

  test('is the same on both sides, day by day', async () => {
    const purchase = await buy(64);
    await follow('authorization.clearing', purchase, 70);
    await follow('refund', purchase, 20);
    await marqeta.simulate('authorization.clearing', { card_token: card.token, amount: 3, force_post: true });
    await marqeta.settle();

    await reconcile(DAY_MS);

    expect(await settledDays()).toEqual([{ currency: 'EUR', messages: 3, theirs: 5_300, ours: 5_300 }]);
    expect(await differences()).toEqual([]);
  });

  test('names the purchase of which the ledger has booked something else', async () => {
    const purchase = await buy(64);
    await follow('authorization.clearing', purchase, 64);
    await marqeta.settle();
    await harness.sql(
      `INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, transaction_id, cause, at)
       SELECT company_id, gen_random_uuid(), 'correction', 'EUR', 'SPENT', 'AVAILABLE', 100, transaction_id, cause, at FROM ledger_transfers
        WHERE company_id = $1 AND kind = 'clearing'`,
      [company.id],
    );

    await reconcile(DAY_MS);

    expect(await settledDays()).toEqual([{ currency: 'EUR', messages: 1, theirs: 6_400, ours: 6_300 }]);
    const [named] = await harness.sql(
      `SELECT d.what, d.theirs_minor::int AS theirs, d.ours_minor::int AS ours, t.merchant_name IS NOT NULL AS named
         FROM reconciliation_differences d JOIN transactions t ON t.company_id = d.company_id AND t.id = d.transaction_id WHERE d.company_id = $1`,
      [company.id],
    );
    expect(named).toEqual({ what: 'SETTLEMENT_DIFFERS', theirs: 6_400, ours: 6_300, named: true });
  });
});

describe('while Marqeta does not answer', () => {
  test('nothing is lost: the walk goes on where it was', async () => {
    await marqeta.fails({ on: 'webhook', kind: 'silence' });
    await follow('authorization.clearing', await buy(64), 64);
    await marqeta.settle();
    await marqeta.fails({ on: 'api', kind: 'error', match: 'GET /v3/transactions', status: 429, count: 1 });

    await reconcile();
    expect(await differences()).toEqual([]);
    await reconcile(5 * MINUTE_MS);

    expect(await differences()).toHaveLength(2);
    expect(await company.balances()).toEqual({ AVAILABLE: 93_600, SPENT: 6_400 });
    expect(await registry.getSingleMetricAsString('reconciliation_interrupted_total')).toMatch(/ [1-9]/);
  });

  test('one worker compares at a time', async () => {
    await harness.sql(`UPDATE reconciliation_lease SET holder = gen_random_uuid(), until = $1`, [
      new Date(harness.clock.now().getTime() + 30 * MINUTE_MS),
    ]);
    const runs = async () => (await harness.sql(`SELECT count(*)::int AS runs FROM reconciliation_runs`))[0];
    const before = await runs();

    await reconcile(20 * MINUTE_MS);
    expect(await runs()).toEqual(before);
    await reconcile(11 * MINUTE_MS);
    expect(await runs()).not.toEqual(before);
  });
});

describe('an outage in which Marqeta decided', () => {
  beforeEach(() => marqeta.mayStandIn());

  test('is booked below zero and counted, although its webhooks were lost too, and told to those who watch', async () => {
    await marqeta.losesQuestion('before');
    await marqeta.fails({ on: 'webhook', kind: 'silence' });
    await buy(1_200);
    await marqeta.settle();
    expect(await company.transactions()).toEqual([]);

    await reconcile(60 * MINUTE_MS);

    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 120_000, unconfirmed: false }]);
    expect(await company.balances()).toEqual({ HELD: 120_000, RECEIVABLE: -20_000 });
    expect(await limitUsed()).toBe(120_000);
    expect(await company.feed()).toEqual(['transaction.stood_in']);
    expect((await api.ask(asking(card, { amount: 1, currency: 'EUR' }))).status).toBe(402);
  });

  test('its beginning and its end are known, though nothing told of them', async () => {
    await marqeta.standsIn(true, 'outage of the gateway');
    await marqeta.standsIn(false, 'the gateway is back');

    await reconcile();
    await reconcile();

    expect(await harness.sql(`SELECT enabled, reason FROM commando_transitions ORDER BY at, enabled DESC`)).toEqual([
      { enabled: true, reason: 'outage of the gateway' },
      { enabled: false, reason: 'the gateway is back' },
    ]);
    expect(await harness.sql(`SELECT enabled, channel FROM commando_modes`)).toEqual([{ enabled: false, channel: 'API' }]);
  });
});
