import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
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

/** Somebody else works on the company, for long. @returns lets the gate go */
async function holdGate(companyId: string): Promise<() => Promise<void>> {
  const blocker = new pg.Client({ connectionString: harness.database.urls.owner });
  await blocker.connect();
  await blocker.query('BEGIN');
  await blocker.query(`SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE`, [companyId]);
  return () => blocker.end();
}

async function recordOf(company: TestCompany) {
  const rows = await harness.sql<{
    record: {
      outcome: string;
      reason: string | null;
      primary: number | null;
      verdicts: { rule: string; outcome: string }[];
      timing: object;
    };
  }>(`SELECT record FROM decision_records WHERE company_id = $1 ORDER BY id`, [company.id]);
  return rows.map(({ record }) => record);
}

describe('an approval', () => {
  test('is answered with 200 and the question’s own tokens, method and amount', async () => {
    const { card } = await holder();
    const question = asking(card, { jitToken: 'jit-1' });

    const { status, jit } = await api.ask(question);

    expect(status).toBe(200);
    expect(jit).toMatchObject({
      token: 'jit-1',
      method: 'pgfs.authorization',
      user_token: 'usr_maya_01',
      acting_user_token: 'usr_maya_01',
      amount: 129,
    });
    expect(jit).not.toHaveProperty('decline_reason');
  });

  test('leaves a hold, a decision record, the counters and a line in the feed', async () => {
    const { company, card } = await holder({ funds: 50_000 });
    await company.limit('CARD', card.id, 'DAY', 20_000);
    await company.limit('COMPANY', null, 'MONTH', 500_000);

    await api.ask(asking(card));

    expect(await company.balances()).toEqual({ AVAILABLE: 37_100, HELD: 12_900 });
    expect(await company.transactions()).toMatchObject([
      { kind: 'PURCHASE', status: 'PENDING', amount: 12_900, held: 12_900, merchant: 'CLOUDPINE SOFTWARE', unconfirmed: true },
    ]);
    expect(await company.feed()).toEqual(['transaction.approved']);
    const [record] = await recordOf(company);
    expect(record).toMatchObject({
      outcome: 'APPROVED',
      reason: null,
      primary: null,
      mcc: '5734',
      timeZone: 'Europe/Lisbon',
      timing: { batch: 1 },
    });
    expect(record?.verdicts.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      'AMOUNT PASSED',
      'CURRENCY PASSED',
      'CARD_STATE PASSED',
      'CARD_EXPIRY PASSED',
      'PERSON_STATE PASSED',
      'HOLDER_STATE PASSED',
      'HOLDER_STATE PASSED',
      'AMOUNT_LIMIT PASSED',
      'AMOUNT_LIMIT PASSED',
      'FUNDS PASSED',
    ]);
    expect(record?.verdicts[7]).toMatchObject({
      scope: 'CARD',
      window: 'DAY',
      limitMinor: '20000',
      beforeMinor: '0',
      afterMinor: '12900',
      controlVersion: 1,
    });
    const counters = await harness.sql(
      `SELECT scope, period, starts_on::text, amount_minor::int AS amount FROM spend_counters WHERE company_id = $1 AND amount_minor <> 0 ORDER BY scope`,
      [company.id],
    );
    expect(counters).toEqual([
      { scope: 'CARD', period: 'DAY', starts_on: '2026-03-02', amount: 12_900 },
      { scope: 'COMPANY', period: 'MONTH', starts_on: '2026-03-01', amount: 12_900 },
    ]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test.each([
    'jit-request.authorization.fx',
    'jit-request.authorization.wallet',
    'jit-request.authorization.partial-capable',
    'jit-request.authorization.preauth-hotel',
    'jit-request.authorization.model-v1',
    'jit-request.authorization.shared-business-account',
  ])('is given to %s', async (name) => {
    const { company, card } = await holder();

    const { status } = await api.ask(asking(card, {}, name));

    expect(status).toBe(200);
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING' }]);
  });

  test('keeps what the merchant charged in another currency', async () => {
    const { company, card } = await holder();

    await api.ask(asking(card, {}, 'jit-request.authorization.fx'));

    expect(
      await harness.sql(`SELECT original_minor::int, original_currency FROM transactions WHERE company_id = $1`, [company.id]),
    ).toEqual([{ original_minor: 19_850, original_currency: 'EUR' }]);
  });

  test('of an increment adds to the hold of the first', async () => {
    const { company, card } = await holder();
    const first = randomUUID();
    await api.ask(asking(card, { token: first }, 'jit-request.authorization.preauth-hotel'));

    const one = await api.ask(asking(card, { preceding: first }, 'jit-request.authorization.incremental'));
    const two = await api.ask(asking(card, { preceding: first }, 'jit-request.authorization.incremental-2'));

    expect([one.status, two.status]).toEqual([200, 200]);
    expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 61_000 }]);
    expect(await company.balances()).toMatchObject({ HELD: 61_000 });
    expect(await company.feed()).toEqual(['transaction.approved', 'transaction.increased', 'transaction.increased']);
  });

  test.each(['jit-request.authorization', 'jit-request.authorization.incremental'])(
    'of %s of which a refund was told before counts only what the refund left',
    async (name) => {
      const { company, card } = await holder();
      await company.limit('COMPANY', null, 'DAY', 100_000);
      const [first, increment] = [randomUUID(), randomUUID()];
      const named = name.endsWith('incremental') ? increment : first;
      const refund = told(card, 'webhook.refund', { token: randomUUID(), preceding_related_transaction_token: named, amount: 29 });
      await api.deliver(refund);

      if (named === increment) await api.ask(asking(card, { token: first, amount: 10 }));
      await api.ask(asking(card, { token: named, amount: 100, ...(named === increment ? { preceding: first } : {}) }, name));

      const held = named === increment ? 11_000 : 10_000;
      expect(await company.balances()).toMatchObject({ HELD: held });
      expect(await harness.sql('SELECT sum(amount_minor)::int AS counted FROM spend_counters WHERE company_id = $1', [company.id])).toEqual(
        [{ counted: held - 2_900 }],
      );
      expect(await harness.broken(company)).toEqual([]);
    },
  );

  test.each(['jit-request.auth_plus_capture', 'jit-request.pindebit.cashback', 'jit-request.pindebit.atm.withdrawal'])(
    'of %s posts at once',
    async (name) => {
      const { company, card } = await holder();

      const { status } = await api.ask(asking(card, { amount: 54.18 }, name));

      expect(status).toBe(200);
      expect(await company.balances()).toMatchObject({ SPENT: 5_418 });
      expect(await company.transactions()).toMatchObject([{ status: 'CLEARED', held: 0, cleared: 5_418 }]);
    },
  );

  test('of a check of the card holds nothing, even without funds and under a limit of nothing', async () => {
    const { company, card } = await holder({ funds: 0 });
    await company.limit('CARD', card.id, 'DAY', 0);

    const { status, jit } = await api.ask(asking(card, {}, 'jit-request.authorization.account_verification'));

    expect([status, jit['amount']]).toEqual([200, 0]);
    expect(await company.transactions()).toMatchObject([{ kind: 'VERIFICATION', status: 'CLEARED', amount: 0 }]);
  });

  test.each(['jit-request.refund.authorization', 'jit-request.original.credit.authorization'])(
    'of %s announces money and moves none',
    async (name) => {
      const { company, card } = await holder({ funds: 0 });

      const { status } = await api.ask(asking(card, {}, name));

      expect(status).toBe(200);
      expect(await company.transactions()).toMatchObject([{ status: 'PENDING', held: 0, cleared: 0 }]);
      expect(await company.balances()).toEqual({});
    },
  );

  test.each(['jit-request.balanceinquiry', 'jit-request.pindebit.balanceinquiry'])(
    'of %s tells what is available and what is held',
    async (name) => {
      const { company, card } = await holder({ funds: 50_000 });
      await api.ask(asking(card));

      const { status, jit } = await api.ask(asking(card, {}, name));

      expect(status).toBe(200);
      expect(jit).toMatchObject({ amount: 0, balances: { USD: { currency_code: 'USD', ledger_balance: 500, available_balance: 371 } } });
      expect(await company.transactions()).toHaveLength(1);
    },
  );
});

