import { randomUUID } from 'node:crypto';
import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import fc from 'fast-check';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GATEWAY, MoneyHarness, type Process, SECRET, type TestCard, type TestCompany, WEBHOOK } from '../testing/money-harness.ts';

type Json = Record<string, unknown>;

let harness: MoneyHarness;
let api: Process;
let emulator: RunningEmulator;
let client: MarqetaClient;
/** Stands between the emulator and our webhook, and keeps what passes. */
const between = fastify({ logger: false });
let passed: Json[] = [];

const DAY_MS = 86_400_000;
/** When the story that is told began. */
let startMs = 0;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
  const ours = await api.app.listen({ port: 0, host: '127.0.0.1' });
  between.post('/', async ({ body }) => {
    await api.deliver(body as Json);
    passed.push(...(((body as Json)['transactions'] as Json[] | undefined) ?? []));
    return {};
  });
  const webhook = await between.listen({ port: 0, host: '127.0.0.1' });
  emulator = await startEmulator({
    ...{ port: 0, dataDir: ':memory:' },
    settings: { applicationToken: 'app', accessToken: 'key' },
    // Its time is moved by the test alone.
    clock: { now: () => harness.clock.now().getTime() },
  });
  client = createMarqetaClient({ baseUrl: `${emulator.url}/v3`, applicationToken: 'app', accessToken: 'key' });
  const asks = { url: `${ours}/webhooks/marqeta/auth`, basic_auth_username: GATEWAY.username, basic_auth_password: GATEWAY.password };
  await client.programGateways.create({ token: 'gw', name: 'gateway', ...asks, timeout_millis: 3_000, active: true });
  const told = { url: `${webhook}/`, basic_auth_username: WEBHOOK.username, basic_auth_password: WEBHOOK.password };
  const config = { ...told, secret: SECRET, signature_algorithm: 'HMAC_SHA_256' as const };
  await client.webhooks.create({ token: 'wh', name: 'webhook', active: true, events: ['transaction.*'], config });
  await client.users.create({ token: 'usr_maya', first_name: 'Maya' });
  await client.cardProducts.create({
    ...{ token: 'cp_virtual', name: 'Virtual', start_date: '2026-01-01' },
    config: {
      card_life_cycle: { activate_upon_issue: true },
      jit_funding: { programgateway_funding_source: { enabled: true, funding_source_token: 'gw' } },
      transaction_controls: { allow_quasi_cash: true },
      poi: { atm: true, ecommerce: true, other: { allow: true } },
    },
  });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await between.close();
  await harness.close();
});

/** What can happen to a card at the emulator. Each step answers with the token of its message. */
type Life = {
  sends(event: string, amount: number, but?: Json): Promise<string>;
  follows(token: string, event: string, amount: number, but?: Json): Promise<string>;
  days(count: number): Promise<void>;
};

const HOTEL = { mid: '551900412', mcc: '7011', name: 'BRISTLECONE INN', country_code: 'USA' };
const RESTAURANT = { mid: '440011', mcc: '5812', name: 'LANTERN ROW DINER', country_code: 'USA' };
const PUMP = { mid: '77120', mcc: '5542', name: 'MERIDIAN FUEL 0042', country_code: 'USA' };
const AIRLINE = { mid: '30260', mcc: '3260', name: 'NORTHWIND AIR', country_code: 'USA' };
const SHOP = { mid: '884120077315', mcc: '5734', name: 'CLOUDPINE SOFTWARE', country_code: 'USA' };

const at = (card_acceptor: Json, but: Json = {}): Json => ({ card_acceptor, ...but });

/**
 * Stories that merchants tell, with what they come to: state, what is held, taken, given from outside and charged, and what counts
 * in a limit on which day, all in minor units.
 */
