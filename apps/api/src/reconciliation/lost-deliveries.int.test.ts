import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmulatedMarqeta } from '../testing/emulated-marqeta.ts';
import { MoneyHarness, type Process, type TestCard, type TestCompany } from '../testing/money-harness.ts';
import { marqetaLists } from './marqeta-lists.ts';

let harness: MoneyHarness;
let api: Process;
let marqeta: EmulatedMarqeta;

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process();
  marqeta = await EmulatedMarqeta.start(api, () => harness.clock.now());
  harness.peer = marqetaLists(marqeta.client);
});
afterAll(async () => {
  await marqeta.stop();
  await harness.close();
});

const RUNS = process.env['LONG'] === '1' ? 300 : 8;

const STEPS = [
  'authorization.incremental',
  'authorization.reversal',
  'authorization.advice',
  'authorization.clearing',
  'refund',
  'authorization',
  'force post',
] as const;

const MOST_STEPS = 8;
const MOST_AMOUNT = 90;

const step = fc.record({
  event: fc.constantFrom(...STEPS),
  amount: fc.integer({ min: 1, max: MOST_AMOUNT }),
  minutes: fc.integer({ min: 1, max: 900 }),
  lost: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One purchase of a card, and whatever merchants make of it. What cannot be is refused by Marqeta, the same way to everybody. */
class Story {
  #purchase: string | null = null;

  constructor(
    readonly company: TestCompany,
    readonly card: TestCard,
  ) {}

  static async begin(): Promise<Story> {
    const company = await harness.company({ currency: 'EUR', funds: 100_000 });
    const card = await company.card();
    // Above all that a story comes to: who has not heard of a force post yet would let through what is refused to who has.
    await company.limit('CARD', card.id, 'DAY', MOST_STEPS * MOST_AMOUNT * 100);
    await company.limit('COMPANY', null, 'MONTH', MOST_STEPS * MOST_AMOUNT * 100);
    await marqeta.knowsCard(card.token);
    return new Story(company, card);
  }

  async tell({ event, amount }: Step): Promise<void> {
    if (event === 'force post') {
      await marqeta.simulate('authorization.clearing', { card_token: this.card.token, amount, force_post: true });
    } else if (event === 'authorization' || this.#purchase === null) {
      this.#purchase = await marqeta.simulate('authorization', { card_token: this.card.token, amount });
    } else await marqeta.simulate(event, { preceding_related_transaction_token: this.#purchase, amount }).catch(isRefusal);
    await marqeta.settle();
  }

  async state(): Promise<unknown> {
    const { id } = this.company;
    const purchases = await harness.sql(
      `SELECT kind, status, amount_minor::text, held_minor::text, cleared_minor::text, refunded_minor::text, part_at, part_minor, unconfirmed, transacted_at
         FROM transactions WHERE company_id = $1 ORDER BY transacted_at, kind, amount_minor`,
      [id],
    );
    const counters = await harness.sql(
      `SELECT scope, period, starts_on::text, amount_minor::text FROM spend_counters WHERE company_id = $1 AND amount_minor <> 0 ORDER BY scope, period, starts_on`,
      [id],
    );
    return { purchases, counters, balances: await this.company.balances() };
  }
}

function isRefusal(error: unknown): void {
  if (!(error instanceof Error) || !/: 4\d\d /.test(error.message)) throw error;
}

test('whatever deliveries are lost, after a comparison everything is as if none had been', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: MOST_STEPS }), async (steps) => {
      const [heard, lossy] = [await Story.begin(), await Story.begin()];
      for (const one of steps) {
        harness.clock.advance(one.minutes * 60_000);
        await heard.tell(one);
        if (one.lost) await marqeta.fails({ on: 'webhook', kind: 'silence' });
        await lossy.tell(one);
        await marqeta.works();
      }

      harness.clock.advance(30 * 60_000);
      await api.job('transactions.reconcile');

      expect(await lossy.state()).toEqual(await heard.state());
      expect(await harness.broken(heard.company, lossy.company)).toEqual([]);
      const open = await harness.sql(
        `SELECT what, type FROM reconciliation_differences WHERE company_id = ANY ($1) AND healed_at IS NULL`,
        [[heard.company.id, lossy.company.id]],
      );
      expect(open).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 600_000);
