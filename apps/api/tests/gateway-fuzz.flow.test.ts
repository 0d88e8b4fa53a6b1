import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basicAuthorization, signWebhook } from '@afc/marqeta';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { randomFrom } from '../src/platform/random.ts';
import { ApiProcess } from '../src/testing/api-process.ts';
import { drawSteps, fewestSteps, mutate, type Step, type Wire } from '../src/testing/fuzz/mutate.ts';
import { type Reading, readStrictly } from '../src/testing/fuzz/strict-reading.ts';
import { asking, fixture, GATEWAY, MoneyHarness, SECRET, type TestCard, type TestCompany, WEBHOOK } from '../src/testing/money-harness.ts';

const LONG = process.env['LONG'] === '1';
/** The long run looks for what was not seen yet; the short one keeps what was. */
const SEED = Number(process.env['SEED'] ?? (LONG ? Math.trunc(Math.random() * 2 ** 31) : 1));
const QUESTIONS = LONG ? 10_000 : 2_000;
const DELIVERIES = LONG ? 5_000 : 600;
const TIME_MS = LONG ? 900_000 : 300_000;
const AT_ONCE = 16;
/** Marqeta gives up after 3 s; a machine busy with other tests gets some more. */
const HANG_MS = 10_000;
/** In turn with each good question, of a card that was not seen before. */
const GOOD_EVERY = 100;

const FIXTURES = readdirSync(new URL('../../../packages/marqeta/fixtures', import.meta.url))
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => name.slice(0, -'.json'.length));
const QUESTIONS_OF_MARQETA = FIXTURES.filter((name) => name.startsWith('jit-request.'));
const DELIVERIES_OF_MARQETA = FIXTURES.filter((name) => name.startsWith('webhook.') || name.startsWith('pair.'));

/** Those that wire-format §13.3 has the gateway asked about, less the two that no card programme uses. */
const ASKED =
  /^pgfs\.(authorization(\.(incremental|account_verification|cashback|quasi\.cash))?|atm\.withdrawal|auth_plus_capture|balanceinquiry|refund\.authorization|original\.credit\.(authorization|auth_plus_capture)|billpayment|pindebit(\.(authorization|cashback|atm\.withdrawal|quasi\.cash|balanceinquiry))?)$/;
/** What is only told: a 200 says that it was heard, and approves nothing. */
const TOLD =
  /^pgfs\..*(capture|clearing|advice|reversal|chargeback|standin)|^pgfs\.(force_capture|refund|pindebit\.refund|dispute\.|adjustment\.|directdeposit\.|atm\.clearing|authorization\.clearing)/;

let harness: MoneyHarness;
let api: ApiProcess;
/** Whose cards the mutated messages name, and another that has nothing to do with it. */
let company: TestCompany;
let bystander: TestCompany;
let cards: TestCard[];

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await ApiProcess.start(harness.database.urls, { ROLE: 'all' });
  company = await harness.company({ funds: 10 ** 15 });
  bystander = await harness.company();
  cards = await Promise.all(Array.from({ length: 20 }, () => company.card()));
  await company.limit('COMPANY', null, 'DAY', 10 ** 15);
  await company.limit('CARD', cards[0]?.id ?? null, 'MONTH', 10 ** 15);
});
afterAll(async () => {
  await api.stop();
  await harness.close();
});

type Answer = { readonly status: number; readonly text: string };

async function post(path: string, { body, headers }: Wire): Promise<Answer> {
  const response = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { ...headers },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(HANG_MS),
  });
  return { status: response.status, text: await response.text() };
}

const cardOf = (random: () => number): TestCard => cards[Math.floor(random() * cards.length)] as TestCard;

/** What is wrong with the answer to a question; null when nothing is. */
function wrongWith({ body, headers }: Wire, { status, text }: Answer, approved: (reading: Reading) => void): string | null {
  if (status >= 500) return `answered ${status}`;
  if (status !== 200) return null;
  if (headers['authorization'] !== basicAuthorization(GATEWAY)) return 'approved a caller who is not Marqeta';
  const answer = (JSON.parse(text) as { jit_funding: Record<string, unknown> }).jit_funding;
  if (TOLD.test(String(answer['method'])) && !ASKED.test(String(answer['method']))) return null;
  const reading = readStrictly(body);
  if (reading === null) return 'approved what cannot be read';
  if (!ASKED.test(reading.method)) return `approved ${reading.method}`;
  if (!cards.some(({ token }) => token === reading.cardToken)) return `approved card ${reading.cardToken}`;
  if (reading.currency !== company.currency) return `approved ${reading.currency}`;
  const echoed = { token: answer['token'], method: answer['method'], minor: Math.round(Number(answer['amount']) * 100) };
  const asked = { token: reading.jitToken, method: reading.method, minor: Number(reading.minor) };
  if (JSON.stringify(echoed) !== JSON.stringify(asked)) return `answered ${JSON.stringify(echoed)} to ${JSON.stringify(asked)}`;
  approved(reading);
  return null;
}

