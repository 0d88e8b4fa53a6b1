import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiProcess } from '../src/testing/api-process.ts';
import { asking, MoneyHarness, type TestCard, type TestCompany, told } from '../src/testing/money-harness.ts';

let harness: MoneyHarness;
let processes: readonly [ApiProcess, ApiProcess];

beforeAll(async () => {
  harness = await MoneyHarness.open();
});
beforeEach(async () => {
  const { urls } = harness.database;
  processes = await Promise.all([ApiProcess.start(urls, { ROLE: 'all' }), ApiProcess.start(urls)]);
});
afterEach(() => Promise.all(processes.map((one) => one.stop())));
afterAll(() => harness.close());

type Decision = Awaited<ReturnType<ApiProcess['ask']>>;

const AT_ONCE = 1_000;
/** On a machine that other tests keep busy, most are late at first, and try again. */
const RUSH_MS = 300_000;

/** All at once, half of them at each process; every fourth that is approved clears. */
function buyAll(count: number, cards: readonly TestCard[], amount: string): Promise<Decision[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const [card, api] = [cards[i % cards.length] as TestCard, processes[i % 2 === 0 ? 0 : 1]];
      const token = randomUUID();
      const decision = await api.ask(asking(card, { token, amount }));
      if (decision === 'APPROVED' && i % 4 === 0) await api.tell(cleared(card, token, Number(amount)));
      return decision;
    }),
  );
}

function cleared(card: TestCard, token: string, amount: number): Record<string, unknown> {
  const clearing = { token: randomUUID(), preceding_related_transaction_token: token, amount, request_amount: amount };
  return told(card, 'webhook.authorization.clearing', { ...clearing, is_final_clearing: true });
}

/** All at once, and those whom a slow machine declined for the deadline try again, as at a till: in the end only the rule has refused. */
async function buyUntilRefused(company: TestCompany, cards: readonly TestCard[], amount: string): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (let left = AT_ONCE; left > 0; ) {
    const answers = await buyAll(left, cards, amount);
    decisions.push(...answers.filter((decision) => decision !== 'TRANSACTION_NOT_PERMITTED'));
    left = AT_ONCE - decisions.length;
  }
  return [...decisions, ...(await fillUp(company, cards, amount, decisions))];
}

/** A yes that came too late is taken back, and leaves room at a limit at which others were refused meanwhile: it is filled one by one. */
async function fillUp(
  company: TestCompany,
  cards: readonly TestCard[],
  amount: string,
  decisions: readonly Decision[],
): Promise<Decision[]> {
  await expect.poll(() => taken(company), { timeout: 30_000 }).toBe(approvals(decisions) * Number(amount) * 100);
  const more: Decision[] = [];
  for (let refused = 0; refused < 3; ) {
    const [decision = null] = await buyAll(1, cards, amount);
    refused = decision === 'APPROVED' ? 0 : refused + 1;
    more.push(decision);
  }
  return more.filter((decision) => decision !== 'TRANSACTION_NOT_PERMITTED');
}

async function taken(company: TestCompany): Promise<number> {
  const { HELD = 0, SPENT = 0 } = await company.balances();
  return HELD + SPENT;
}

/** While `work` goes on, a control of the same company is edited, and other cards of it are frozen and unfrozen, ten at a time. */
async function amidEdits<T>(company: TestCompany, [card]: readonly TestCard[], work: () => Promise<T>): Promise<T> {
  const others = await Promise.all(Array.from({ length: 10 }, () => company.card()));
  const limit = await company.limit('PERSON', card?.userId ?? null, 'MONTH', 10 ** 9);
  let isOver = false;
  const edit = async (): Promise<void> => {
    for (let i = 1; !isOver; i += 1) {
      await harness.sql(EDIT, [
        company.id,
        limit,
        String(10 ** 9 + i),
        others.map(({ id }) => id),
        ...(i % 2 === 0 ? ['ACTIVE', null] : ['SUSPENDED', 'ADMIN']),
      ]);
      await sleep(50);
    }
  };
  const editing = edit();
  try {
    return await work();
  } finally {
    isOver = true;
    await editing;
  }
}

