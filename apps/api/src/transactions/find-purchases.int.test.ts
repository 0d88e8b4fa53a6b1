import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';

/** A company of thousands of purchases: what few of them pass is found by other ways than what many do. */
let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare('Found');
  await buy(scene, 6_000);
});
afterAll(() => harness.close());

/** No program of the company: its purchases keep it, as those of one that was closed do. */
const OTHER_PROGRAM = '00000000-0000-4000-8000-000000000001';

/**
 * Purchases of Bruno and Carol, three at each second. What is called "Old Mill" was bought in the first half alone, often, from twenty of that
 * name; kiosks are rare, and one purchase in 500 was taken back. Carol was in Bruno's team until the middle.
 */
async function buy({ companyId, brunosCard, carolsCard, design, sales, as }: Scene, purchases: number): Promise<void> {
  await harness.admin.query(`INSERT INTO memberships (company_id, team_id, user_id, created_at) VALUES ($1, $2, $3, now())`, [
    ...[companyId, design, as.carol.userId],
  ]);
  await harness.admin.query(`DELETE FROM memberships WHERE company_id = $1 AND team_id = $2 AND user_id = $3`, [
    ...[companyId, design, as.carol.userId],
  ]);
  await harness.admin.query(BUY, [companyId, purchases, brunosCard, carolsCard, design, sales, OTHER_PROGRAM]);
  await harness.admin.query('ANALYZE transactions, purchase_traits, team_people');
}
const BUY = `
INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, team_ids, card_product_id, kind, status, currency, amount_minor,
    requested_minor, merchant_name, merchant_category, merchant_country, transacted_at, created_at, updated_at)
  SELECT c.company_id, uuidv7(), gen_random_uuid()::text, c.id, c.user_id,
         CASE WHEN c.id = $3 THEN ARRAY[$5::uuid] WHEN n < $2 / 2 THEN ARRAY[$5::uuid, $6] ELSE ARRAY[$6::uuid] END,
         CASE WHEN m % 37 = 0 THEN $7 ELSE c.card_product_id END, p.kind,
         CASE WHEN n > $2 - 300 AND n % 2 = 0 THEN 'PENDING' WHEN n % 19 = 0 THEN 'DECLINED' WHEN n % 500 = 0 THEN 'REVERSED' ELSE 'CLEARED' END,
         'EUR', CASE p.kind WHEN 'REFUND' THEN -1 ELSE 1 END * (100 + n * 7919 % 4900 + CASE WHEN n % 1500 = 0 THEN 1000000 ELSE 0 END), 100,
         p.merchant, (ARRAY['5814', '4112', '5411', '7338'])[1 + length(p.merchant) % 4], (ARRAY['PRT', 'DEU', NULL])[1 + m % 3],
         '2026-01-01'::timestamptz + n / 3 * interval '1 s', now(), now()
    FROM (SELECT n, n % 500 AS m FROM generate_series(1, $2::int) n) n
   CROSS JOIN LATERAL (SELECT CASE WHEN m % 53 = 0 THEN 'REFUND' ELSE 'PURCHASE' END AS kind,
                              CASE WHEN n < $2 / 2 AND m % 2 = 0 THEN 'Old Mill ' || m % 20 WHEN m % 10 = 0 THEN 'Kiosk ' || m
                                   WHEN m % 3 = 0 THEN 'Northline Rail' ELSE 'Blue Harbor Cafe' END AS merchant) p
    JOIN cards c ON c.company_id = $1 AND c.id = CASE WHEN n % 7 < 5 THEN $3::uuid ELSE $4::uuid END`;

type Purchase = {
  readonly id: string;
  readonly status: string;
  readonly kind: string;
  readonly amount: number;
  readonly merchant: string;
  readonly mcc: string;
  readonly country: string;
  readonly program: string;
  readonly card: string;
  readonly holder: string;
  readonly teams: readonly string[];
  readonly at: number;
  /** Where a text is looked for, beside the merchant's name. */
  readonly named: readonly string[];
  readonly lastFour: string;
};
const ALL = `
SELECT t.id, t.status, t.kind, t.amount_minor::int AS amount, t.merchant_name AS merchant, t.merchant_category AS mcc, coalesce(t.merchant_country, '') AS country,
       t.card_product_id AS program, t.card_id AS card, t.user_id AS holder, t.team_ids::text[] AS teams, extract(epoch FROM t.transacted_at)::float8 * 1000 AS at,
       ARRAY[c.name, u.first_name || ' ' || u.last_name] AS named, c.last_four AS "lastFour"
  FROM transactions t JOIN cards c ON c.company_id = t.company_id AND c.id = t.card_id JOIN users u ON u.company_id = t.company_id AND u.id = t.user_id
 WHERE t.company_id = $1`;