describe('a decline', () => {
  test('is answered with 402 and a reason, and moves nothing', async () => {
    const { company, card } = await holder({ funds: 12_899 });

    const { status, jit } = await api.ask(asking(card));

    expect(status).toBe(402);
    expect(jit).toMatchObject({ decline_reason: 'INSUFFICIENT_FUNDS', method: 'pgfs.authorization', amount: 129 });
    expect(await company.balances()).toEqual({ AVAILABLE: 12_899 });
    expect(await company.transactions()).toMatchObject([{ status: 'DECLINED', amount: 12_900, unconfirmed: false }]);
    expect(await company.feed()).toEqual(['transaction.declined']);
    const [record] = await recordOf(company);
    expect(record).toMatchObject({ outcome: 'DECLINED', reason: 'INSUFFICIENT_FUNDS' });
    expect(record?.verdicts[record.primary ?? -1]).toMatchObject({ rule: 'FUNDS', beforeMinor: '12899', afterMinor: '-1' });
  });

  test.each<[string, Parameters<TestCompany['card']>[0], string]>([
    ['frozen by us', { status: 'SUSPENDED' }, 'CARD_NOT_ACTIVE'],
    ['frozen by Marqeta', { issuerStatus: 'SUSPENDED' }, 'CARD_NOT_ACTIVE'],
    ['not activated', { status: 'UNACTIVATED', issuerStatus: 'UNACTIVATED' }, 'CARD_NOT_ACTIVE'],
    ['terminated', { status: 'TERMINATED', issuerStatus: 'TERMINATED' }, 'INVALID_CARD'],
    ['expired', { expiresAt: new Date('2026-03-02T09:15:04Z') }, 'EXPIRED_CARD'],
  ])('is given to a card that is %s', async (_what, but, reason) => {
    const company = await harness.company();
    const card = await company.card(but);

    expect(await api.ask(asking(card))).toMatchObject({ status: 402, jit: { decline_reason: reason } });
  });

  test('is given to a person who has left', async () => {
    const company = await harness.company();
    const card = await company.card({ userId: await company.person({ status: 'CLOSED' }) });

    expect(await api.ask(asking(card))).toMatchObject({ status: 402, jit: { decline_reason: 'CARDHOLDER_NOT_ACTIVE' } });
  });

  test.each([
    ['users', 'CARDHOLDER_STOPPED'],
    ['companies', 'COMPANY_STOPPED'],
  ])('is given from the moment in which Marqeta suspends one of the %s, and no longer when it takes that back', async (table, reason) => {
    const { card, company } = await holder();
    const [envelope, name, id] =
      table === 'users' ? ['usertransitions', 'user_token', card.userId] : ['businesstransitions', 'business_token', company.id];
    const transition = (status: string, second: number) => ({
      [envelope]: [
        { token: randomUUID(), status, reason_code: '05', channel: 'FRAUD', created_time: `2026-03-02T09:10:0${second}Z`, [name]: id },
      ],
    });
    await api.deliver(transition('ACTIVE', 1));
    const before = await api.ask(asking(card));

    await api.deliver(transition('SUSPENDED', 3));
    const suspended = await api.ask(asking(card));
    await api.deliver(transition('UNVERIFIED', 2));
    const later = await api.ask(asking(card));
    await api.deliver(transition('LIMITED', 4));

    expect([before.status, suspended.status, later.status]).toEqual([200, 402, 402]);
    expect(suspended.jit).toMatchObject({ decline_reason: 'CARDHOLDER_NOT_ACTIVE' });
    expect((await recordOf(company)).map((record) => record.reason)).toContain(reason);
    expect((await api.ask(asking(card))).status).toBe(200);
    expect(
      await harness.sql(`SELECT state, problem FROM marqeta_inbox WHERE company_id = $1 AND envelope = $2`, [company.id, envelope]),
    ).toEqual(Array.from({ length: 4 }, () => ({ state: 'APPLIED', problem: null })));
  });

  test('follows a freeze at once', async () => {
    const { card } = await holder();
    const before = await api.ask(asking(card));
    await harness.sql(`UPDATE cards SET status = 'SUSPENDED', frozen_with = 'ADMIN' WHERE id = $1`, [card.id]);

    const after = await api.ask(asking(card));

    expect([before.status, after.status]).toEqual([200, 402]);
  });

  test.each(['COMPANY', 'TEAM', 'CARD_PROGRAM', 'PERSON', 'CARD'] as const)('follows a new limit of the %s at once', async (scope) => {
    const company = await harness.company();
    const team = await company.team('Design');
    const card = await company.card({ userId: await company.person({ teams: [team] }) });
    const subjects: Record<string, string | null> = {
      COMPANY: null,
      TEAM: team,
      CARD_PROGRAM: card.programId,
      PERSON: card.userId,
      CARD: card.id,
    };
    await api.ask(asking(card, { amount: 60 }));
    await company.limit(scope, subjects[scope] ?? null, 'TRANSACTION', 5_999);

    expect(await api.ask(asking(card, { amount: 60 }))).toMatchObject({ status: 402, jit: { decline_reason: 'AMOUNT_LIMIT_EXCEEDED' } });
    expect(await api.ask(asking(card, { amount: 59.99 }))).toMatchObject({ status: 200 });
  });

  test('counts for a team that the holder has joined since', async () => {
    const company = await harness.company();
    const card = await company.card();
    const team = await company.team('Late joiners');
    await company.limit('TEAM', team, 'DAY', 10_000);
    await api.ask(asking(card, { amount: 90 }));
    await harness.sql(`INSERT INTO memberships (company_id, team_id, user_id, created_at) VALUES ($1, $2, $3, now())`, [
      company.id,
      team,
      card.userId,
    ]);

    const joined = await api.ask(asking(card, { amount: 90 }));
    const next = await api.ask(asking(card, { amount: 90 }));

    expect([joined.status, next.status]).toEqual([200, 402]);
  });

  test('names the merchant’s category', async () => {
    const { company, card } = await holder();
    await company.control('COMPANY', null, 'MCC_BLOCK', { mccs: ['5700-5799'] });

    expect(await api.ask(asking(card))).toMatchObject({ status: 402, jit: { decline_reason: 'TRANSACTION_NOT_PERMITTED' } });
    expect((await recordOf(company))[0]).toMatchObject({ reason: 'MCC_BLOCKED' });
  });

  test('follows the local day: the limit is whole again at midnight in the company’s zone', async () => {
    const company = await harness.company({ timeZone: 'America/New_York' });
    const card = await company.card();
    await company.limit('CARD', card.id, 'DAY', 10_000);
    const buy = async (at: string): Promise<number> => (await api.ask(asking(card, { amount: 60, at }))).status;

    // Clocks go forward on 8 March 2026: that day ends an hour earlier in UTC.
    expect(await buy('2026-03-08T05:00:00Z')).toBe(200);
    expect(await buy('2026-03-09T03:59:59Z')).toBe(402);
    expect(await buy('2026-03-09T04:00:00Z')).toBe(200);
  });
});

