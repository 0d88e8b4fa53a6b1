import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { openContext } from '../context.ts';
import { WRONG_FOLDS, WRONG_SUMS } from '../ledger/checks/rollups-check.ts';
import { SpendRollups } from '../ledger/rollups/spend-rollups.ts';
import { Parameters } from '../people/reach-sql.ts';
import { read } from '../platform/transact.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { told } from '../testing/money-harness.ts';
import { spentKey, spentUnderBudget } from './budgets.query.ts';
import { ReportCalendar, type ReportPeriod } from './report-period.ts';
import { summed, twoPeriods } from './rolled.query.ts';
import { type Grouping, spendRows, spendTotal, spentInEach } from './spend-report.query.ts';
import { SpendGroupings } from './spend-report.type.ts';
import { type SpendScope, spendScope } from './spend-scope.ts';
import { spentByDay, spentByTeam, topMerchants } from './spend.query.ts';

let harness: GraphQLHarness;
let scene: Scene;
let rollups: SpendRollups;

beforeAll(async () => {
  harness = await openGraphQL();
  rollups = new SpendRollups(harness.database.gateway, 0);
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

type Told = { readonly amount?: number; readonly at: string; readonly names?: string; readonly token?: string; readonly merchant?: string };

/** Today is Lisbon's 2 March 2026. What is told counts in its own time. */
async function tell(fixture: string, { amount = 20, at, names, token = randomUUID(), merchant = 'Blue Door' }: Told): Promise<string> {
  const mcc = merchant === 'Blue Door' ? '5812' : '5942';
  await harness.marqeta.deliver(
    told(scene.brunos, fixture, {
      ...{ token, amount, request_amount: amount, currency_code: 'EUR', user_transaction_time: at },
      ...(names === undefined ? {} : { preceding_related_transaction_token: names }),
      card_acceptor: { name: merchant, mcc, country_code: 'PRT' },
    }),
  );
  return token;
}
const bought = (but: Told): Promise<string> => tell('webhook.authorization.approved', but);

/** One that runs, whose period before ends in the midst of a day; one that is over; a long one that begins before the purchases. */
const PERIODS: readonly (readonly [ReportPeriod, string | null])[] = [
  ['MONTH', null],
  ['MONTH', '2026-02-14'],
  ['QUARTER', '2025-12-20'],
];

/** A day on which all was taken back is as one without purchases. */
function withSpend(days: ReadonlyMap<string, bigint> | undefined): ReadonlyMap<string, bigint> {
  return new Map([...(days ?? [])].filter(([, minor]) => minor !== 0n));
}

/** Every figure of reports, in one snapshot. */
async function figures(viewer: Viewer, change: (scope: SpendScope) => SpendScope): Promise<Record<string, unknown>> {
  const context = openContext(harness.database, { viewer, locale: 'en', traceId: 'trace-of-test' });
  try {
    const scope = change(await spendScope(context));
    const manager = await context.read();
    const calendar = new ReportCalendar(scope.timeZone, { weekStartsOn: 1, fiscalYearStartsOn: '01-01' });
    const now = harness.clock.now().getTime();
    const teams = scope.reach.kind === 'teams' ? scope.reach.teamIds : null;
    const all: Record<string, unknown> = {
      byDay: withSpend(await spentByDay(manager, scope)),
      byTeam: await spentByTeam(manager, scope),
      topMerchants: await topMerchants(manager, scope),
    };
    for (const [period, day] of PERIODS) {
      const span = calendar.spanOf(period, day, now);
      const name = `${period} of ${day ?? 'today'}`;
      all[`total of ${name}`] = await spendTotal(manager, scope, span);
      all[`trend to ${name}`] = await spentInEach(manager, scope, calendar.trendTo(period, span.window));
      for (const by of Object.keys(SpendGroupings) as Grouping[])
        all[`${by} of ${name}`] = await spendRows(manager, scope, span, {
          ...{ by, order: 'LARGEST', most: 500 },
          teams: by === 'TEAM' ? teams : null,
        });
    }
    return all;
  } finally {
    await context.close();
  }
}

const drawn = (viewer: Viewer) =>
  figures(viewer, (scope) => ({
    ...scope,
    async rollup() {
      const rollup = await scope.rollup();
      if (rollup === null) throw new Error('there are no sums to draw from');
      return rollup;
    },
  }));
const fromPurchases = (viewer: Viewer) => figures(viewer, (scope) => ({ ...scope, rollup: () => Promise.resolve(null) }));

/** What a recount finds wrong. */
async function wrong(): Promise<unknown[]> {
  const found = await Promise.all([WRONG_FOLDS, WRONG_SUMS].map((sql) => harness.admin.query(sql, [[scene.companyId]])));
  return found.flatMap(({ rows }) => rows as unknown[]);
}

async function expectExact(): Promise<void> {
  for (const viewer of [scene.as.ana, scene.as.marta]) expect(await drawn(viewer)).toEqual(await fromPurchases(viewer));
  expect(await wrong()).toEqual([]);
}

async function stateOf(): Promise<string> {
  const { rows } = await harness.admin.query<{ state: string }>(`SELECT state FROM spend_rollup_marks WHERE company_id = $1`, [
    scene.companyId,
  ]);
  return rows[0]?.state ?? 'none';
}
const catchUp = (): Promise<void> => rollups.catchUp(scene.companyId);
const moveTo = (zone: string) => harness.admin.query(`UPDATE companies SET time_zone = $2 WHERE id = $1`, [scene.companyId, zone]);

/** What may happen to the purchases of a company, and to what is summed of them. */
const STEP = fc.oneof(
  fc.record({
    kind: fc.constant('buy' as const),
    amount: fc.integer({ min: 1, max: 500 }),
    merchant: fc.constantFrom('Blue Door', 'Alpha Books'),
    hoursAgo: fc.integer({ min: 0, max: 2_600 }),
  }),
  fc.record({
    kind: fc.constant('follow' as const),
    which: fc.nat(),
    fixture: fc.constantFrom(
      'webhook.authorization.incremental',
      'webhook.authorization.reversal.partial',
      'webhook.authorization.clearing',
      'webhook.authorization.reversal.issuerexpiration',
      'webhook.refund',
    ),
    amount: fc.integer({ min: 1, max: 300 }),
    hoursLater: fc.integer({ min: 0, max: 200 }),
  }),
  fc.record({ kind: fc.constant('rename' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('fold' as const) }),
  fc.record({ kind: fc.constant('move' as const), zone: fc.constantFrom('Europe/Lisbon', 'Pacific/Auckland', 'America/St_Johns') }),
);
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;
type Bought = { readonly token: string; readonly atMs: number; readonly amount: number };

const HOUR_MS = 3_600_000;
const iso = (ms: number): string => new Date(Math.min(ms, harness.clock.now().getTime())).toISOString();

async function happen(step: Step, purchases: Bought[]): Promise<void> {
  const named = 'which' in step ? purchases[step.which % purchases.length] : undefined;
  switch (step.kind) {
    case 'buy': {
      const { amount, merchant, hoursAgo } = step;
      const atMs = harness.clock.now().getTime() - hoursAgo * HOUR_MS;
      purchases.push({ token: await bought({ amount, merchant, at: iso(atMs) }), atMs, amount });
      return;
    }
    case 'follow':
      if (named !== undefined)
        await tell(step.fixture, { amount: step.amount, at: iso(named.atMs + step.hoursLater * HOUR_MS), names: named.token });
      return;
    case 'rename':
      if (named !== undefined) {
        const { token, amount, atMs } = named;
        await bought({ token, amount, at: iso(atMs), merchant: 'Alpha Books' });
      }
      return;
    case 'fold':
      return catchUp();
    case 'move':
      await moveTo(step.zone);
      return catchUp();
  }
}

const RUNS = process.env['LONG'] === '1' ? 200 : 6;

test('whatever happens to purchases, a report is what a sum of them is, folded or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 3, maxLength: 12 }), async (steps) => {
      scene = await harness.prepare();
      await catchUp();
      const purchases: Bought[] = [];
      for (const step of steps) await happen(step, purchases);

      await expectExact();
      await catchUp();
      await expectExact();
      expect(await stateOf()).toBe('READY');
    }),
    { numRuns: RUNS },
  );
}, 600_000);

