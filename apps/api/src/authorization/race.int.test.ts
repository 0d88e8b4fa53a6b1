import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asking, MoneyHarness, type Process, told } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let processes: readonly [Process, Process];

beforeAll(async () => {
  harness = await MoneyHarness.open();
  const deps = { decisionDeadlineMs: 20_000 };
  processes = [await harness.process(deps), await harness.process(deps)];
});
afterAll(() => harness.close());

/** All at once, half of them at each process. */
async function buyAll(questions: readonly Record<string, unknown>[]): Promise<number> {
  const answers = await Promise.all(questions.map((question, i) => processes[i % 2 === 0 ? 0 : 1].ask(question)));
  return answers.filter(({ status }) => status === 200).length;
}

test('one question sent 100 times at once to two processes holds once and is answered alike', async () => {
  const company = await harness.company();
  const card = await company.card();
  const question = asking(card);

  const approved = await buyAll(Array.from({ length: 100 }, () => question));

  expect(approved).toBe(100);
  expect(await company.balances()).toMatchObject({ HELD: 12_900 });
});

test('purchases, their clearings, declines by Marqeta and edits of controls at once: no deadlock, no cent above the limit', async () => {
  const company = await harness.company({ funds: 100_000_000 });
  const other = await harness.company({ funds: 100_000_000 });
  const [card, otherCard] = [await company.card(), await other.card()];
  await company.limit('CARD', card.id, 'WEEK', 150_000);
  const edits = async (): Promise<void> => {
    for (let i = 0; i < 20; i += 1) await company.limit('PERSON', card.userId, 'MONTH', 140_000 + i);
  };
  const life = async (i: number): Promise<number> => {
    const token = randomUUID();
    const mine = i % 3 === 0 ? otherCard : card;
    const { status } = await processes[i % 2 === 0 ? 0 : 1].ask(asking(mine, { token, amount: '10.00' }));
    const state = i % 5 === 0 ? 'DECLINED' : 'PENDING';
    if (status === 200)
      await processes[i % 2 === 0 ? 1 : 0].deliver(
        told(mine, 'webhook.authorization.approved', { token, state, amount: 10, request_amount: 10 }),
      );
    if (status === 200 && state === 'PENDING' && i % 4 === 0) {
      const clearing = {
        token: randomUUID(),
        preceding_related_transaction_token: token,
        amount: 10,
        request_amount: 10,
        is_final_clearing: true,
      };
      await processes[0].deliver(told(mine, 'webhook.authorization.clearing', clearing));
    }
    return mine === card && status === 200 && state !== 'DECLINED' ? 1 : 0;
  };

  const [results] = await Promise.all([Promise.all(Array.from({ length: 300 }, (_, i) => life(i))), edits()]);

  const stands = results.reduce((sum, one) => sum + one, 0) * 1_000;
  const { HELD = 0, SPENT = 0 } = await company.balances();
  expect(HELD + SPENT).toBe(stands);
  expect(stands).toBeLessThanOrEqual(140_000);
  expect(await harness.broken(company, other)).toEqual([]);
});