type Filter = {
  readonly search?: string;
  readonly status?: readonly string[];
  readonly kind?: string;
  readonly cardId?: string;
  readonly holderId?: string;
  readonly teamId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly mcc?: string;
  readonly merchant?: string;
  readonly country?: string;
  readonly programId?: string;
  readonly minAmountMinor?: string;
  readonly maxAmountMinor?: string;
};

/** What the filter says, as plainly as it can be said. */
function passes(filter: Filter, one: Purchase): boolean {
  const is = <Of>(asked: Of | undefined, has: Of) => asked === undefined || asked === has;
  const has = (text: string) => (name: string) => name.toLowerCase().includes(text.toLowerCase());
  return (
    (filter.search === undefined || [one.merchant, ...one.named].some(has(filter.search)) || one.lastFour === filter.search) &&
    (filter.status === undefined || filter.status.includes(one.status)) &&
    (filter.teamId === undefined || one.teams.includes(filter.teamId)) &&
    (filter.from === undefined || one.at >= Date.parse(filter.from)) &&
    (filter.to === undefined || one.at < Date.parse(filter.to)) &&
    (filter.minAmountMinor === undefined || one.amount >= Number(filter.minAmountMinor)) &&
    (filter.maxAmountMinor === undefined || one.amount <= Number(filter.maxAmountMinor)) &&
    is(filter.kind, one.kind) &&
    is(filter.cardId, one.card) &&
    is(filter.holderId, one.holder) &&
    is(filter.mcc, one.mcc) &&
    is(filter.merchant, one.merchant) &&
    is(filter.country, one.country) &&
    is(filter.programId, one.program)
  );
}

const PLACES = {
  DATE: ({ at }: Purchase) => at,
  AMOUNT: ({ amount }: Purchase) => amount,
  MERCHANT: ({ merchant }: Purchase) => merchant.toLowerCase(),
};
type By = keyof typeof PLACES;
type Direction = 'ASC' | 'DESC';

function ordered(purchases: readonly Purchase[], by: By, direction: Direction): string[] {
  const [placeOf, sign] = [PLACES[by], direction === 'ASC' ? 1 : -1];
  const before = (one: Purchase, other: Purchase) => {
    const [a, b] = [placeOf(one), placeOf(other)];
    return a < b || (a === b && one.id < other.id) ? -sign : sign;
  };
  return purchases.toSorted(before).map(({ id }) => id);
}

