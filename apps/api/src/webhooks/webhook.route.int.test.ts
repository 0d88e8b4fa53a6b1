import { randomUUID } from 'node:crypto';
import { basicAuthorization, signWebhook } from '@afc/marqeta';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking, fixture, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let api: Process;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
});
afterAll(() => harness.close());

async function holder(but: Parameters<MoneyHarness['company']>[0] = {}): Promise<{ company: TestCompany; card: TestCard }> {
  const company = await harness.company(but);
  return { company, card: await company.card() };
}

/** Messages of one purchase whose tokens are nobody else's: the fixtures name each other by theirs. */
function lifeOf(card: TestCard, ...names: string[]): Record<string, unknown>[] {
  const suffix = randomUUID().slice(0, 8);
  const own = (token: unknown): unknown => (typeof token === 'string' ? `${token.slice(0, 27)}${suffix}` : token);
  return names.map((name) => {
    const body = told(card, name);
    for (const item of body['transactions'] as Record<string, unknown>[]) {
      item['token'] = own(item['token']);
      if (item['preceding_related_transaction_token'] !== undefined)
        item['preceding_related_transaction_token'] = own(item['preceding_related_transaction_token']);
    }
    return body;
  });
}

/** The single item of a delivery. */
function itemOf(body: Record<string, unknown> | undefined): Record<string, unknown> {
  const [item] = (body?.['transactions'] ?? []) as Record<string, unknown>[];
  if (item === undefined) throw new Error('no item');
  return item;
}
const tokenOf = (body: Record<string, unknown> | undefined): string => itemOf(body)['token'] as string;

async function deliverAll(bodies: readonly Record<string, unknown>[]): Promise<void> {
  for (const body of bodies) expect(await api.deliver(body)).toBe(200);
}