const STORIES: readonly (readonly [what: string, story: (life: Life) => Promise<void>, comesTo: string])[] = [
  [
    'coffee, cleared two days later',
    async (life) => {
      const bought = await life.sends('authorization', 4.5, at(SHOP));
      await life.days(2);
      await life.follows(bought, 'authorization.clearing', 4.5);
    },
    'PURCHASE CLEARED 450 taken, counts 450 on day 0',
  ],
  [
    'a hotel: three nights, one more, and the minibar on the bill',
    async (life) => {
      const stay = await life.sends('authorization', 400, at(HOTEL, { is_preauthorization: true }));
      await life.days(3);
      await life.follows(stay, 'authorization.incremental', 150);
      await life.days(1);
      await life.follows(stay, 'authorization.clearing', 561.2, { is_final_clearing: true });
    },
    'PURCHASE CLEARED 56120 taken, counts 41120 on day 0, 15000 on day 3',
  ],
  [
    'a hotel that still holds a month is not over after a week',
    async (life) => {
      await life.sends('authorization', 400, at(HOTEL, { is_preauthorization: true }));
      await life.days(8);
    },
    'PURCHASE PENDING 40000 held, counts 40000 on day 0',
  ],
  [
    'a restaurant: a tip on top of what was held',
    async (life) => {
      const dinner = await life.sends('authorization', 50, at(RESTAURANT));
      await life.days(1);
      await life.follows(dinner, 'authorization.clearing', 60, { is_final_clearing: true });
    },
    'PURCHASE CLEARED 6000 taken, counts 6000 on day 0',
  ],
  [
    'a fuel pump: the most is held, an advice says how much it was, then it clears',
    async (life) => {
      const tank = await life.sends('authorization', 125, at(PUMP));
      await life.follows(tank, 'authorization.advice', 38.62);
      await life.days(1);
      await life.follows(tank, 'authorization.clearing', 38.62, { is_final_clearing: true });
    },
    'PURCHASE CLEARED 3862 taken, counts 3862 on day 0',
  ],
  [
    'a fuel pump that holds one unit and clears the tank',
    async (life) => {
      const tank = await life.sends('authorization', 1, at(PUMP));
      await life.days(1);
      await life.follows(tank, 'authorization.clearing', 62.4, { is_final_clearing: true });
    },
    'PURCHASE CLEARED 6240 taken, counts 6240 on day 0',
  ],
  [
    'an airline that clears each leg of a ticket',
    async (life) => {
      const ticket = await life.sends('authorization', 600, at(AIRLINE));
      for (const [number, amount] of [
        [1, 200],
        [2, 250],
        [3, 150],
      ] as const) {
        await life.days(1);
        await life.follows(ticket, 'authorization.clearing', amount, {
          multi_clearing_sequence_number: number,
          multi_clearing_sequence_count: 3,
        });
      }
    },
    'PURCHASE CLEARED 60000 taken, counts 60000 on day 0',
  ],
  [
    'a shop that sends half of an order and gives the rest of the hold back',
    async (life) => {
      const order = await life.sends('authorization', 250, at(SHOP));
      await life.follows(order, 'authorization.reversal', 100);
      await life.days(2);
      await life.follows(order, 'authorization.clearing', 150, { is_final_clearing: true });
    },
    'PURCHASE CLEARED 15000 taken, counts 15000 on day 0',
  ],
  [
    'a purchase that was called off',
    async (life) => {
      const order = await life.sends('authorization', 70, at(SHOP));
      await life.follows(order, 'authorization.reversal', 70);
    },
    'PURCHASE REVERSED',
  ],
  [
    'a purchase that was forgotten, and expired',
    async (life) => {
      await life.sends('authorization', 72.3, at(SHOP));
      await life.days(8);
    },
    'PURCHASE EXPIRED',
  ],
  [
    'expired, and cleared all the same, for more',
    async (life) => {
      const order = await life.sends('authorization', 72.3, at(SHOP));
      await life.days(8);
      await life.follows(order, 'authorization.clearing', 80);
    },
    'PURCHASE CLEARED 8000 taken, counts 8000 on day 0',
  ],
  [
    'called off, and cleared all the same',
    async (life) => {
      const order = await life.sends('authorization', 70, at(SHOP));
      await life.follows(order, 'authorization.reversal', 70);
      await life.days(1);
      await life.follows(order, 'authorization.clearing', 70);
    },
    'PURCHASE CLEARED 7000 taken, counts 7000 on day 0',
  ],
  [
    'cleared, and then what was cleared already is called off',
    async (life) => {
      const order = await life.sends('authorization', 70, at(SHOP));
      await life.days(1);
      await life.follows(order, 'authorization.clearing', 30, { is_final_clearing: false });
      await life.follows(order, 'authorization.reversal', 40);
    },
    'PURCHASE CLEARED 3000 taken, counts 3000 on day 0',
  ],
  [
    'a clearing that nobody was asked about',
    async (life) => {
      const earlier = await life.sends('authorization', 0, at(SHOP));
      await life.sends('authorization.clearing', 28, at(SHOP, { force_post: true, original_transaction_token: earlier }));
    },
    'PURCHASE CLEARED 2800 taken, counts 2800 on day 0 | VERIFICATION CLEARED',
  ],
  [
    'PIN debit with cash back',
    async (life) => void (await life.sends('pindebit.cashback', 74.18, at(SHOP, { cash_back_amount: 20 }))),
    'PURCHASE CLEARED 7418 taken, counts 7418 on day 0',
  ],
  [
    'cash from a machine',
    async (life) => void (await life.sends('pindebit.atm.withdrawal', 100, at({ ...SHOP, mcc: '6011' }))),
    'PURCHASE CLEARED 10000 taken, counts 10000 on day 0',
  ],
  [
    'quasi cash, cleared',
    async (life) => {
      const chips = await life.sends('authorization.quasi.cash', 40, at({ ...SHOP, mcc: '6051' }));
      await life.follows(chips, 'authorization.clearing.quasi.cash', 40);
    },
    'PURCHASE CLEARED 4000 taken, counts 4000 on day 0',
  ],
  [
    'money sent to an account elsewhere, in one message, and back',
    async (life) => {
      const sent = await life.sends('account.funding.auth_plus_capture', 90, at({ ...SHOP, mcc: '4829' }));
      await life.follows(sent, 'account.funding.auth_plus_capture.reversal', 90);
    },
    'PURCHASE REVERSED',
  ],
  [
    'money sent to an account elsewhere, in two messages',
    async (life) => {
      const sent = await life.sends('account.funding.authorization', 90, at({ ...SHOP, mcc: '4829' }));
      await life.follows(sent, 'account.funding.authorization.clearing', 90);
    },
    'PURCHASE CLEARED 9000 taken, counts 9000 on day 0',
  ],
  [
    'money from outside',
    async (life) => {
      const sent = await life.sends('original.credit.authorization', 310, at(SHOP));
      await life.follows(sent, 'original.credit.authorization.clearing', 310);
    },
    'CREDIT CLEARED 31000 given',
  ],
  [
    'money from outside that was withdrawn',
    async (life) => {
      const sent = await life.sends('original.credit.auth_plus_capture', 310, at(SHOP));
      await life.follows(sent, 'original.credit.auth_plus_capture.reversal', 310);
    },
    'CREDIT REVERSED',
  ],
  [
    'a refund that names what it gives back, before that has cleared',
    async (life) => {
      const order = await life.sends('authorization', 129, at(SHOP));
      await life.days(1);
      await life.follows(order, 'refund', 29, at(SHOP));
      await life.days(1);
      await life.follows(order, 'authorization.clearing', 129, { is_final_clearing: true });
    },
    'PURCHASE CLEARED 12900 taken, counts 10000 on day 0 | REFUND CLEARED -2900 taken',
  ],
  [
    'a refund announced, and come',
    async (life) => {
      const refund = await life.sends('refund.authorization', 42, at(SHOP));
      await life.days(1);
      await life.follows(refund, 'refund.authorization.clearing', 42);
    },
    'REFUND CLEARED -4200 taken',
  ],
  [
    'a refund announced, and withdrawn',
    async (life) => {
      const refund = await life.sends('refund.authorization', 42, at(SHOP));
      await life.follows(refund, 'refund.authorization.reversal', 42);
    },
    'REFUND REVERSED',
  ],
  [
    'a purchase abroad that clears at another rate',
    async (life) => {
      const euro = (original_amount: number, conversion_rate: number): Json => ({
        currency_conversion: { original_amount, conversion_rate, original_currency_code: '978' },
      });
      const bought = await life.sends('authorization', 215.48, at(SHOP, euro(198.5, 1.085542)));
      await life.days(2);
      await life.follows(bought, 'authorization.clearing', 216.02, { ...euro(198.5, 1.088262), is_final_clearing: true });
    },
    'PURCHASE CLEARED 21602 taken, counts 21602 on day 0, 19850 EUR at 1.088262',
  ],
];