describe('the same question again', () => {
  test('gets the same answer and holds nothing twice', async () => {
    const { company, card } = await holder();
    const question = asking(card);

    const first = await api.ask(question);
    const again = await api.ask(question);

    expect(again).toEqual(first);
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
    expect(await company.transactions()).toHaveLength(1);
  });

  test('in the same batch too', async () => {
    const { company, card } = await holder();
    const question = asking(card);

    const answers = await Promise.all(Array.from({ length: 10 }, () => api.ask(question)));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
  });

  test('with another jit token but the same transaction is the same question', async () => {
    const { company, card } = await holder();
    const token = randomUUID();

    const first = await api.ask(asking(card, { token, jitToken: 'one' }));
    const again = await api.ask(asking(card, { token, jitToken: 'two' }));

    expect([first.status, again.status, again.jit['token']]).toEqual([200, 200, 'two']);
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
  });

  test('gets the same decline, though it would be approved by now', async () => {
    const { company, card } = await holder({ funds: 1 });
    const question = asking(card);
    await api.ask(question);
    await company.fund(1_000_000);

    expect(await api.ask(question)).toMatchObject({ status: 402, jit: { decline_reason: 'INSUFFICIENT_FUNDS' } });
  });

  test.each([
    ['amount', { amount: 130 }],
    ['merchant', { mid: 'another' }],
    ['MCC', { mcc: '5812' }],
    ['method', { method: 'pgfs.authorization.cashback' }],
  ])('but with another %s is declined, and the first hold stays', async (_what, but) => {
    const { company, card } = await holder();
    const tokens = { token: randomUUID(), jitToken: randomUUID() };
    await api.ask(asking(card, tokens));

    expect(await api.ask(asking(card, { ...tokens, ...but }))).toMatchObject({ status: 402, jit: { decline_reason: 'SUSPECTED_FRAUD' } });
    expect(await company.balances()).toMatchObject({ HELD: 12_900 });
  });

  test('is declined when the hold no longer stands', async () => {
    const { card } = await holder();
    const question = asking(card);
    await api.ask(question);
    await api.deliver({ transactions: [{ ...question, state: 'DECLINED' }] });

    expect(await api.ask(question)).toMatchObject({ status: 402, jit: { decline_reason: 'TRANSACTION_NOT_PERMITTED' } });
  });
});

