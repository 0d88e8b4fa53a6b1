import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { told } from '../testing/money-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

type Node = Record<string, unknown>;
type Card = { readonly token: string };
type Bought = { readonly amount: number; readonly at: string; readonly name?: string; readonly mcc?: string; readonly country?: string };

/** Told by Marqeta after the fact: it counts in its own time. Today is Lisbon's 2 March 2026. */
async function bought(card: Card, { amount, at, name = 'Blue Door', mcc = '5812', country = 'PRT' }: Bought): Promise<string> {
  const token = randomUUID();
  await harness.marqeta.deliver(
    told(card, 'webhook.authorization.approved', {
      ...{ token, amount, request_amount: amount, currency_code: 'EUR', user_transaction_time: at },
      card_acceptor: { name, mcc, country_code: country },
    }),
  );
  return token;
}

/** What follows a purchase: a reversal, a clearing or a refund of an amount. */
async function followed(card: Card, purchase: string, fixture: string, amount: number, at: string): Promise<void> {
  await harness.marqeta.deliver(
    told(card, fixture, {
      ...{ token: randomUUID(), preceding_related_transaction_token: purchase, user_transaction_time: at },
      ...{ amount, request_amount: amount, currency_code: 'EUR' },
    }),
  );
}

const ROW = 'subject name spent { minor } spentBefore { minor } purchases budget { minor }';
async function report(viewer: Viewer, args: string, fields: string): Promise<Node> {
  const { data, errors } = await harness.ask(viewer, `{ spendReport(${args}) { ${fields} } }`);
  expect(errors).toEqual([]);
  return data?.['spendReport'] as Node;
}
const rowsOf = async (viewer: Viewer, args: string) => (await report(viewer, args, `rows { ${ROW} }`))['rows'] as Node[];