test('a purchase of several days is one purchase, in each period in which it counts', async () => {
  const hotel = await bought({ amount: 100, at: '2026-02-26T10:00:00Z' });
  await tell('webhook.authorization.incremental', { amount: 40, at: '2026-02-28T10:00:00Z', names: hotel });
  await tell('webhook.authorization.incremental', { amount: 30, at: '2026-03-01T10:00:00Z', names: hotel });
  await catchUp();

  const seen = await drawn(scene.as.ana);

  expect(seen['total of MONTH of 2026-02-14']).toMatchObject({ minor: '14000', purchases: 1 });
  expect(seen['total of MONTH of today']).toMatchObject({ minor: '3000', purchases: 1 });
  await expectExact();
});

test('a merchant that is told otherwise afterwards counts under its new name, though the feed does not say so', async () => {
  const token = await bought({ at: '2026-03-01T10:00:00Z' });
  await catchUp();
  await bought({ token, at: '2026-03-01T10:00:00Z', merchant: 'Alpha Books' });

  const names = async () => ((await drawn(scene.as.ana))['topMerchants'] as { name: string }[]).map(({ name }) => name);
  expect(await names()).toEqual(['Alpha Books']);
  await catchUp();
  expect(await names()).toEqual(['Alpha Books']);
  await expectExact();
});

