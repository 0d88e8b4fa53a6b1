import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiProcess } from '../src/testing/api-process.ts';
import { asking, MoneyHarness, type TestCard } from '../src/testing/money-harness.ts';

let harness: MoneyHarness;
let processes: readonly [ApiProcess, ApiProcess];

beforeAll(async () => {
  harness = await MoneyHarness.open();
});
beforeEach(async () => {
  processes = await Promise.all([ApiProcess.start(harness.database.urls), ApiProcess.start(harness.database.urls)]);
});
afterEach(() => Promise.all(processes.map((one) => one.stop())));
afterAll(() => harness.close());

type Decision = Awaited<ReturnType<ApiProcess['ask']>>;

/** All at once, half of them at each process. */
function buyAll(count: number, cards: readonly TestCard[], amount: string): Promise<Decision[]> {
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      processes[i % 2 === 0 ? 0 : 1].ask(asking(cards[i % cards.length] ?? { token: '' }, { amount })),
    ),
  );
}

/** And those whom a slow machine declined for the deadline try again, as at a till: in the end only the rule has refused. */
async function buyUntilRefused(count: number, cards: readonly TestCard[], amount: string): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (let left = count; left > 0; ) {
    const answers = await buyAll(left, cards, amount);
    decisions.push(...answers.filter((decision) => decision !== 'TRANSACTION_NOT_PERMITTED'));
    left = count - decisions.length;
  }
  return decisions;
}

const approvals = (decisions: readonly Decision[]): number => decisions.filter((decision) => decision === 'APPROVED').length;

test('500 simultaneous purchases at a limit, asked of two processes: exactly what fits is approved', async () => {
  const company = await harness.company();
  const cards = await Promise.all(Array.from({ length: 5 }, () => company.card()));
  await company.limit('COMPANY', null, 'DAY', 123_456);

  const answers = await buyUntilRefused(500, cards, '10.00');

  expect(new Set(answers)).toEqual(new Set(['APPROVED', 'AMOUNT_LIMIT_EXCEEDED']));
  expect(approvals(answers)).toBe(123);
  expect(await company.balances()).toMatchObject({ HELD: 123_000 });
  expect(await harness.broken(company)).toEqual([]);
});

test('500 simultaneous purchases at the last of the funds, asked of two processes: exactly what fits is approved', async () => {
  const company = await harness.company({ funds: 77_777 });
  const card = await company.card();

  const answers = await buyUntilRefused(500, [card], '7.00');

  expect(approvals(answers)).toBe(111);
  expect(await company.balances()).toEqual({ AVAILABLE: 77, HELD: 77_700 });
  expect(await harness.broken(company)).toEqual([]);
});

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

  const { HELD = 0 } = await company.balances();
  const unanswered = answers.filter((decision) => decision === null).length;
  expect(approvals(answers)).toBeGreaterThan(0);
  expect(HELD).toBeGreaterThanOrEqual(approvals(answers) * 100);
  expect(HELD).toBeLessThanOrEqual((approvals(answers) + unanswered) * 100);
  expect(await harness.broken(company)).toEqual([]);
  expect(await processes[0].ask(asking(card, { amount: '1.00' }))).toBe('APPROVED');
});