/** A question of Marqeta's, of a card of ours, changed by the steps; each call has tokens of its own. */
function questionOf(name: string, card: TestCard, steps: readonly Step[]): Wire {
  const wire = mutate(asking(card, name.includes('incremental') ? { preceding: randomUUID() } : {}, name), steps);
  return { body: wire.body, headers: { authorization: basicAuthorization(GATEWAY), ...wire.headers } };
}

function deliveryOf(name: string, card: TestCard, steps: readonly Step[]): Wire {
  const body = fixture(name);
  // Two messages are of one purchase only when a mutation makes them so.
  const own = (): Record<string, string> => ({ card_token: card.token, token: randomUUID() });
  for (const items of Object.values(body))
    for (const item of Array.isArray(items) ? (items as Record<string, unknown>[]) : []) {
      Object.assign(item, own());
      if ('preceding_related_transaction_token' in item) item['preceding_related_transaction_token'] = randomUUID();
    }
  const wire = mutate(body, steps);
  const signature = signWebhook(SECRET, 'HMAC_SHA_256', wire.body);
  return { body: wire.body, headers: { authorization: basicAuthorization(WEBHOOK), 'x-marqeta-signature': signature, ...wire.headers } };
}

const MOST_FAILURES = 5;

/** Runs `one` for each number, some at once, until a few have told what is wrong. */
async function each(count: number, one: (i: number) => Promise<string | null>): Promise<string[]> {
  let next = 0;
  const wrong: string[] = [];
  const run = async (): Promise<void> => {
    while (next < count && wrong.length < MOST_FAILURES) {
      const i = next;
      next += 1;
      const what = await one(i);
      if (what !== null) wrong.push(what);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
  return wrong;
}

/** The words in which a failure is told: with the fewest changes that still bring it about. */
async function told(
  what: string,
  steps: readonly Step[],
  wireOf: (steps: readonly Step[]) => Wire,
  check: (wire: Wire) => Promise<string | null>,
) {
  const fewest = await fewestSteps(steps, async (some) => (await check(wireOf(some))) !== null);
  const { body, headers } = wireOf(fewest);
  return `${what}\n${JSON.stringify(fewest)}\n${JSON.stringify(headers)}\n${body.toString('utf8').slice(0, 2_000)}`;
}

/** Of what is longer, the answer may not be read any more by one who is still writing. */
const BODY_LIMITS = {
  '/webhooks/marqeta/auth': 128 * 1024,
  '/webhooks/marqeta/transaction': 1024 * 1024,
  '/webhooks/marqeta/card': 1024 * 1024,
};

async function checked(path: keyof typeof BODY_LIMITS, wire: Wire, judge: (answer: Answer) => string | null): Promise<string | null> {
  try {
    return judge(await post(path, wire));
  } catch (error) {
    return wire.body.length > BODY_LIMITS[path] ? null : `no answer: ${String(error)}`;
  }
}

/** A card that no process has seen, and a purchase that nothing is wrong with. One that waited for a busy machine is asked again. */
async function good(): Promise<string | null> {
  for (;;) {
    const question = asking(await bystander.card(), { amount: '1.00' });
    const began = performance.now();
    const decision = await api.ask(question);
    if (decision === 'APPROVED') return null;
    if (performance.now() - began < 2_000) return `a good question got ${decision}`;
  }
}

/** Approvals that the books do not have as they were read, and those of the books that were not answered so. */
async function unlike(answered: ReadonlyMap<string, Reading>): Promise<string[]> {
  const rows = await harness.sql<{ jit: string; token: string; card: string; currency: string; minor: string }>(
    `SELECT a.jit_token AS jit, a.transaction_token AS token, c.marqeta_card_token AS card, a.currency, a.amount_minor AS minor
       FROM authorizations a JOIN cards c ON c.company_id = a.company_id AND c.id = a.card_id WHERE a.outcome = 'APPROVED' AND a.company_id = $1`,
    [company.id],
  );
  // A mutation may give one question the token that is another's jit token.
  const [byJit, byToken] = [new Map(rows.map((row) => [row.jit, row])), new Map(rows.map((row) => [row.token, row]))];
  return [...answered.values()].flatMap((reading) => {
    const row = byJit.get(reading.jitToken) ?? byToken.get(reading.transactionToken);
    const [said, done] = [
      [reading.cardToken, reading.currency, String(reading.minor)].join(' '),
      [row?.card, row?.currency, row?.minor].join(' '),
    ];
    return said === done ? [] : [`${reading.jitToken}: answered ${said}, kept ${done}`];
  });
}

test(
  `${QUESTIONS} mutated questions: never an error status, never a hang, never an approval of what was not understood`,
  async () => {
    onTestFailed(() => void process.stderr.write(`SEED=${SEED} repeats the fuzz.\n`));
    const approvals = new Map<string, Reading>();
    const counts: Record<string, number> = {};
    const check = (wire: Wire): Promise<string | null> =>
      checked('/webhooks/marqeta/auth', wire, (answer) => {
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
        return wrongWith(wire, answer, (reading) => approvals.set(reading.jitToken, reading));
      });

    const wrong = await each(QUESTIONS, async (i) => {
      if (i % GOOD_EVERY === GOOD_EVERY - 1) return good();
      const random = randomFrom(SEED + i);
      const [name, card] = [QUESTIONS_OF_MARQETA[i % QUESTIONS_OF_MARQETA.length] ?? '', cardOf(random)];
      const steps = drawSteps(random);
      const wireOf = (some: readonly Step[]): Wire => questionOf(name, card, some);
      const what = await check(wireOf(steps));
      return what === null ? null : told(`${name}: ${what}`, steps, wireOf, check);
    });

    expect(wrong).toEqual([]);
    expect(counts[200]).toBeGreaterThan(QUESTIONS / 10);
    expect(counts[402]).toBeGreaterThan(QUESTIONS / 10);
    expect(counts[400]).toBeGreaterThan(QUESTIONS / 50);
    expect(await unlike(approvals)).toEqual([]);
    expect(await harness.broken(company, bystander)).toEqual([]);
  },
  TIME_MS,
);

test(
  `${DELIVERIES} mutated deliveries: never an error of ours, never a hang, and the books balance afterwards`,
  async () => {
    onTestFailed(() => void process.stderr.write(`SEED=${SEED} repeats the fuzz.\n`));
    const counts: Record<string, number> = {};

    const wrong = await each(DELIVERIES, async (i) => {
      if (i % GOOD_EVERY === GOOD_EVERY - 1) return good();
      const random = randomFrom(SEED - i);
      const [name, card] = [DELIVERIES_OF_MARQETA[i % DELIVERIES_OF_MARQETA.length] ?? '', cardOf(random)];
      const path = i % 3 === 0 ? '/webhooks/marqeta/card' : '/webhooks/marqeta/transaction';
      const check = (wire: Wire): Promise<string | null> =>
        checked(path, wire, ({ status }) => {
          counts[status] = (counts[status] ?? 0) + 1;
          return status >= 500 ? `answered ${status}` : null;
        });
      const steps = drawSteps(random);
      const wireOf = (some: readonly Step[]): Wire => deliveryOf(name, card, some);
      const what = await check(wireOf(steps));
      return what === null ? null : told(`${name}: ${what}`, steps, wireOf, check);
    });

    expect(wrong).toEqual([]);
    expect(counts[200]).toBeGreaterThan(DELIVERIES / 4);
    expect(counts[400]).toBeGreaterThan(DELIVERIES / 50);
    await expect.poll(() => harness.sql(`SELECT id FROM marqeta_inbox WHERE state = 'PENDING'`), { timeout: 30_000 }).toEqual([]);
    // Mutated times make purchases last longer than the sixty days over which counters are counted again: what they count is left out.
    const broken = await harness.broken(company, bystander);
    expect(broken.filter((one) => !one.startsWith('COUNTERS_EQUAL_RECOUNT'))).toEqual([]);
    expect(await good()).toBeNull();
  },
  TIME_MS,
);