/** As commands do it: under the gate, whose version moves. */
const EDIT = `
WITH gate AS MATERIALIZED (
  UPDATE company_gates SET controls_version = controls_version + 1 WHERE company_id = $1 RETURNING company_id
), edited AS (
  UPDATE spending_controls s SET config = jsonb_set(s.config, '{amountMinor}', to_jsonb($3::text)), version = s.version + 1
    FROM gate WHERE s.company_id = gate.company_id AND s.id = $2
)
UPDATE cards c SET status = $5, frozen_with = $6 FROM gate WHERE c.company_id = gate.company_id AND c.id = ANY ($4)`;

const approvals = (decisions: readonly Decision[]): number => decisions.filter((decision) => decision === 'APPROVED').length;

/** Once the clearings are applied: what was approved is held or spent, the books balance, and nobody waited for another in a circle. */
async function expectTaken(company: TestCompany, minor: number): Promise<void> {
  await expect.poll(() => harness.sql(`SELECT id FROM marqeta_inbox WHERE state = 'PENDING'`), { timeout: 30_000 }).toEqual([]);
  expect(await taken(company)).toBe(minor);
  expect(await harness.broken(company)).toEqual([]);
  expect(await harness.sql('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')).toEqual([{ deadlocks: 0 }]);
}

test(
  `${AT_ONCE} simultaneous purchases at a limit, asked of two processes amid edits: exactly what fits is approved`,
  async () => {
    const company = await harness.company({ funds: 100_000_000 });
    const cards = await Promise.all(Array.from({ length: 5 }, () => company.card()));
    await company.limit('COMPANY', null, 'DAY', 456_789);

    const answers = await amidEdits(company, cards, () => buyUntilRefused(company, cards, '10.00'));

    expect(new Set(answers)).toEqual(new Set(['APPROVED', 'AMOUNT_LIMIT_EXCEEDED']));
    expect(approvals(answers)).toBe(456);
    await expectTaken(company, 456_000);
  },
  RUSH_MS,
);

test(
  `${AT_ONCE} simultaneous purchases on a single-use card, asked of two processes amid edits: one is approved`,
  async () => {
    const company = await harness.company({ funds: 100_000_000 });
    const card = await company.card();
    await company.control('CARD', card.id, 'COUNT_LIMIT', { window: 'LIFETIME', count: 1 });

    // A count is refused with the reason that lateness has as well: nobody tries again.
    const rush = await amidEdits(company, [card], () => buyAll(AT_ONCE, [card], '10.00'));
    const answers = [...rush, ...(await fillUp(company, [card], '10.00', rush))];

    expect(answers).not.toContain(null);
    expect(approvals(answers)).toBe(1);
    await expectTaken(company, 1_000);
  },
  RUSH_MS,
);

test(
  `${AT_ONCE} simultaneous purchases at the last of the funds, asked of two processes amid edits: exactly what fits is approved`,
  async () => {
    const company = await harness.company({ funds: 377_777 });
    const card = await company.card();

    const answers = await amidEdits(company, [card], () => buyUntilRefused(company, [card], '7.00'));

    expect(answers).not.toContain(null);
    expect(approvals(answers)).toBe(539);
    await expectTaken(company, 377_300);
  },
  RUSH_MS,
);

test('a process killed in the middle of its answers leaves a hold behind every yes, and books that balance', async () => {
  const company = await harness.company({ funds: 100_000_000 });
  const card = await company.card();
  await company.limit('CARD', card.id, 'MONTH', 300_000);

  const [answers] = await Promise.all([
    (async () => {
      const all: Decision[] = [];
      while (!all.includes(null)) all.push(...(await buyAll(20, [card], '1.00')));
      return all;
    })(),
    (async () => {
      await harness.sql(`SELECT pg_sleep(0.3)`);
      await processes[1].stop('SIGKILL');
    })(),
  ]);

  // Some of it may have cleared already.
  const minor = await taken(company);
  const unanswered = answers.filter((decision) => decision === null).length;
  expect(approvals(answers)).toBeGreaterThan(0);
  expect(minor).toBeGreaterThanOrEqual(approvals(answers) * 100);
  expect(minor).toBeLessThanOrEqual((approvals(answers) + unanswered) * 100);
  expect(await harness.broken(company)).toEqual([]);
  expect(await processes[0].ask(asking(card, { amount: '1.00' }))).toBe('APPROVED');
});
