import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { asking, MoneyHarness, type Process, type TestCard, type TestCompany, told } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let api: Process;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
});
afterAll(() => harness.close());

const RUNS = process.env['LONG'] === '1' ? 500 : 25;

type Said = { readonly fixture: string; readonly but: Record<string, unknown> };

/** What a merchant and a network may make of one purchase, as Marqeta would tell it. Tokens are numbers until a card is there. */
const said = fc
  .record({
    amount: fc.integer({ min: 100, max: 90_000 }),
    root: fc.constantFrom('PENDING', 'DECLINED'),
    increment: fc.option(fc.integer({ min: 100, max: 50_000 })),
    reversal: fc.option(fc.record({ amount: fc.integer({ min: 100, max: 90_000 }), state: fc.constantFrom('PENDING', 'CLEARED') })),
    clearings: fc.array(fc.record({ amount: fc.integer({ min: 100, max: 95_000 }), last: fc.boolean() }), { maxLength: 2 }),
    expires: fc.boolean(),
    refund: fc.option(fc.integer({ min: 100, max: 90_000 })),
  })
  .map(({ amount, root, increment, reversal, clearings, expires, refund }): Said[] => {
    const at = (day: number): string => new Date(Date.parse('2026-03-02T09:15:05Z') + day * 86_400_000).toISOString();
    const sum = (minor: number): Record<string, unknown> => ({ amount: minor / 100, request_amount: minor / 100 });
    const on = (token: string, day: number): Record<string, unknown> => ({
      token,
      preceding_related_transaction_token: 'root',
      user_transaction_time: at(day),
    });
    const messages: Said[] = [
      { fixture: 'webhook.authorization.approved', but: { token: 'root', state: root, user_transaction_time: at(0), ...sum(amount) } },
    ];
    if (increment !== null)
      messages.push({ fixture: 'webhook.authorization.incremental', but: { ...on('increment', 1), ...sum(increment) } });
    if (reversal !== null)
      messages.push({
        fixture: 'webhook.authorization.reversal.partial',
        but: { ...on('reversal', 2), state: reversal.state, ...sum(reversal.amount) },
      });
    clearings.forEach((one, i) =>
      messages.push({
        fixture: 'webhook.authorization.clearing',
        but: { ...on(`clearing-${i}`, 3 + i), is_final_clearing: one.last, ...sum(one.amount) },
      }),
    );
    if (expires) messages.push({ fixture: 'webhook.authorization.reversal.issuerexpiration', but: on('expiry', 7) });
    if (refund !== null) messages.push({ fixture: 'webhook.refund', but: { ...on('refund', 9), ...sum(refund) } });
    return messages;
  });

function spoken(card: TestCard, prefix: string, { fixture, but }: Said): Record<string, unknown> {
  const own = Object.fromEntries(
    Object.entries(but).map(([name, value]) => [name, name.endsWith('token') ? `${prefix}${String(value)}` : value]),
  );
  return told(card, fixture, own);
}

async function stateOf(company: TestCompany): Promise<unknown> {
  const purchases = await harness.sql(
    `SELECT kind, status, amount_minor::text, held_minor::text, cleared_minor::text, refunded_minor::text, part_at, part_minor, unconfirmed, transacted_at, merchant_name
       FROM transactions WHERE company_id = $1 ORDER BY kind`,
    [company.id],
  );
  const counters = await harness.sql(
    `SELECT period, starts_on::text, amount_minor::text FROM spend_counters WHERE company_id = $1 AND amount_minor <> 0 ORDER BY period, starts_on`,
    [company.id],
  );
  return { purchases, counters, balances: await company.balances() };
}

async function fresh(): Promise<{ company: TestCompany; card: TestCard; prefix: string }> {
  const company = await harness.company();
  const card = await company.card();
  await company.limit('CARD', card.id, 'DAY', 1_000_000);
  await company.limit('CARD', card.id, 'MONTH', 9_000_000);
  return { company, card, prefix: randomUUID().slice(0, 18) };
}