describe('a report of this month', () => {
  beforeEach(async () => {
    await bought(scene.brunos, { amount: 20, at: '2026-03-01T10:00:00Z' });
    await bought(scene.brunos, { amount: 5, at: '2026-03-02T08:00:00Z', name: 'Alpha Books', mcc: '5942', country: 'ESP' });
    await bought(scene.carols, { amount: 100, at: '2026-03-01T12:00:00Z', name: 'Beta Air', mcc: '4511' });
    // A month before: until the moment of the month that it is now, and after it.
    await bought(scene.brunos, { amount: 30, at: '2026-02-02T09:00:00Z' });
    await bought(scene.carols, { amount: 70, at: '2026-02-20T09:00:00Z', name: 'Beta Air', mcc: '4511' });
  });

  test('is of all that was spent, beside as much of the month before as has passed of this', async () => {
    const fields = 'startsOn endsOn spent { minor currency } spentBefore { minor } purchases trend { startsOn spent { minor } }';

    const seen = await report(scene.as.ana, 'by: MERCHANT, period: MONTH', fields);

    expect(seen).toMatchObject({
      ...{ startsOn: '2026-03-01', endsOn: '2026-03-31', purchases: 3 },
      ...{ spent: { minor: '12500', currency: 'EUR' }, spentBefore: { minor: '3000' } },
    });
    expect((seen['trend'] as Node[]).slice(-3)).toEqual([
      { startsOn: '2026-01-01', spent: { minor: '0' } },
      { startsOn: '2026-02-01', spent: { minor: '10000' } },
      { startsOn: '2026-03-01', spent: { minor: '12500' } },
    ]);
  });

  test.each<[string, string[][]]>([
    [
      'PERSON',
      [
        ['Carol Silva', '10000', '0'],
        ['Bruno Silva', '2500', '3000'],
      ],
    ],
    [
      'TEAM',
      [
        ['Sales', '10000', '0'],
        ['Design', '2500', '3000'],
      ],
    ],
    ['PROGRAM', [['Everyday', '12500', '3000']]],
    [
      'MERCHANT',
      [
        ['Beta Air', '10000', '0'],
        ['Blue Door', '2000', '3000'],
        ['Alpha Books', '500', '0'],
      ],
    ],
    [
      'COUNTRY',
      [
        ['Portugal', '12000', '3000'],
        ['Spain', '500', '0'],
      ],
    ],
  ])('by %s has the largest first', async (by, rows) => {
    const seen = await rowsOf(scene.as.ana, `by: ${by}, period: MONTH`);

    expect(seen.map(({ name, spent, spentBefore }) => [name, (spent as Node)['minor'], (spentBefore as Node)['minor']])).toEqual(rows);
  });

  test('of a past month is of all of it', async () => {
    expect(await report(scene.as.ana, 'by: PERSON, period: MONTH, day: "2026-02-10"', 'spent { minor }')).toEqual({
      spent: { minor: '10000' },
    });
  });

  test('names first those that moved most, whichever way', async () => {
    const { topMovers } = await report(scene.as.ana, 'by: MERCHANT, period: MONTH', 'topMovers(first: 2) { name }');

    expect(topMovers).toEqual([{ name: 'Beta Air' }, { name: 'Blue Door' }]);
  });

  test('stands against the budgets of the month, and of no week', async () => {
    const set = (input: Node) =>
      harness.ask(scene.as.ana, 'mutation ($input: SetBudgetInput!) { setBudget(input: $input) { id } }', {
        input: { idempotencyKey: JSON.stringify(input), month: '2026-03', ...input },
      });
    await set({ amountMinor: '50000' });
    await set({ amountMinor: '20000', teamId: scene.sales });

    expect(await report(scene.as.ana, 'by: TEAM, period: MONTH', 'budget { minor } rows { name budget { minor } }')).toEqual({
      budget: { minor: '50000' },
      rows: [
        { name: 'Sales', budget: { minor: '20000' } },
        { name: 'Design', budget: null },
      ],
    });
    expect(await report(scene.as.ana, 'by: TEAM, period: WEEK', 'budget { minor }')).toEqual({ budget: null });
    expect(await report(scene.as.ana, 'by: TEAM, period: QUARTER', 'budget { minor }')).toEqual({ budget: { minor: '50000' } });
  });

  test('of a manager has the teams managed alone, and of an employee no team', async () => {
    const names = async (viewer: Viewer) => (await rowsOf(viewer, 'by: TEAM, period: MONTH')).map(({ name }) => name);

    expect(await names(scene.as.marta)).toEqual(['Design']);
    expect(await names(scene.as.carol)).toEqual([]);
    expect(await report(scene.as.carol, 'by: PERSON, period: MONTH', 'spent { minor }')).toEqual({ spent: { minor: '10000' } });
  });

  test('leads to the purchases that it is of, by each of its subjects', async () => {
    const filters = { PERSON: 'holderId', TEAM: 'teamId', PROGRAM: 'programId', CATEGORY: 'mcc', MERCHANT: 'merchant', COUNTRY: 'country' };
    for (const [by, filter] of Object.entries(filters))
      for (const { subject, purchases } of await rowsOf(scene.as.ana, `by: ${by}, period: MONTH`)) {
        for (const search of ['', 'search: "silva", ']) {
          const given = `${search}${filter}: ${JSON.stringify(subject)}, from: "2026-03-01T00:00:00Z"`;
          const { data } = await harness.ask(scene.as.ana, `{ transactions(filter: { ${given} }) { edges { node { id } } } }`);

          expect(data).toMatchObject({ transactions: { edges: Array.from({ length: Number(purchases) }, () => ({})) } });
        }
      }
  });

  test('takes as many statements for one row as for several', async () => {
    await rowsOf(scene.as.ana, 'by: MERCHANT, period: DAY');
    const forOne = harness.statements().length;
    await rowsOf(scene.as.ana, 'by: MERCHANT, period: MONTH');

    expect(harness.statements()).toHaveLength(forOne);
  });

  test('has nothing of another company', async () => {
    const other = await harness.prepare('Other');

    expect(await report(other.as.ana, 'by: MERCHANT, period: MONTH', 'spent { minor } rows { subject } topMovers { subject }')).toEqual({
      ...{ spent: { minor: '0' }, rows: [], topMovers: [] },
    });
  });

  test.each(['2026-03-03', '2026-02-30', 'March'])('is refused for the day %s', async (day) => {
    const { errors } = await harness.ask(scene.as.ana, `{ spendReport(by: TEAM, period: DAY, day: "${day}") { startsOn } }`);

    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'day' });
  });
});