async function inboxStates(): Promise<Record<string, number>> {
  const rows = await harness.sql<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM marqeta_inbox GROUP BY state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

describe('what Marqeta reports is applied:', () => {
  test('the approval that we gave is confirmed, cleared, and the books balance', async () => {
    const { company, card } = await holder({ funds: 50_000 });
    const [authorized, cleared] = lifeOf(card, 'webhook.authorization.approved', 'webhook.authorization.clearing');
    const token = tokenOf(authorized);
    await api.ask(asking(card, { token }));

    await deliverAll([authorized ?? {}]);
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 12_900, unconfirmed: false }]);
    await deliverAll([cleared ?? {}]);

    expect(await company.transactions()).toMatchObject([{ status: 'CLEARED', held: 0, cleared: 12_900, amount: 12_900 }]);
    expect(await company.balances()).toEqual({ AVAILABLE: 37_100, SPENT: 12_900 });
    expect(await company.feed()).toEqual(['transaction.approved', 'transaction.confirmed', 'transaction.cleared']);
    expect(await harness.sql(`SELECT authorization_code FROM transactions WHERE company_id = $1`, [company.id])).toEqual([
      { authorization_code: '417733' },
    ]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test.each<[string, string[], Record<string, number>, Record<string, unknown>[]]>([
    [
      'a clearing that comes before its authorization',
      ['pair.out-of-order.1-arrives-first.clearing', 'pair.out-of-order.2-arrives-second.authorization'],
      { SPENT: 8_800 },
      [{ status: 'CLEARED', held: 0 }],
    ],
    [
      'a clearing after the whole reversal',
      ['webhook.chain-parents-2', 'pair.reversal-then-clearing.1-reversal', 'pair.reversal-then-clearing.2-clearing'],
      { SPENT: 7_000 },
      [{ status: 'CLEARED' }],
    ],
    ['a force post', ['webhook.authorization.clearing.force-capture'], { SPENT: 2_795 }, [{ status: 'CLEARED', cleared: 2_795 }]],
    ['a stand-in of the network', ['webhook.authorization.standin.network'], { HELD: 3_100 }, [{ status: 'PENDING', unconfirmed: false }]],
    ['a stand-in of Commando Mode', ['webhook.authorization.commando-auto'], { HELD: 6_400 }, [{ status: 'PENDING' }]],
    ['a decline before we were asked', ['webhook.authorization.declined-before-gateway.card-suspended'], {}, [{ status: 'DECLINED' }]],
    ['PIN debit', ['webhook.pindebit'], { SPENT: 5_418 }, [{ status: 'CLEARED' }]],
    [
      'fuel on PIN rails',
      ['webhook.pindebit.authorization', 'webhook.pindebit.authorization.clearing'],
      { SPENT: 4_110 },
      [{ status: 'CLEARED', cleared: 4_110, held: 0 }],
    ],
    ['a refund', ['webhook.refund'], { SPENT: -4_200 }, [{ kind: 'REFUND', status: 'CLEARED', amount: -4_200 }]],
    [
      'a refund that was announced first',
      ['webhook.refund.authorization', 'webhook.refund.authorization.clearing'],
      { SPENT: -4_200 },
      [{ kind: 'REFUND', status: 'CLEARED' }],
    ],
    [
      'a refund withdrawn',
      ['webhook.refund.authorization', 'webhook.refund.authorization.reversal'],
      {},
      [{ kind: 'REFUND', status: 'REVERSED' }],
    ],
    [
      'money from outside',
      ['webhook.original.credit.authorization', 'webhook.original.credit.authorization.clearing'],
      {},
      [{ kind: 'CREDIT', status: 'CLEARED', amount: -31_000 }],
    ],
    ['a fee', ['webhook.fee.charge'], { FEES: 300 }, [{ kind: 'FEE', status: 'CLEARED', amount: 300 }]],
    ['a check of the card', ['webhook.authorization.account_verification'], {}, [{ kind: 'VERIFICATION', status: 'CLEARED' }]],
    ['three at once', ['webhook.batch-of-three'], { HELD: 3_349 }, [{ held: 1_100 }, { held: 1_250 }, { held: 999 }]],
  ])('%s', async (_what, names, expected, transactions) => {
    const { company, card } = await holder();

    await deliverAll(lifeOf(card, ...names));

    const { AVAILABLE: _available, ...rest } = await company.balances();
    expect(rest).toEqual(expected);
    const found = await company.transactions();
    expect(found).toHaveLength(transactions.length);
    expect(found).toEqual(expect.arrayContaining(transactions.map((one) => expect.objectContaining(one))));
    expect(await harness.broken(company)).toEqual([]);
  });

  test('reversals, advices, expiry and clearings of ten holds', async () => {
    const { company, card } = await holder();

    await deliverAll(
      lifeOf(
        card,
        'webhook.chain-parents',
        'webhook.authorization.clearing.fx',
        'webhook.authorization.incremental',
        'webhook.authorization.advice',
        'webhook.authorization.reversal.partial',
        'webhook.authorization.reversal.full',
        'webhook.authorization.reversal.issuerexpiration',
        'webhook.authorization.clearing.lower-final',
        'webhook.authorization.clearing.lower-not-final',
        'webhook.authorization.clearing.multi-1-of-2',
        'webhook.authorization.clearing.multi-2-of-2',
        'webhook.authorization.clearing.over-tip',
      ),
    );

    const found = (await company.transactions())
      .map(({ status, held, cleared }) => `${String(status)} ${String(held)} ${String(cleared)}`)
      .sort();
    expect(found).toEqual([
      'CLEARED 0 10000',
      'CLEARED 0 21602',
      'CLEARED 0 6000',
      'CLEARED 0 9000',
      'CLEARED 3500 9000',
      'EXPIRED 0 0',
      'PENDING 15000 0',
      'PENDING 3862 0',
      'PENDING 55000 0',
      'REVERSED 0 0',
    ]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('a delivery that is repeated to the byte, and one that is not, count once', async () => {
    const { company, card } = await holder();
    const [body] = lifeOf(card, 'pair.duplicate.1');

    await deliverAll([body ?? {}, body ?? {}, { transactions: [{ ...itemOf(body), duration: 999 }] }]);

    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 4_500 }]);
  });

  test('a webhook that beats our own answer holds once, and the answer is what it says', async () => {
    const { company, card } = await holder();
    const [authorized] = lifeOf(card, 'webhook.authorization.approved');
    const token = tokenOf(authorized);
    await deliverAll([authorized ?? {}]);

    const { status } = await api.ask(asking(card, { token }));

    expect(status).toBe(200);
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', unconfirmed: false }]);
  });

  test('a decline of Marqeta that beats our own answer leaves nothing held', async () => {
    const { company, card } = await holder();
    const [declined] = lifeOf(card, 'pair.timeout-race.1-webhook-declined');
    const token = tokenOf(declined);
    await deliverAll([declined ?? {}]);

    const { status } = await api.ask(asking(card, { token }));

    expect(status).toBe(402);
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
  });

  test('a decline of Marqeta after our yes releases the hold and the counters', async () => {
    const { company, card } = await holder();
    await company.limit('CARD', card.id, 'DAY', 12_900);
    const [declined] = lifeOf(card, 'webhook.authorization.timed-out');
    const token = tokenOf(declined);
    await api.ask(asking(card, { token }));
    const full = await api.ask(asking(card));

    await deliverAll([declined ?? {}]);

    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect([full.status, (await api.ask(asking(card))).status]).toEqual([402, 200]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test.each<[string, number, number, Record<string, number>]>([
    ['yes, too late', 50_000, 200, { AVAILABLE: 43_600, HELD: 6_400 }],
    ['no, too late', 1_000, 402, { HELD: 6_400, RECEIVABLE: -5_400 }],
  ])('what Commando Mode approved stands, whatever we said: %s', async (_said, funds, status, balances) => {
    const { company, card } = await holder({ funds });
    const [stoodIn] = lifeOf(card, 'webhook.authorization.commando-auto');
    expect((await api.ask(asking(card, { token: tokenOf(stoodIn), amount: 64 }))).status).toBe(status);

    await deliverAll([stoodIn ?? {}]);

    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 6_400, unconfirmed: false }]);
    expect(await company.balances()).toEqual(balances);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('what Commando Mode approved before we were asked is not declined by a late question', async () => {
    const { company, card } = await holder({ funds: 1_000 });
    const [stoodIn] = lifeOf(card, 'webhook.authorization.commando-auto');
    await deliverAll([stoodIn ?? {}]);

    expect((await api.ask(asking(card, { token: tokenOf(stoodIn), amount: 64 }))).status).toBe(200);
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 6_400 }]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test.each(['before', 'after'])('a refund that names a purchase and comes %s it gives back what it counted', async (order) => {
    const { company, card } = await holder();
    await company.limit('CARD', card.id, 'DAY', 20_000);
    const [authorized, cleared] = lifeOf(card, 'webhook.authorization.approved', 'webhook.authorization.clearing');
    const clearing = tokenOf(cleared);
    const [refund] = lifeOf(card, 'webhook.refund');
    Object.assign(itemOf(refund), { preceding_related_transaction_token: clearing });

    await deliverAll(order === 'after' ? [authorized ?? {}, cleared ?? {}, refund ?? {}] : [refund ?? {}, authorized ?? {}, cleared ?? {}]);

    expect(
      await harness.sql(
        `SELECT refunded_minor::int AS refunded, part_minor::int[] AS parts FROM transactions WHERE company_id = $1 AND kind = 'PURCHASE'`,
        [company.id],
      ),
    ).toEqual([{ refunded: 4_200, parts: [8_700] }]);
    expect(await company.balances()).toMatchObject({ SPENT: 8_700 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('what was never asked is booked below zero, as a debt that the next money pays', async () => {
    const { company, card } = await holder({ funds: 1_000 });

    await deliverAll(lifeOf(card, 'webhook.authorization.clearing.force-capture'));
    expect(await company.balances()).toEqual({ SPENT: 2_795, RECEIVABLE: -1_795 });
    expect((await api.ask(asking(card, { amount: 1 }))).status).toBe(402);

    await deliverAll(lifeOf(card, 'webhook.original.credit.authorization', 'webhook.original.credit.authorization.clearing'));
    expect(await company.balances()).toEqual({ AVAILABLE: 29_205, SPENT: 2_795 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('a purchase that we were never asked about counts for the teams of its holder now', async () => {
    const company = await harness.company();
    const [design, sales] = [await company.team('Design'), await company.team('Sales')];
    const card = await company.card({ userId: await company.person({ teams: [design] }) });
    await api.ask(asking(card));
    await harness.sql(`UPDATE memberships SET team_id = $2 WHERE company_id = $1`, [company.id, sales]);

    await deliverAll(lifeOf(card, 'webhook.authorization.standin.network'));

    expect(await harness.sql(`SELECT team_ids FROM transactions WHERE company_id = $1 ORDER BY amount_minor`, [company.id])).toEqual([
      { team_ids: [sales] },
      { team_ids: [design] },
    ]);
  });

  test('transitions of a card go to the cards slice', async () => {
    const before = harness.transitions.length;

    await deliverAll([{ cardtransitions: fixture('webhook.card.state.suspended')['cards'] }]);
    expect(await api.deliver(fixture('webhook.card.state.terminated'), {}, '/webhooks/marqeta/card')).toBe(200);

    expect(harness.transitions.slice(before).map(({ type }) => type)).toEqual(['state.suspended', 'state.terminated']);
  });
});

describe('a webhook', () => {
  const body = (): string => JSON.stringify(fixture('webhook.refund')).replace('42.0', '42.5');

  test.each<[string, Record<string, string>, string]>([
    ['with a wrong signature', { 'x-marqeta-signature': signWebhook('another secret', 'HMAC_SHA_256', 'x') }, 'CALLER_SIGNATURE_REFUSED'],
    ['without a signature', { 'x-marqeta-signature': '' }, 'CALLER_SIGNATURE_REFUSED'],
    [
      'with a wrong password',
      { authorization: basicAuthorization({ username: 'marqeta-webhook', password: 'wrong' }) },
      'CALLER_CREDENTIALS_REFUSED',
    ],
    ['without credentials', { authorization: '' }, 'CALLER_CREDENTIALS_REFUSED'],
  ])('%s is refused with 401, and nothing of it is kept', async (_what, headers, code) => {
    const before = await inboxStates();
    const response = await api.app.inject({
      method: 'POST',
      url: '/webhooks/marqeta/transaction',
      headers: {
        authorization: basicAuthorization({ username: 'marqeta-webhook', password: 'webhook-Password-0123456789' }),
        'content-type': 'application/json',
        ...headers,
      },
      payload: body(),
    });

    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([401, code]);
    expect(await inboxStates()).toEqual(before);
  });

  test('signed the older way is accepted', async () => {
    const payload = JSON.stringify({ pings: [{ token: 'marqeta', payload: 'healthcheck' }] });

    expect(await api.deliver(payload, { 'x-marqeta-signature': signWebhook('Webhook-Secret-0123456789!', 'HMAC_SHA_1', payload) })).toBe(
      200,
    );
  });

  test.each(['', '{"transactions":', '[]', '7'])('that is %j is refused with 400', async (payload) => {
    expect(await api.deliver(payload)).toBe(400);
  });

  test('larger than any delivery is refused with 413', async () => {
    expect(await api.deliver(JSON.stringify({ transactions: ['x'.repeat(1_100_000)] }))).toBe(413);
  });

  test.each<[string, () => Record<string, unknown>, string | null]>([
    ['of an envelope never seen', () => ({ moonphasetransitions: [{ token: randomUUID(), phase: 'full' }] }), 'envelope is not known'],
    [
      'of a type never seen',
      () => told({ token: randomUUID() }, 'webhook.refund', { token: randomUUID(), type: 'refund.in.kind' }),
      'CARD_UNKNOWN',
    ],
    ['of a state never seen', () => told({ token: 'c' }, 'webhook.refund', { token: randomUUID(), state: 'HALF_DONE' }), 'STATE_UNKNOWN'],
    ['of a card that nobody has', () => told({ token: 'nobody' }, 'webhook.refund', { token: randomUUID() }), 'CARD_UNKNOWN'],
    [
      'with more digits than its currency has',
      () => told({ token: 'c' }, 'webhook.refund', { token: randomUUID(), amount: 42.001 }),
      'AMOUNT_NOT_UNDERSTOOD',
    ],
    ['that lacks what it must have', () => ({ transactions: [{ token: 'no-type-or-state' }] }), null],
    ['that asks for nothing', () => fixture('webhook.cardaction.pin-set'), null],
  ])('%s is accepted, kept and counted', async (_what, make, problem) => {
    const before = (await inboxStates())['KEPT'] ?? 0;

    expect(await api.deliver(make())).toBe(200);

    expect((await inboxStates())['KEPT']).toBe(before + 1);
    if (problem !== null) {
      const [last] = await harness.sql(`SELECT problem FROM marqeta_inbox WHERE state = 'KEPT' ORDER BY id DESC LIMIT 1`);
      expect(last?.['problem']).toBe(problem);
    }
  });

  test('of a type never seen that belongs to a purchase is shown with it, and moves nothing', async () => {
    const { company, card } = await holder();
    const [authorized] = lifeOf(card, 'webhook.authorization.approved');
    const token = tokenOf(authorized);
    await deliverAll([
      authorized ?? {},
      told(card, 'webhook.refund', { token: randomUUID(), type: 'authorization.levitation', preceding_related_transaction_token: token }),
    ]);

    expect(await harness.sql(`SELECT e.type FROM transaction_events e WHERE e.company_id = $1 ORDER BY e.type`, [company.id])).toEqual([
      { type: 'authorization' },
      { type: 'authorization.levitation' },
    ]);
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 12_900 }]);
  });

  test('that cannot be applied is set aside alone; those that came with it are applied', async () => {
    const { company, card } = await holder();
    const poison = told(card, 'webhook.refund', { token: randomUUID() });
    const good = lifeOf(card, 'webhook.authorization.approved', 'webhook.pindebit');
    await harness.sql(
      `CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.amount_minor = 4200 THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$`,
    );
    await harness.sql(`CREATE TRIGGER poison BEFORE INSERT ON transaction_events FOR EACH ROW EXECUTE FUNCTION refuse_poison()`);

    await api.path.inbox.stop();
    await Promise.all([...good, poison].map((one) => api.deliver(one)));
    await harness.sql(`DROP TRIGGER poison ON transaction_events; DROP FUNCTION refuse_poison`);

    expect(await harness.sql(`SELECT state, problem FROM marqeta_inbox WHERE state = 'SET_ASIDE'`)).toEqual([
      { state: 'SET_ASIDE', problem: 'poison' },
    ]);
    expect(await company.balances()).toMatchObject({ HELD: 12_900, SPENT: 5_418 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('is kept without addresses and card numbers', async () => {
    const { card } = await holder();
    const token = randomUUID();
    await api.deliver(
      told(card, 'webhook.refund', {
        token,
        transaction_metadata: { memo: 'was 4111111111111111' },
        address_verification: { request: { street_address: '12 Quay Road' } },
      }),
    );

    const [row] = await harness.sql<{ body: string }>(`SELECT body FROM marqeta_inbox WHERE token = $1`, [token]);
    expect(row?.body).not.toMatch(/4111111111111111|Quay/);
    expect(row?.body).toContain('[PAN 1111]');
  });
});

describe('an approval of which Marqeta says nothing', () => {
  async function silent(): Promise<{ company: TestCompany; card: TestCard; token: string }> {
    const { company, card } = await holder();
    const token = randomUUID();
    await api.ask(asking(card, { token }));
    return { company, card, token };
  }

  test('keeps its hold, however long the silence', async () => {
    const { company } = await silent();
    harness.clock.advance(3 * 3_600_000);

    await api.job('authorization.sweep');

    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
    expect(await company.transactions()).toMatchObject([{ unconfirmed: true }]);
  });

  test('is asked about, and what Marqeta knows is applied', async () => {
    const { company, card, token } = await silent();
    const [known] = told(card, 'webhook.authorization.timed-out', { token })['transactions'] as object[];
    harness.marqetaKnows.set(token, JSON.stringify(known));
    harness.clock.advance(61_000);

    await api.job('authorization.sweep');
    await api.path.drain();

    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await company.transactions()).toMatchObject([{ status: 'DECLINED', unconfirmed: false }]);
  });

  test('is released when Marqeta does not know it after hours in which other webhooks came, and restored when it speaks after all', async () => {
    const { company, card, token } = await silent();
    const { card: other } = await holder();
    harness.clock.advance(5 * 3_600_000);
    await deliverAll(lifeOf(other, 'webhook.refund'));

    await api.job('authorization.sweep');
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await harness.sql(`SELECT release_reason FROM authorizations WHERE company_id = $1`, [company.id])).toEqual([
      { release_reason: 'SILENCE' },
    ]);

    await deliverAll([told(card, 'webhook.authorization.approved', { token })]);
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
    expect(await harness.broken(company)).toEqual([]);
  });
});

describe('a hold whose clearing was never told', () => {
  async function held(): Promise<{ company: TestCompany; card: TestCard; token: string }> {
    const { company, card } = await holder();
    const token = randomUUID();
    await api.deliver(told(card, 'webhook.authorization.approved', { token, user_transaction_time: harness.clock.now().toISOString() }));
    return { company, card, token };
  }
  const message = (card: TestCard, name: string, but: object): string =>
    JSON.stringify((told(card, name, { ...but })['transactions'] as object[])[0]);

  test('is asked about after eight days, and what is new of it applied', async () => {
    const { company, card, token } = await held();
    const clearing = { token: randomUUID(), preceding_related_transaction_token: token };
    harness.marqetaRelates.set(token, [
      message(card, 'webhook.authorization.approved', { token, state: 'CLEARED' }),
      message(card, 'webhook.authorization.clearing', clearing),
    ]);

    harness.clock.advance(8 * 86_400_000 - 1_000);
    await api.job('transactions.askAboutOldHolds');
    await api.path.drain();
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });

    harness.clock.advance(2_000);
    await api.job('transactions.askAboutOldHolds');
    await api.path.drain();
    expect(await company.balances()).toEqual({ AVAILABLE: 987_100, SPENT: 12_900 });
    expect(await harness.broken(company)).toEqual([]);
  });

  test('stays while Marqeta says nothing new', async () => {
    const { company, card, token } = await held();
    harness.marqetaRelates.set(token, [message(card, 'webhook.authorization.approved', { token })]);
    const inbox = () => harness.sql(`SELECT id FROM marqeta_inbox WHERE token = $1`, [token]);
    const before = await inbox();
    harness.clock.advance(9 * 86_400_000);

    await api.job('transactions.askAboutOldHolds');
    await api.path.drain();

    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
    expect(await inbox()).toEqual(before);
  });
});

test('two processes drain the same shards without applying anything twice', async () => {
  const { company, card } = await holder();
  const other = await harness.process();
  const bodies = Array.from({ length: 40 }, () => told(card, 'webhook.refund', { token: randomUUID() }));

  await Promise.all(bodies.map((body, i) => (i % 2 === 0 ? api : other).deliver(body)));

  expect(await company.balances()).toMatchObject({ SPENT: -4_200 * 40 });
  expect(await harness.broken(company)).toEqual([]);
});

test('while a decision holds the gate, messages wait and are not lost', async () => {
  const { company, card } = await holder();
  const blocker = new pg.Client({ connectionString: harness.database.urls.owner });
  await blocker.connect();
  await blocker.query('BEGIN');
  await blocker.query(`SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE`, [company.id]);

  const delivered = api.deliver(told(card, 'webhook.refund', { token: randomUUID() }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await company.transactions()).toEqual([]);
  await blocker.query('ROLLBACK');
  await blocker.end();
  await delivered;

  expect(await company.transactions()).toMatchObject([{ status: 'CLEARED' }]);
});