/** The first pages of a list, by cursor, and how many it says there are. */
async function read(viewer: Member, filter: Filter, by: By, direction: Direction, { first, pages }: { first: number; pages: number }) {
  const ids: string[] = [];
  let [after, total]: [string | null, number | null] = [null, null];
  for (let page = 0; page < pages; page += 1) {
    const { data, errors } = await harness.ask(viewer, LIST, { filter, sort: { by, direction }, first, after });
    expect(errors).toEqual([]);
    const { edges, pageInfo, totalCount } = (data as { transactions: Listed }).transactions;
    ids.push(...edges.map(({ node }) => node.id));
    [after, total] = [pageInfo.endCursor, totalCount];
    if (!pageInfo.hasNextPage) return { ids, total, isAll: true };
  }
  return { ids, total, isAll: false };
}
type Listed = {
  edges: { node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number | null;
};
const LIST = `query ($filter: TransactionFilter, $sort: TransactionSort, $first: Int, $after: String) {
  transactions(filter: $filter, sort: $sort, first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } totalCount }
}`;

const MAY_SEE: Readonly<Record<'ana' | 'marta' | 'bruno', (one: Purchase, of: Scene) => boolean>> = {
  ana: () => true,
  marta: (one, { design }) => one.teams.includes(design),
  bruno: (one, { as }) => one.holder === as.bruno.userId,
};

/** Something of each kind that is often, seldom and never so. */
const filters = (of: Scene): fc.Arbitrary<Filter> => {
  const amount = fc.constantFrom('-5000', '-1', '200', '4900', '900000', '99999999');
  const moment = fc.constantFrom('2025-01-01', '2026-01-01T00:05:00Z', '2026-01-01T00:30:00Z', '2026-01-01T00:33:00Z', '2027-01-01');
  const nobody = '00000000-0000-4000-8000-00000000dead';
  return fc.record(
    {
      search: fc.constantFrom(
        'harbor',
        'OLD mill',
        'old mill 1',
        'kiosk',
        'kiosk 70',
        'silva',
        'carol',
        '7701',
        '%',
        '_',
        'nothing of this',
      ),
      status: fc.subarray(['PENDING', 'CLEARED', 'REVERSED', 'EXPIRED', 'DECLINED'], { minLength: 1 }),
      kind: fc.constantFrom('PURCHASE', 'REFUND', 'CREDIT'),
      cardId: fc.constantFrom(of.brunosCard, of.carolsCard, nobody),
      holderId: fc.constantFrom(of.as.bruno.userId, of.as.carol.userId, nobody),
      teamId: fc.constantFrom(of.design, of.sales, nobody),
      from: moment.map((at) => new Date(at).toISOString()),
      to: moment.map((at) => new Date(at).toISOString()),
      mcc: fc.constantFrom('5814', '7338', '0000'),
      merchant: fc.constantFrom('Blue Harbor Cafe', 'Old Mill 8', 'Kiosk 70', 'Nowhere'),
      country: fc.constantFrom('PRT', '', 'JPN'),
      programId: fc.constantFrom(of.programId, OTHER_PROGRAM, nobody),
      minAmountMinor: amount,
      maxAmountMinor: amount,
    },
    { requiredKeys: [] },
  );
};
/** Most lists are narrowed by one thing or two. */
const few = (of: Scene) =>
  fc.tuple(filters(of), fc.array(fc.nat({ max: 13 }), { minLength: 1, maxLength: 3 })).map(([filter, kept]) => {
    const names = Object.keys(filter);
    return Object.fromEntries(Object.entries(filter).filter(([name]) => kept.some((one) => names[one % names.length] === name))) as Filter;
  });

test('what is found is what passes the filter, in each order, page by page, for whoever asks', { timeout: 120_000 }, async () => {
  const all = (await harness.admin.query<Purchase>(ALL, [scene.companyId])).rows;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(few(scene), filters(scene)),
      fc.constantFrom<By>('DATE', 'AMOUNT', 'MERCHANT'),
      fc.constantFrom<Direction>('ASC', 'DESC'),
      fc.constantFrom('ana' as const, 'marta' as const, 'bruno' as const),
      fc.constantFrom(1, 7, 50, 200),
      async (filter, by, direction, who, first) => {
        const seen = all.filter((one) => MAY_SEE[who](one, scene) && passes(filter, one));
        const expected = ordered(seen, by, direction);

        const { ids, total, isAll } = await read(scene.as[who], filter, by, direction, { first, pages: 3 });

        expect(ids).toEqual(expected.slice(0, first * 3));
        expect(isAll).toBe(expected.length <= first * 3);
        expect([expected.length, null]).toContain(total);
      },
    ),
    { numRuns: 150 },
  );
});

test.each<[string, Filter]>([
  ['a text that is nowhere', { search: 'nothing of this' }],
  ['a rare merchant', { search: 'kiosk 70' }],
  ['a rare status', { status: ['REVERSED'] }],
  ['an amount that few have', { minAmountMinor: '900000' }],
])('of %s the list says how many there are', async (_what, filter) => {
  const all = (await harness.admin.query<Purchase>(ALL, [scene.companyId])).rows;

  const { total } = await read(scene.as.ana, filter, 'DATE', 'DESC', { first: 1, pages: 1 });

  expect(total).toBe(all.filter((one) => passes(filter, one)).length);
});

test('a purchase is found by what it became, and in a merchant’s new name', async () => {
  const other = await harness.prepare('Renamed');
  await buy(other, 2_500);
  await harness.admin.query(
    `UPDATE transactions SET merchant_name = 'Renamed Rail', status = 'EXPIRED'
      WHERE company_id = $1 AND id = (SELECT id FROM transactions WHERE company_id = $1 ORDER BY transacted_at LIMIT 1)`,
    [other.companyId],
  );

  for (const filter of [{ search: 'renamed' }, { merchant: 'Renamed Rail' }, { status: ['EXPIRED'] }]) {
    const { ids } = await read(other.as.ana, filter, 'DATE', 'DESC', { first: 10, pages: 1 });
    expect(ids).toHaveLength(1);
  }
});

test('nothing of another company is found', async () => {
  const stranger = await harness.prepare('Stranger');

  for (const filter of [{ search: 'kiosk 70' }, { status: ['REVERSED'] }, { teamId: scene.design }, { holderId: scene.as.bruno.userId }]) {
    const { ids, total } = await read(stranger.as.ana, filter, 'DATE', 'DESC', { first: 10, pages: 1 });
    expect([ids, total]).toEqual([[], 0]);
  }
});

