import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { purchasesAt } from '../marqeta/purchases.ts';
import { EmulatedMarqeta } from '../testing/emulated-marqeta.ts';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../testing/money-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Marqeta's patience, in the world's time: short, since a test waits for it. */
const PATIENCE_MS = 1_000;

let harness: MoneyHarness;
let company: TestCompany;
let card: TestCard;

beforeAll(async () => {
  harness = await MoneyHarness.open();
});
afterAll(() => harness.close());

/** A process of ours that asks a Marqeta of its own. */
async function emulated(): Promise<{ marqeta: EmulatedMarqeta; api: Process }> {
  let marqeta: EmulatedMarqeta | null = null;
  const asked = () => purchasesAt((marqeta as EmulatedMarqeta).client);
  const api = await harness.process({
    askMarqeta: (token) => asked().askMarqeta(token),
    askRelated: (token) => asked().askRelated(token),
  });
  marqeta = await EmulatedMarqeta.start(api, () => harness.clock.now(), PATIENCE_MS);
  return { marqeta, api };
}

async function newCompany(marqeta: EmulatedMarqeta): Promise<void> {
  company = await harness.company({ currency: 'EUR', funds: 10_000 });
  card = await company.card();
  await marqeta.knowsCard(card.token);
}

/** How approvals of the company stand that did not end in the ordinary way. A check of amount zero holds nothing, and is not looked at here. */
async function orphans(): Promise<object[]> {
  return harness.sql(
    `SELECT o.state, o.cause, a.outcome FROM orphan_holds o JOIN authorizations a ON a.id = o.authorization_id
      WHERE o.company_id = $1 AND a.requested_minor > 0 ORDER BY o.authorization_id`,
    [company.id],
  );
}

async function story(): Promise<string[]> {
  const rows = await harness.sql<{ code: string }>(
    `SELECT h.code FROM hold_events h JOIN authorizations a ON a.id = h.authorization_id WHERE h.company_id = $1 AND a.requested_minor > 0 ORDER BY h.at, h.id`,
    [company.id],
  );
  return rows.map(({ code }) => code);
}