/** A company with a card that the emulator knows by the same token, and a limit that counts. */
async function fresh(): Promise<{ company: TestCompany; card: TestCard }> {
  const company = await harness.company({ timeZone: 'UTC' });
  const card = await company.card();
  await company.limit('CARD', card.id, 'DAY', 100_000_000);
  return { company, card };
}

function lifeOf(card: TestCard, sent: string[]): Life {
  const simulate = async (event: string, body: Json): Promise<string> => {
    const response = await fetch(`${emulator.url}/v3/simulations/cardtransactions/${event}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('app:key').toString('base64')}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { transaction } = (await response.json()) as { transaction?: Json };
    if (transaction === undefined || transaction['state'] === 'DECLINED') throw new Error(`${event} did not happen`);
    harness.clock.advance(60_000);
    sent.push(transaction['token'] as string);
    return transaction['token'] as string;
  };
  return {
    sends: (event, amount, but = {}) => simulate(event, { card_token: card.token, amount, ...but }),
    follows: (token, event, amount, but = {}) => simulate(event, { preceding_related_transaction_token: token, amount, ...but }),
    async days(count) {
      harness.clock.advance(count * DAY_MS);
      await whatIsDue();
    },
  };
}

async function tell(card: TestCard, story: (life: Life) => Promise<void>): Promise<Json[]> {
  // Time goes on from story to story: each begins on the morning of a day of its own.
  startMs = Math.ceil(harness.clock.now().getTime() / DAY_MS) * DAY_MS + 9 * 3_600_000;
  harness.clock.set(new Date(startMs));
  passed = [];
  await client.cards.create({ token: card.token, user_token: 'usr_maya', card_product_token: 'cp_virtual' });
  const sent: string[] = [];
  await story(lifeOf(card, sent));
  await waitForDeliveries(sent);
  return passed.filter((message) => message['card_token'] === card.token);
}

/** Until the emulator has told what it was made to send, and what fell due by itself. */
async function waitForDeliveries(sent: readonly string[]): Promise<void> {
  await whatIsDue();
  for (let tries = 0; tries < 1_500; tries += 1) {
    const heard = new Set(passed.map((message) => message['token']));
    if (sent.every((token) => heard.has(token))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the emulator did not tell everything');
}

/** Its time is ours: it is only made to look. */
async function whatIsDue(): Promise<void> {
  const answered = await fetch(`${emulator.url}/control/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'PT1S' }),
  });
  if (!answered.ok) throw new Error(`the emulator's clock: ${answered.status}`);
}