describe('what is not a proper question', () => {
  test.each<[string, Record<string, string>]>([
    ['without credentials', { authorization: '' }],
    ['with a wrong password', { authorization: `Basic ${Buffer.from('marqeta-gateway:wrong').toString('base64')}` }],
    [
      'with the webhook’s credentials',
      { authorization: `Basic ${Buffer.from('marqeta-webhook:webhook-Password-0123456789').toString('base64')}` },
    ],
    ['with a token', { authorization: 'Bearer abc' }],
  ])('%s is refused with 401 and moves nothing', async (_what, headers) => {
    const { company, card } = await holder();

    expect(await api.ask(asking(card), headers)).toMatchObject({ status: 401, body: { code: 'CALLER_CREDENTIALS_REFUSED' } });
    expect(await company.transactions()).toEqual([]);
  });

  test('from an address that is not Marqeta’s is refused with 403', async () => {
    const guarded = await harness.process({
      marqeta: {
        gateway: { username: 'marqeta-gateway', password: 'gateway-Password-0123456789' },
        webhook: { username: 'w', password: 'w' },
        webhookSecrets: [],
        allowedIps: ['203.0.113.7'],
      },
    });
    const { card } = await holder();

    expect(await guarded.ask(asking(card))).toMatchObject({ status: 403, body: { code: 'CALLER_ADDRESS_REFUSED' } });
  });

  test.each(['', '{"token":', '[]', 'null', '{}', '"text"'])('but the body %j is refused with 400', async (body) => {
    expect(await api.ask(body)).toMatchObject({ status: 400, body: { code: 'MESSAGE_NOT_UNDERSTOOD' } });
  });

  test('larger than any question is refused with 413', async () => {
    expect((await api.ask(JSON.stringify({ padding: 'x'.repeat(200_000) }))).status).toBe(413);
  });

  test('that can be answered in Marqeta’s way is declined so, and kept', async () => {
    const body = asking({ token: 'nobody' });
    delete body['token'];

    expect(await api.ask(body)).toMatchObject({
      status: 402,
      jit: { decline_reason: 'TRANSACTION_NOT_PERMITTED', method: 'pgfs.authorization' },
    });
    await api.path.inbox.stop();
    const kept = await harness.sql(
      `SELECT problem FROM marqeta_inbox WHERE source = 'GATEWAY' AND state = 'SET_ASIDE' AND problem LIKE '%token%'`,
    );
    expect(kept.length).toBeGreaterThan(0);
  });

  test('of a card that nobody has is declined as an invalid card, and kept', async () => {
    const token = randomUUID();

    expect(await api.ask(asking({ token: 'a-card-of-nobody' }, { token }))).toMatchObject({
      status: 402,
      jit: { decline_reason: 'INVALID_CARD' },
    });
    await api.path.inbox.stop();
    expect(await harness.sql(`SELECT problem FROM marqeta_inbox WHERE token = $1`, [token])).toEqual([{ problem: 'CARD_UNKNOWN' }]);
  });

  test('of a method never heard of is declined, with a record of it', async () => {
    const { company, card } = await holder();

    expect(await api.ask(asking(card, { method: 'pgfs.teleportation' }))).toMatchObject({
      status: 402,
      jit: { method: 'pgfs.teleportation', decline_reason: 'TRANSACTION_NOT_PERMITTED' },
    });
    expect((await recordOf(company))[0]).toMatchObject({ outcome: 'DECLINED', reason: 'METHOD_UNKNOWN' });
  });

  test.each<[string, number | string, string]>([
    ['with more digits than its currency has', '129.001', 'INVALID_AMOUNT'],
    ['below zero', -5, 'INVALID_AMOUNT'],
    ['beyond all measure', '99999999999999999', 'INVALID_AMOUNT'],
  ])('for an amount %s is declined as an invalid amount', async (_what, amount, reason) => {
    const { company, card } = await holder();
    const text = JSON.stringify(asking(card, { amount: 'AMOUNT' })).replaceAll('"AMOUNT"', String(amount));

    expect(await api.ask(text)).toMatchObject({ status: 402, jit: { decline_reason: reason } });
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
  });

  test('in another currency than the card’s is declined', async () => {
    const { card } = await holder();

    expect(await api.ask(asking(card, { currency: 'EUR' }))).toMatchObject({
      status: 402,
      jit: { decline_reason: 'TRANSACTION_NOT_PERMITTED' },
    });
  });

  test('but only tells is acknowledged and applied', async () => {
    const { company, card } = await holder();
    const clearing = (fixture('webhook.authorization.clearing.force-capture')['transactions'] as Record<string, unknown>[])[0];

    const { status } = await api.ask({ ...clearing, card_token: card.token, token: randomUUID() });
    await api.path.drain();

    expect(status).toBe(200);
    expect(await company.balances()).toMatchObject({ SPENT: 2_795 });
  });
});