/** Any life of some purchases, over four months up to now. */
const LIFE = fc.record({
  ofBruno: fc.boolean(),
  amount: fc.integer({ min: 1, max: 500 }),
  name: fc.constantFrom('Blue Door', 'Alpha Books', 'Beta Air'),
  mcc: fc.constantFrom('5812', '5942'),
  country: fc.constantFrom('PRT', 'ESP'),
  daysAgo: fc.integer({ min: 0, max: 100 }),
  after: fc.constantFrom(null, 'webhook.authorization.reversal.partial', 'webhook.authorization.clearing', 'webhook.refund'),
  share: fc.integer({ min: 1, max: 100 }),
});
type Stored = {
  readonly user_id: string;
  readonly team_ids: readonly string[];
  readonly card_product_id: string;
  readonly merchant_category: string;
  readonly merchant_name: string;
  readonly merchant_country: string | null;
  readonly part_at: readonly Date[];
  readonly part_minor: readonly string[];
};
const SUBJECTS: Readonly<Record<string, (of: Stored) => readonly string[]>> = {
  PERSON: (of) => [of.user_id],
  TEAM: (of) => (of.team_ids.length === 0 ? [''] : of.team_ids),
  PROGRAM: (of) => [of.card_product_id],
  CATEGORY: (of) => [of.merchant_category],
  MERCHANT: (of) => [of.merchant_name],
  COUNTRY: (of) => [of.merchant_country ?? ''],
};

test('every report is what a plain recount of the purchases comes to, whatever has happened to them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(LIFE, { minLength: 1, maxLength: 8 }), async (lives) => {
      const own = await harness.prepare();
      for (const { ofBruno, daysAgo, after, share, ...what } of lives) {
        const card = ofBruno ? own.brunos : own.carols;
        const at = new Date(harness.clock.now().getTime() - daysAgo * 86_400_000 - 3_600_000);
        const purchase = await bought(card, { ...what, at: at.toISOString() });
        if (after !== null)
          await followed(
            card,
            purchase,
            after,
            Math.max(1, Math.floor((what.amount * share) / 100)),
            new Date(at.getTime() + 60_000).toISOString(),
          );
      }
      const { rows } = await harness.admin.query<Stored>(`SELECT * FROM transactions WHERE company_id = $1 AND currency = 'EUR'`, [
        own.companyId,
      ]);

      for (const [by, subjectsOf] of Object.entries(SUBJECTS)) {
        const plain = new Map<string, bigint>();
        // Lisbon is on UTC in February.
        for (const row of rows)
          for (const [index, at] of row.part_at.entries())
            if (at >= new Date('2026-02-01T00:00:00Z') && at < new Date('2026-03-01T00:00:00Z'))
              for (const subject of subjectsOf(row)) plain.set(subject, (plain.get(subject) ?? 0n) + BigInt(row.part_minor[index] ?? '0'));
        const seen = await rowsOf(own.as.ana, `by: ${by}, period: MONTH, day: "2026-02-14"`);
        const spent = new Map(seen.map(({ subject, spent: of }) => [String(subject), BigInt(String((of as Node)['minor']))]));

        for (const subject of new Set([...plain.keys(), ...spent.keys()]))
          expect([by, subject, spent.get(subject) ?? 0n]).toEqual([by, subject, plain.get(subject) ?? 0n]);
      }
    }),
    { numRuns: 8 },
  );
});