type Row = {
  kind: string;
  status: string;
  held: string;
  taken: string;
  given: string;
  fees: string;
  part_at: Date[];
  part_minor: string[];
  original_minor: string | null;
  original_currency: string | null;
  conversion_rate: string | null;
};

async function comesTo({ id }: TestCompany): Promise<string> {
  const rows = await harness.sql<Row>(
    `SELECT kind, status, held_minor AS held, cleared_minor AS taken, credited_minor AS given, fees_minor AS fees, part_at, part_minor,
            original_minor, original_currency, conversion_rate FROM transactions WHERE company_id = $1 ORDER BY kind, transacted_at`,
    [id],
  );
  return rows.map(wordsOf).join(' | ');
}

function wordsOf(row: Row): string {
  const amounts = [
    [row.held, 'held'],
    [row.taken, 'taken'],
    [row.given, 'given'],
    [row.fees, 'charged'],
  ].flatMap(([minor, word]) => (minor === '0' ? [] : [`${minor} ${word}`]));
  const days = new Map<number, bigint>();
  row.part_at.forEach((moment, i) => {
    const day = Math.floor((moment.getTime() - startMs) / DAY_MS);
    days.set(day, (days.get(day) ?? 0n) + BigInt(row.part_minor[i] ?? '0'));
  });
  const counts = [...days].map(([day, minor]) => `${minor} on day ${day}`);
  const parts = [
    ...amounts,
    ...(counts.length === 0 ? [] : [`counts ${counts.join(', ')}`]),
    ...(row.original_minor === null ? [] : [`${row.original_minor} ${row.original_currency} at ${row.conversion_rate}`]),
  ];
  return [`${row.kind} ${row.status}`, parts.join(', ')].filter(Boolean).join(' ');
}

/** The same messages of another card: every token that Marqeta gave is another one. */
function ofAnother(card: TestCard, from: TestCard, messages: readonly Json[]): Json[] {
  const tokens = new Map([[from.token, card.token]]);
  const text = JSON.stringify(messages).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (token) => {
    const other = tokens.get(token) ?? randomUUID();
    tokens.set(token, other);
    return other;
  });
  return JSON.parse(text) as Json[];
}

async function standing(company: TestCompany): Promise<unknown> {
  const counters = await harness.sql(
    `SELECT starts_on::text, amount_minor::text FROM spend_counters WHERE company_id = $1 AND amount_minor <> 0 ORDER BY starts_on`,
    [company.id],
  );
  return { purchases: await comesTo(company), balances: await company.balances(), counters, broken: await harness.broken(company) };
}

const RUNS = process.env['LONG'] === '1' ? 40 : 3;

describe('told by the emulator, asked and heard by us', () => {
  test.each(STORIES)(
    '%s',
    async (_what, story, expected) => {
      const { company, card } = await fresh();

      const messages = await tell(card, story);

      expect(await comesTo(company)).toBe(expected);
      expect(await harness.broken(company)).toEqual([]);
      const straight = await standing(company);
      const deliveries = fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 });
      await fc.assert(
        fc.asyncProperty(deliveries, fc.array(fc.integer({ min: 1, max: 4 })), async (shuffled, sizes) => {
          const other = await fresh();
          const said = ofAnother(other.card, card, shuffled);
          for (const size of [...sizes, said.length]) {
            const batch = said.splice(0, size);
            if (batch.length > 0) await api.deliver({ transactions: batch });
          }

          expect(await standing(other.company)).toEqual(straight);
        }),
        { numRuns: RUNS },
      );
    },
    60_000,
  );
});