const RELINK = 'mutation ($input: RelinkRefundInput!) { relinkRefund(input: $input) { id } }';

test('a refund that is linked by hand, and to another purchase again, takes its amount from the purchase of then', async () => {
  const cleared = async (purchase: Told) => {
    const token = await bought(purchase);
    await tell('webhook.authorization.clearing', { ...purchase, names: token });
    return token;
  };
  const one = await cleared({ amount: 60, at: '2026-02-10T10:00:00Z' });
  const other = await cleared({ amount: 60, at: '2026-03-01T10:00:00Z', merchant: 'Alpha Books' });
  const refund = await tell('webhook.refund', { amount: 20, at: '2026-03-02T08:00:00Z' });
  const idOf = async (token: string) =>
    (await harness.admin.query<{ id: string }>(`SELECT id FROM transactions WHERE marqeta_transaction_token = $1`, [token])).rows[0]?.id;
  await catchUp();

  for (const purchase of [one, other, null]) {
    const purchaseId = purchase === null ? null : await idOf(purchase);
    const { errors } = await harness.ask(scene.as.ana, RELINK, {
      input: { idempotencyKey: `to ${purchaseId}`, refundId: await idOf(refund), purchaseId },
    });
    expect(errors).toEqual([]);
    await expectExact();
    await catchUp();
    await expectExact();
  }
});

test('budgets are drawn from the same sums', async () => {
  await bought({ amount: 70, at: '2026-03-01T10:00:00Z' });
  await catchUp();
  await bought({ amount: 5, at: '2026-03-02T08:00:00Z' });
  const of = (teamId: string | null) =>
    spentKey(
      { companyId: scene.companyId, id: '', teamId, startsOn: '2026-03-01', amount: { minor: 0n, currency: 'EUR' }, version: 1 },
      'Europe/Lisbon',
    );
  const keys = [of(null), of(scene.design), of(scene.sales)];
  const context = openContext(harness.database, { viewer: scene.as.ana, locale: 'en', traceId: 'trace-of-test' });

  const spent = await Promise.all(keys.map((key) => context.loaders.load(spentUnderBudget, key)));
  await context.close();

  expect(spent.map((one) => one?.minor)).toEqual([7_500n, 7_500n, 0n]);
});