describe('an approval of ours', () => {
  let marqeta: EmulatedMarqeta;
  let api: Process;
  beforeAll(async () => {
    ({ marqeta, api } = await emulated());
  });
  afterAll(() => marqeta.stop());
  beforeEach(() => newCompany(marqeta));
  afterEach(() => marqeta.works());

  const buy = async (amount: number): Promise<string> => {
    const token = await marqeta.simulate('authorization', { card_token: card.token, amount });
    await marqeta.settle();
    return token;
  };

  test.each<[string, object, string]>([
    ['reaches Marqeta after its deadline', { kind: 'delay', when: 'after', delay_ms: 1_500 }, 'RELEASED_TIMED_OUT'],
    ['is lost with its connection after we committed', { kind: 'drop', when: 'after' }, 'RELEASED_UNHEARD'],
    ['cannot be read by Marqeta', { kind: 'bad_json', when: 'after' }, 'RELEASED_UNHEARD'],
  ])('that %s holds nothing once Marqeta has said so', async (_how, fault, cause) => {
    await marqeta.fails({ on: 'gateway', count: 1, ...fault });

    await buy(64);

    expect(await company.transactions()).toMatchObject([{ status: 'DECLINED', held: 0, unconfirmed: false }]);
    expect(await company.balances()).toEqual({ AVAILABLE: 10_000 });
    expect(await orphans()).toEqual([{ state: 'RELEASED', cause, outcome: 'APPROVED' }]);
    expect(await company.feed()).toEqual(['transaction.approved', 'transaction.declined']);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('that Marqeta declines although it had our yes in time holds nothing more', async () => {
    const purchase = await buy(64);
    await marqeta.fails({ on: 'gateway', kind: 'delay', when: 'after', delay_ms: 600, match: 'pgfs.authorization.incremental', count: 1 });

    const raised = marqeta.simulate('authorization.incremental', { preceding_related_transaction_token: purchase, amount: 10 });
    await expect.poll(() => company.balances()).toEqual({ AVAILABLE: 2_600, HELD: 7_400 });
    await marqeta.simulate('authorization.reversal', { preceding_related_transaction_token: purchase, amount: 64 });
    await raised;
    await marqeta.settle();

    expect(await company.balances()).toEqual({ AVAILABLE: 10_000 });
    expect(await orphans()).toEqual([{ state: 'RELEASED', cause: 'RELEASED_DECLINED', outcome: 'APPROVED' }]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('is none when Marqeta gave up before the question reached us: its word came first, and nothing was ever held', async () => {
    await marqeta.fails({ on: 'gateway', kind: 'delay', when: 'before', delay_ms: 2_500, count: 1 });

    await buy(64);

    expect(await company.transactions()).toMatchObject([{ status: 'DECLINED', held: 0, unconfirmed: false }]);
    expect(await orphans()).toEqual([{ state: 'NOT_HELD', cause: 'TOLD_FIRST_DECLINED', outcome: 'DECLINED' }]);
    expect(await company.balances()).toEqual({ AVAILABLE: 10_000 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('stands while our webhook endpoint is down for an hour: Marqeta is asked, and what it knows counts', async () => {
    await marqeta.fails({ on: 'webhook', kind: 'error', status: 503 });
    await buy(64);
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 6_400, unconfirmed: true }]);

    harness.clock.advance(MINUTE + 1);
    await api.job('authorization.sweep');
    await api.path.drain();
    harness.clock.advance(MINUTE);
    await api.job('authorization.sweep');

    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 6_400, unconfirmed: false }]);
    expect(await story()).toEqual(['ASKED_FOUND', 'HOLD_CONFIRMED']);
    expect(await orphans()).toEqual([{ state: 'CONFIRMED', cause: 'HOLD_CONFIRMED', outcome: 'APPROVED' }]);
    harness.clock.advance(HOUR);
    await marqeta.works();
    await marqeta.settle();
    expect(await company.balances()).toEqual({ AVAILABLE: 3_600, HELD: 6_400 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('is healed whole by asking: a reversal that was never delivered is learned with it', async () => {
    await marqeta.fails({ on: 'webhook', kind: 'silence' });
    const purchase = await buy(64);
    await marqeta.simulate('authorization.reversal', { preceding_related_transaction_token: purchase, amount: 64 });
    await marqeta.settle();
    expect(await company.balances()).toEqual({ AVAILABLE: 3_600, HELD: 6_400 });

    harness.clock.advance(MINUTE + 1);
    await api.job('authorization.sweep');
    await api.path.drain();

    expect(await company.transactions()).toMatchObject([{ status: 'REVERSED', held: 0 }]);
    expect(await company.balances()).toEqual({ AVAILABLE: 10_000 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('that Marqeta says it does not know is not freed by silence, only once webhooks tell of newer purchases; its own word restores the hold, below zero if need be', async () => {
    const unknown = { on: 'api', kind: 'error', status: 404, match: 'GET /v3/transactions/**' };
    await marqeta.fails(unknown);
    await marqeta.fails({ on: 'webhook', kind: 'silence', match: 'transaction.authorization', count: 1 });
    const token = await buy(64);

    for (let quarter = 0; quarter < 20; quarter += 1) {
      harness.clock.advance(15 * MINUTE);
      await api.job('authorization.sweep');
    }
    expect(await company.balances()).toEqual({ AVAILABLE: 3_600, HELD: 6_400 });
    expect(await story()).toEqual(['ASKED_NOT_FOUND']);

    await buy(30);
    harness.clock.advance(15 * MINUTE);
    await api.job('authorization.sweep');
    expect(await company.balances()).toEqual({ AVAILABLE: 7_000, HELD: 3_000 });
    expect(await orphans()).toEqual([{ state: 'RELEASED', cause: 'RELEASED_IN_SILENCE', outcome: 'APPROVED' }]);

    await buy(65);
    await marqeta.tellsAgain(token);
    expect(await company.balances()).toEqual({ HELD: 15_900, RECEIVABLE: -5_900 });
    expect(await orphans()).toEqual([{ state: 'RESTORED', cause: 'HOLD_RESTORED', outcome: 'APPROVED' }]);
    expect(await story()).toEqual(['ASKED_NOT_FOUND', 'RELEASED_IN_SILENCE', 'HOLD_RESTORED']);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('stands while neither webhooks come nor Marqeta answers, however long; Marqeta is asked less and less often', async () => {
    await marqeta.fails({ on: 'webhook', kind: 'error', status: 503 });
    await marqeta.fails({ on: 'api', kind: 'error', status: 503, match: 'GET /v3/transactions/**' });
    await buy(64);

    for (let minute = 0; minute < 6 * 60; minute += 5) {
      harness.clock.advance(5 * MINUTE);
      await api.job('authorization.sweep');
    }

    expect(await company.balances()).toEqual({ AVAILABLE: 3_600, HELD: 6_400 });
    expect(await story()).toEqual(['ASKED_UNREACHABLE']);
    const [{ asks } = { asks: 0 }] = await harness.sql<{ asks: number }>(`SELECT asks FROM orphan_holds WHERE company_id = $1`, [
      company.id,
    ]);
    expect(asks).toBeGreaterThan(20);
    expect(asks).toBeLessThan(40);
    await marqeta.works();
    harness.clock.advance(20 * HOUR);
    await marqeta.settle();
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 6_400, unconfirmed: false }]);
    expect(await harness.broken(company)).toEqual([]);
  });
});

test('a purchase that was decided in our place before our question came is answered as it was decided, and held once', async () => {
  const { marqeta } = await emulated();
  await newCompany(marqeta);
  await marqeta.mayStandIn({ include_response_timeouts: true });
  await marqeta.fails({ on: 'gateway', kind: 'delay', when: 'before', delay_ms: 2_500, count: 1 });

  await marqeta.simulate('authorization', { card_token: card.token, amount: 64 });
  await marqeta.settle();
  await marqeta.stop();

  expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 6_400, unconfirmed: false }]);
  expect(await company.balances()).toEqual({ AVAILABLE: 3_600, HELD: 6_400 });
  expect(await orphans()).toEqual([{ state: 'CONFIRMED', cause: 'TOLD_FIRST_APPROVED', outcome: 'APPROVED' }]);
  expect(await harness.broken(company)).toEqual([]);
});

describe('an approval that was committed after our own deadline', () => {
  let slow: Process;
  beforeEach(async () => {
    slow = await harness.process({ decisionDeadlineMs: 700 });
    company = await harness.company({ currency: 'USD', funds: 10_000 });
    card = await company.card();
    await slow.ask(asking(card, { amount: 0 }));
  });

  async function askLate(token: string): Promise<void> {
    await harness.sql(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.0); RETURN NEW; END $$`);
    await harness.sql(`CREATE TRIGGER dawdle BEFORE INSERT ON authorizations FOR EACH ROW EXECUTE FUNCTION dawdle()`);
    expect(await slow.ask(asking(card, { token, amount: 64 }))).toMatchObject({ status: 402 });
    await harness.sql(`DROP TRIGGER dawdle ON authorizations; DROP FUNCTION dawdle`);
    await slow.path.authorizer.stop();
  }

  test('holds nothing; that Marqeta declined it too is told', async () => {
    const token = randomUUID();
    await askLate(token);
    expect(await company.balances()).toEqual({ AVAILABLE: 10_000 });

    await slow.deliver(told(card, 'webhook.authorization.declined-by-gateway.insufficient-funds', { token }));

    expect(await company.balances()).toEqual({ AVAILABLE: 10_000 });
    expect(await story()).toEqual(['RELEASED_LATE', 'RELEASED_RIGHTLY']);
    expect(await orphans()).toEqual([{ state: 'RELEASED', cause: 'RELEASED_RIGHTLY', outcome: 'APPROVED' }]);
  });

  test('is asked about, and held again when Marqeta approved it in our place', async () => {
    const token = randomUUID();
    await askLate(token);
    const [message] = told(card, 'webhook.authorization.approved', { token, amount: 64, request_amount: 64 })['transactions'] as object[];
    harness.marqetaKnows.set(token, JSON.stringify(message));

    harness.clock.advance(MINUTE + 1);
    await slow.job('authorization.sweep');
    await slow.path.drain();

    expect(await story()).toEqual(['RELEASED_LATE', 'ASKED_FOUND', 'HOLD_RESTORED']);
    expect(await company.balances()).toEqual({ AVAILABLE: 3_600, HELD: 6_400 });
    expect(await harness.broken(company)).toEqual([]);
  });
});

test('a webhook that comes while the hold is being released for "not found" is never lost: the hold stands, whichever was first', async () => {
  const api = await harness.process();
  company = await harness.company({ currency: 'USD', funds: 1_000_000 });
  card = await company.card();
  const tokens = Array.from({ length: 24 }, () => randomUUID());
  for (const token of tokens) await api.ask(asking(card, { token, amount: 10 }));
  harness.clock.advance(5 * HOUR);
  const newer = told(await company.card(), 'webhook.authorization.approved', {
    token: randomUUID(),
    created_time: harness.clock.now().toISOString(),
  });
  await api.deliver(newer);

  const told24 = tokens.map((token) => told(card, 'webhook.authorization.approved', { token, amount: 10, request_amount: 10 }));
  await Promise.all([api.job('authorization.sweep'), ...told24.map((message) => api.deliver(message))]);

  const held = await harness.sql(
    `SELECT count(*)::int AS n FROM transactions WHERE company_id = $1 AND card_id = $2 AND held_minor = 1000 AND NOT unconfirmed`,
    [company.id, card.id],
  );
  expect(held).toEqual([{ n: 24 }]);
  const releasedOnly = await harness.sql(`SELECT state FROM orphan_holds WHERE company_id = $1 AND state = 'RELEASED'`, [company.id]);
  expect(releasedOnly).toEqual([]);
  expect(await harness.broken(company)).toEqual([]);
});