describe('what PostgreSQL reads for it does not grow with the history', () => {
  const HISTORIES = { short: 5_000, long: 40_000 };
  const histories = new Map<keyof typeof HISTORIES, Scene>();

  beforeAll(async () => {
    for (const name of ['short', 'long'] as const) {
      const history = await harness.prepare(`History ${name}`);
      await buy(history, HISTORIES[name]);
      histories.set(name, history);
    }
    await harness.admin.query('VACUUM transactions');
  }, 300_000);

  /** Blocks that a statement of a member reads, the second time. */
  async function blocksOf(history: keyof typeof HISTORIES, sql: string, values: readonly unknown[]): Promise<number> {
    const runner = harness.database.api.createQueryRunner();
    try {
      await runner.query(`BEGIN; SET LOCAL app.company_id = '${histories.get(history)?.companyId ?? ''}'`);
      let blocks = 0;
      for (let turn = 0; turn < 2; turn += 1) {
        const [row] = (await runner.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...values])) as [
          { 'QUERY PLAN': [{ Plan: Record<string, number> }] },
        ];
        const { Plan } = row['QUERY PLAN'][0];
        blocks = (Plan['Shared Hit Blocks'] ?? 0) + (Plan['Shared Read Blocks'] ?? 0);
      }
      return blocks;
    } finally {
      await runner.query('ROLLBACK');
      await runner.release();
    }
  }

  const nobody = '00000000-0000-4000-8000-00000000dead';
  const RARE: readonly [string, object][] = [
    ['a text that is nowhere', { search: { pattern: '%nothing of this%', lastFour: null } }],
    ['a text in few merchants', { search: { pattern: '%kiosk 70%', lastFour: null } }],
    ['a status that none has', { status: ['EXPIRED'] }],
    ['a status that few have', { status: ['REVERSED'] }],
    ['a kind that none is', { kind: 'CREDIT' }],
    ['a category that nobody buys from', { mcc: '0000' }],
    ['a merchant that nobody buys from', { merchant: 'Nowhere' }],
    ['a country that nobody buys in', { country: 'JPN' }],
    ['a card program without purchases', { programId: nobody }],
    ['a card without purchases', { cardId: nobody }],
    ['a person without purchases', { holderId: nobody }],
    ['a team without purchases', { teamId: nobody }],
    ['a manager of a team without purchases', { reach: { userId: nobody, teamIds: [nobody] } }],
    ['an amount that none has', { minAmountMinor: '99999999' }],
    ['a time without purchases', { to: '2020-01-01T00:00:00Z' }],
    ['two things of which one is rare', { status: ['EXPIRED'], country: 'PRT' }],
  ];
  const ORDERED = RARE.flatMap(([what, filter]) =>
    (['DATE', 'AMOUNT', 'MERCHANT'] as const).flatMap((by) => (['ASC', 'DESC'] as const).map((way) => ({ what, filter, by, way }))),
  );

  test.each(ORDERED)('$what, by $by $way', async ({ filter, by, way }) => {
    const [find, values] = [`SELECT * FROM find_transactions($1, $2, $3, NULL, NULL, 51)`, [JSON.stringify(filter), by, way]];

    const [short, long] = [await blocksOf('short', find, values), await blocksOf('long', find, values)];

    // A page has 51 rows, each of which may cost the four blocks from the root of an index on; in other orders a thousand are gone through.
    expect(long).toBeLessThanOrEqual(short * 1.3 + (by === 'DATE' ? 500 : 1_000));
  });

  test.each<[string, object]>([
    ['many purchases at one merchant', { merchant: 'Old Mill 8' }],
    ['many at several merchants', { search: { pattern: '%old mill%', lastFour: null } }],
    ['many people of a team', { teamId: 'SALES' }],
  ])('of %s the newest, none of which is among the last', async (_what, filter) => {
    const blocks: number[] = [];
    for (const history of ['short', 'long'] as const) {
      const asked = JSON.stringify(filter).replace('SALES', histories.get(history)?.sales ?? '');
      blocks.push(await blocksOf(history, `SELECT * FROM find_transactions($1, 'DATE', 'DESC', NULL, NULL, 51)`, [asked]));
    }

    // That they are many is known when a thousand were counted.
    expect(blocks[1]).toBeLessThanOrEqual((blocks[0] ?? 0) * 1.3 + 1_500);
  });

  test.each(RARE)('to count %s', async (_what, filter) => {
    const [count, values] = [`SELECT count_transactions($1, 10000)`, [JSON.stringify(filter)]];

    const [short, long] = [await blocksOf('short', count, values), await blocksOf('long', count, values)];

    expect(long).toBeLessThanOrEqual(short * 1.3 + 500);
  });
});