describe('what a report reads', () => {
  const explained = (sql: string, { values }: Parameters) =>
    read(harness.database, scene.companyId, async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
      const rows = await manager.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
  const none = { timeZone: 'Europe/Lisbon', unfolded: [] };

  test('of the sums is the days that it is of, along their key, under row-level security', async () => {
    const parameters = new Parameters();
    const days = { from: `'2026-02-01'::date`, until: `'2026-03-01'::date` };

    const plan = await explained(summed(none, { currency: `'EUR'`, dimension: `'CATEGORY'`, days }), parameters);

    expect(plan).toMatch(/spend_rollups_pkey.*\n.*Index Cond: .*currency.*dimension.*day >= .*day < /);
  });

  test('of the folds is one day, and the purchases of several days', async () => {
    const parameters = new Parameters();
    const [window, before] = [
      { startMs: Date.parse('2026-03-01T00:00Z'), endMs: Date.parse('2026-04-01T00:00Z') },
      { startMs: Date.parse('2026-02-01T00:00Z'), endMs: Date.parse('2026-02-02T09:15Z') },
    ];

    const plan = await explained(twoPeriods(none, { currency: 'EUR', by: 'CATEGORY', window, before }, parameters).rows, parameters);

    expect(plan).toMatch(/Index Scan using spend_folds_day .*\n.*Index Cond: .*first_day = /);
    expect(plan).toMatch(/Index Scan using spend_folds_of_days .*\n.*Index Cond: .*last_day >= /);
  });
});

describe('a company whose sums are not there yet', () => {
  test('reads its purchases until they are', async () => {
    await bought({ amount: 70, at: '2026-03-01T10:00:00Z' });
    expect(await stateOf()).toBe('none');
    const { data } = await harness.ask(scene.as.ana, '{ spendReport(by: CATEGORY, period: MONTH) { spent { minor } } }');
    expect(data).toMatchObject({ spendReport: { spent: { minor: '7000' } } });
    expect(harness.statements().some((sql) => sql.includes('FROM spend_rollups'))).toBe(false);

    await catchUp();

    const drawnFrom = await harness.ask(scene.as.ana, '{ spendReport(by: CATEGORY, period: MONTH) { spent { minor } } }');
    expect(drawnFrom.data).toEqual(data);
    expect(harness.statements().some((sql) => sql.includes('FROM spend_rollups'))).toBe(true);
  });

  test('is found by the worker, and so is one that moved to another zone', async () => {
    expect(await rollups.backlog()).toContain(scene.companyId);
    await catchUp();
    expect(await rollups.backlog()).not.toContain(scene.companyId);

    await moveTo('Pacific/Auckland');

    expect(await rollups.backlog()).toContain(scene.companyId);
    await catchUp();
    await expectExact();
  });
});

test('every report is exact while purchases come in, two workers sum them, and the sums are made anew', async () => {
  await catchUp();
  let coming = true;
  const shop = async () => {
    for (let i = 0; i < 40; i += 1) {
      const at = iso(harness.clock.now().getTime() - i * 20 * HOUR_MS);
      const token = await bought({ amount: 10 + i, at });
      if (i % 3 === 0) await tell('webhook.authorization.reversal.partial', { amount: 4, at, names: token });
      if (i % 4 === 0) await tell('webhook.authorization.clearing', { amount: 12 + i, at, names: token });
      if (i === 20) await harness.admin.query(`UPDATE spend_rollup_marks SET state = 'CLEARING' WHERE company_id = $1`, [scene.companyId]);
    }
    coming = false;
  };
  const work = async () => {
    for (const worker = new SpendRollups(harness.database.gateway, 0); coming; ) await worker.catchUp(scene.companyId);
  };
  const seen: unknown[] = [];
  const look = async () => {
    while (coming) {
      const context = openContext(harness.database, { viewer: scene.as.ana, locale: 'en', traceId: 'trace-of-test' });
      const scope = await spendScope(context);
      const manager = await context.read();
      const both = [scope, { ...scope, rollup: () => Promise.resolve(null) }];
      const [drawnByDay, summedByDay] = await Promise.all(both.map((one) => spentByDay(manager, one)));
      await context.close();
      expect(withSpend(drawnByDay)).toEqual(withSpend(summedByDay));
      seen.push(await scope.rollup());
    }
  };

  await Promise.all([shop(), work(), work(), look()]);

  expect(seen.some((rollup) => rollup !== null)).toBe(true);
  await catchUp();
  await expectExact();
});

describe('a sum that is wrong', () => {
  const damages = [
    [`UPDATE spend_rollups SET minor = minor + 1 WHERE company_id = $1 AND dimension = 'CATEGORY'`, 'spend_rollups'],
    [`DELETE FROM spend_rollups WHERE company_id = $1 AND dimension = 'TOTAL'`, 'spend_rollups'],
    [`UPDATE spend_folds SET part_minor = ARRAY[1::bigint] WHERE company_id = $1`, 'spend_folds'],
    [`DELETE FROM spend_folds WHERE company_id = $1`, 'spend_folds'],
  ] as const;

  test.each(damages)('is found by the night, told, and made again: %s', async (sql) => {
    await bought({ amount: 70, at: '2026-03-01T10:00:00Z' });
    await catchUp();
    expect(await wrong()).toEqual([]);
    await harness.admin.query(sql, [scene.companyId]);
    expect(await wrong()).not.toEqual([]);

    await harness.marqeta.job('ledger.checkWhole');

    const { rows } = await harness.admin.query(`SELECT code FROM ledger_checks WHERE company_id = $1 AND NOT holds`, [scene.companyId]);
    expect(rows).toEqual([{ code: 'ROLLUPS_EQUAL_RECOUNT' }]);
    expect(await stateOf()).toBe('CLEARING');
    await catchUp();
    expect(await stateOf()).toBe('READY');
    await expectExact();
  });
});