describe('when something is broken', () => {
  test('one question that cannot be recorded is declined alone; those that came with it are decided', async () => {
    const { company, card } = await holder();
    const other = await holder();
    const taken = randomUUID();
    await api.ask(asking(other.card, { token: taken }));
    const questions = [
      ...Array.from({ length: 5 }, () => asking(card)),
      asking(card, { jitToken: 'j'.repeat(3), token: taken, preceding: randomUUID() }),
      ...Array.from({ length: 5 }, () => asking(card)),
    ];
    // The purchase of another company under this token: the row of ours can not be written.
    (questions[5] as Record<string, unknown>)['preceding_related_transaction_token'] = taken;
    (questions[5] as Record<string, unknown>)['token'] = randomUUID();

    const answers = await Promise.all(questions.map((question) => api.ask(question)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 402, 200, 200, 200, 200, 200]);
    expect(answers[5]?.jit).toMatchObject({ decline_reason: 'TRANSACTION_NOT_PERMITTED' });
    expect(await company.transactions()).toHaveLength(10);
    expect(await harness.broken(company, other.company)).toEqual([]);
  });

  test('a company whose gate is held for long is declined in time, others are not delayed for long, and it works again after', async () => {
    const { card } = await holder();
    const other = await holder();
    const punctual = await harness.process({ decisionDeadlineMs: 1_500 });
    await api.ask(asking(card, { amount: 1 }));
    const letGo = await holdGate(card.companyId);

    const started = performance.now();
    const took = async (of: TestCard) => ({ status: (await punctual.ask(asking(of))).status, ms: performance.now() - started });
    const [blocked, free] = await Promise.all([took(card), took(other.card)]);
    await letGo();

    expect([blocked.status, free.status]).toEqual([402, 200]);
    expect(free.ms).toBeLessThan(blocked.ms);
    expect(blocked.ms).toBeLessThan(2_900);
    expect((await punctual.ask(asking(card))).status).toBe(200);
  });

  test('however many gates are held, the other companies of their lanes are approved in time', async () => {
    const [held, free] = [
      await Promise.all(Array.from({ length: 20 }, () => holder())),
      await Promise.all(Array.from({ length: 8 }, () => holder())),
    ];
    const punctual = await harness.process({ decisionDeadlineMs: 1_500 });
    for (const { card } of [...held, ...free]) await punctual.ask(asking(card, { amount: 1 }));
    const letGo = await Promise.all(held.map(({ company }) => holdGate(company.id)));

    const statusOf = async ({ card }: { card: TestCard }) => (await punctual.ask(asking(card))).status;
    const [blocked, others] = await Promise.all([Promise.all(held.map(statusOf)), Promise.all(free.map(statusOf))]);
    await Promise.all(letGo.map((end) => end()));

    expect(others).toEqual(free.map(() => 200));
    expect(blocked).toEqual(held.map(() => 402));
  });

  test('who finds the gate held waits for it while the deadline is far, and is approved once', async () => {
    const { company, card } = await holder();
    await api.ask(asking(card, { amount: 1 }));
    const letGo = await holdGate(card.companyId);

    const answers = Promise.all(Array.from({ length: 3 }, () => api.ask(asking(card, { amount: 10 }))));
    await setTimeout(700);
    await letGo();

    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await company.transactions()).toHaveLength(4);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('the questions of one company do not wait for its gate one after the other', async () => {
    const { card } = await holder();
    const punctual = await harness.process({ decisionDeadlineMs: 1_500 });
    await api.ask(asking(card, { amount: 1 }));
    const letGo = await holdGate(card.companyId);

    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 12 }, () => punctual.ask(asking(card))));
    const elapsedMs = performance.now() - started;
    await letGo();

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 402));
    expect(elapsedMs).toBeLessThan(2_900);
  });

  test('without a database the answer is a decline, in time', async () => {
    const { card } = await holder();
    const lost = await harness.process({ gatewayUrl: 'postgresql://afc_gateway:x@127.0.0.1:1/none' });

    const started = performance.now();
    const answer = await lost.ask(asking(card));

    expect(answer).toMatchObject({ status: 402, jit: { decline_reason: 'TRANSACTION_NOT_PERMITTED' } });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('connections that are cut cost one decline at most, and nothing is restarted', async () => {
    const { company, card } = await holder();
    await api.ask(asking(card));
    await harness
      .sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'afc_gateway' AND datname = current_database()`)
      .catch(() => undefined);
    const admin = new pg.Client({ connectionString: harness.database.adminUrl });
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'afc_gateway' AND datname = current_database()`,
    );
    await admin.end();

    const answers = [];
    for (let i = 0; i < 5; i += 1) answers.push((await api.ask(asking(card))).status);

    expect(answers.at(-1)).toBe(200);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('past our own deadline the answer is a decline, and nothing is held', async () => {
    const { company, card } = await holder();
    const slow = await harness.process({ decisionDeadlineMs: 0 });

    expect(await slow.ask(asking(card))).toMatchObject({ status: 402, jit: { decline_reason: 'TRANSACTION_NOT_PERMITTED' } });
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
  });

  test('an approval whose commit outlasts the deadline is answered with a decline, and its hold is released at once', async () => {
    const { company, card } = await holder();
    await company.limit('CARD', card.id, 'DAY', 20_000);
    const slow = await harness.process({ decisionDeadlineMs: 700 });
    await slow.ask(asking(card, { amount: 0 }));
    await harness.sql(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.0); RETURN NEW; END $$`);
    await harness.sql(`CREATE TRIGGER dawdle BEFORE INSERT ON authorizations FOR EACH ROW EXECUTE FUNCTION dawdle()`);

    const answer = await slow.ask(asking(card));
    await harness.sql(`DROP TRIGGER dawdle ON authorizations; DROP FUNCTION dawdle`);
    await slow.path.authorizer.stop();

    expect(answer).toMatchObject({ status: 402 });
    expect(
      await harness.sql(`SELECT outcome, release_reason FROM authorizations WHERE company_id = $1 AND amount_minor > 0`, [company.id]),
    ).toEqual([{ outcome: 'APPROVED', release_reason: 'LATE' }]);
    expect(await company.balances()).toEqual({ AVAILABLE: 1_000_000 });
    expect(await company.transactions()).toMatchObject([{ kind: 'VERIFICATION' }, { status: 'DECLINED', held: 0 }]);
    expect(await harness.broken(company)).toEqual([]);
  });

  test('more questions than can wait are declined at once', async () => {
    const { card } = await holder();
    const narrow = await harness.process({ maxQueue: 5 });

    const answers = await Promise.all(Array.from({ length: 20 }, () => narrow.ask(asking(card))));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });
});