test('any order and repetition of what is told ends in one state, one set of balances and counters, one by one or in one batch', async () => {
  await fc.assert(
    fc.asyncProperty(
      said.chain((messages) =>
        fc.record({
          messages: fc.constant(messages),
          shuffled: fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 }),
        }),
      ),
      async ({ messages, shuffled }) => {
        const straight = await fresh();
        for (const one of messages) await api.deliver(spoken(straight.card, straight.prefix, one));
        const mixed = await fresh();
        for (const one of shuffled) await api.deliver(spoken(mixed.card, mixed.prefix, one));
        const together = await fresh();
        const body = { transactions: shuffled.flatMap((one) => spoken(together.card, together.prefix, one)['transactions'] as object[]) };
        await api.deliver(body);

        const expected = await stateOf(straight.company);
        expect(await stateOf(mixed.company)).toEqual(expected);
        expect(await stateOf(together.company)).toEqual(expected);
        expect(await harness.broken(straight.company, mixed.company, together.company)).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
}, 600_000);

test('the same purchases decided one by one and all at once end alike', async () => {
  const purchase = fc.record({
    minor: fc.integer({ min: 1, max: 9_000 }),
    mcc: fc.constantFrom('5734', '5812'),
    day: fc.integer({ min: 0, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(purchase, { minLength: 1, maxLength: 25 }), async (purchases) => {
      const outcomes: string[][] = [];
      const states: unknown[] = [];
      for (const together of [false, true]) {
        const company = await harness.company({ funds: 60_000 });
        const card = await company.card();
        await company.limit('CARD', card.id, 'DAY', 15_000);
        await company.limit('COMPANY', null, 'WEEK', 40_000);
        await company.control('PERSON', card.userId, 'MCC_BLOCK', { mccs: ['5812'] });
        const questions = purchases.map(({ minor, mcc, day }) =>
          asking(card, { amount: minor / 100, mcc, at: new Date(harness.clock.now().getTime() + day * 86_400_000).toISOString() }),
        );
        // The card is known from here on, so that all questions go to one lane in their order.
        await api.ask(asking(card, { amount: 0 }));
        const answers: { jit: Record<string, unknown> }[] = [];
        if (together) answers.push(...(await Promise.all(questions.map((question) => api.ask(question)))));
        else for (const question of questions) answers.push(await api.ask(question));
        outcomes.push(answers.map(({ jit }) => (jit['decline_reason'] as string | undefined) ?? 'APPROVED'));
        states.push({ balances: await company.balances(), broken: await harness.broken(company) });
      }
      expect(outcomes[1]).toEqual(outcomes[0]);
      expect(states[1]).toEqual(states[0]);
      expect(states[0]).toMatchObject({ broken: [] });
    }),
    { numRuns: RUNS },
  );
}, 600_000);

const DISPUTE = ['opened', 'reversal', 'provisional-credit', 'provisional-debit', 'completed'] as const;

test('what a dispute gives and takes is booked beside its purchase, whatever the order and the repeats', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...DISPUTE, ...DISPUTE], { minLength: DISPUTE.length * 2 }), async (steps) => {
      const { company, card, prefix } = await fresh();
      const root = `${prefix}root`;
      const clearing = { token: `${prefix}clearing`, preceding_related_transaction_token: root };
      await api.deliver(told(card, 'webhook.authorization.approved', { token: root }));
      await api.deliver(told(card, 'webhook.authorization.clearing', clearing));
      const before = await company.balances();

      for (const step of steps)
        await api.deliver(
          told(card, `webhook.chargeback.${step}`, { token: `${prefix}${step}`, preceding_related_transaction_token: clearing.token }),
        );

      expect(await company.balances()).toEqual({ ...before, AVAILABLE: (before['AVAILABLE'] ?? 0) + 12_900, DISPUTES: -12_900 });
      expect(await company.transactions()).toMatchObject([{ status: 'CLEARED', cleared: 12_900 }]);
      expect(await harness.broken(company)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

test('a dispute of a purchase that nobody here knows is kept for somebody to look at', async () => {
  const { company, card, prefix } = await fresh();

  await api.deliver(
    told(card, 'webhook.chargeback.opened', { token: `${prefix}opened`, preceding_related_transaction_token: `${prefix}none` }),
  );

  expect(await company.transactions()).toEqual([]);
  expect(await harness.sql(`SELECT state, problem FROM marqeta_inbox WHERE token = $1`, [`${prefix}opened`])).toEqual([
    { state: 'KEPT', problem: 'PURCHASE_UNKNOWN' },
  ]);
});

test('what could not be applied for a while is applied as soon as it can be, with nobody to ask for it', async () => {
  const company = await harness.company();
  const card = await company.card();
  const holding = await harness.owner.connect();
  try {
    await holding.query('BEGIN');
    await holding.query('SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE', [company.id]);

    await expect(api.deliver(told(card, 'webhook.authorization.approved', { token: randomUUID() }))).rejects.toThrow('lock timeout');
  } finally {
    await holding.query('ROLLBACK');
    holding.release();
  }

  const applied = () => harness.sql(`SELECT 1 FROM transactions WHERE company_id = $1`, [company.id]);
  await vi.waitFor(async () => expect(await applied()).toHaveLength(1), { timeout: 10_000, interval: 50 });
});
