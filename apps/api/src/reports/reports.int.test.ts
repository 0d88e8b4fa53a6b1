import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';

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

async function ask(viewer: Viewer, query: string, variables: Node = {}): Promise<Node> {
  const { data, errors } = await harness.ask(viewer, query, variables);
  expect(errors).toEqual([]);
  return data ?? {};
}

/** At a moment of Lisbon's 2 March 2026, which is today; its day begins with UTC's. */
async function buy(card: { token: string }, amount: number, at: string, merchant = 'Blue Door'): Promise<void> {
  const body = asking(card, { amount, currency: 'EUR', at });
  (body['card_acceptor'] as Node)['name'] = merchant;
  await harness.marqeta.ask(body);
}

/** Reported by Marqeta after the fact: it counts in its own time. */
async function bought(card: { token: string }, amount: number, at: string, merchant = 'Blue Door'): Promise<void> {
  const token = randomUUID();
  const own = { amount, request_amount: amount, currency_code: 'EUR', user_transaction_time: at, token };
  await harness.marqeta.deliver(told(card, 'webhook.authorization.approved', { ...own, card_acceptor: { name: merchant, mcc: '5812' } }));
}

const budget = (viewer: Viewer, input: Node) =>
  harness.ask(
    viewer,
    `mutation ($input: SetBudgetInput!) { setBudget(input: $input) { month amount { minor } spent { minor } team { name } version } }`,
    {
      input: { idempotencyKey: JSON.stringify(input), month: '2026-03', ...input },
    },
  );

describe('the overview', () => {
  const OVERVIEW = `{ spendOverview { today spentToday { minor } spentThisMonth { minor currency } budgetThisMonth { minor } held { minor } available { minor }
    declinesToday purchasesToday byDay { day spent { minor } } byTeam { team { name } spent { minor } budget { minor } } topMerchants { name spent { minor } purchases } } }`;
  const overview = async (viewer: Viewer) => (await ask(viewer, OVERVIEW))['spendOverview'] as Node;

  beforeEach(async () => {
    await buy(scene.brunos, 20, '2026-03-02T08:00:00Z');
    await buy(scene.brunos, 5, '2026-03-02T08:10:00Z', 'Alpha Books');
    await buy(scene.carols, 100, '2026-03-02T08:20:00Z', 'Beta Air');
    await buy(scene.carols, 20_000, '2026-03-02T08:30:00Z');
    // The evening before in Lisbon, and the month before.
    await bought(scene.brunos, 7, '2026-03-01T23:59:59Z');
    await bought(scene.brunos, 9, '2026-02-28T23:59:59Z');
    await budget(scene.as.ana, { amountMinor: '100000' });
    await budget(scene.as.ana, { teamId: scene.design, amountMinor: '40000' });
  });

  test('of an admin is the whole company’s, in its own days', async () => {
    const seen = await overview(scene.as.ana);

    expect(seen).toMatchObject({
      today: '2026-03-02',
      spentToday: { minor: '12500' },
      spentThisMonth: { minor: '13200', currency: 'EUR' },
      budgetThisMonth: { minor: '100000' },
      held: { minor: '14100' },
      available: { minor: '985900' },
      declinesToday: 1,
      purchasesToday: 3,
      byTeam: [
        { team: { name: 'Sales' }, spent: { minor: '10000' }, budget: null },
        { team: { name: 'Design' }, spent: { minor: '3200' }, budget: { minor: '40000' } },
      ],
      topMerchants: [
        { name: 'Beta Air', spent: { minor: '10000' }, purchases: 1 },
        { name: 'Blue Door', spent: { minor: '2700' }, purchases: 2 },
        { name: 'Alpha Books', spent: { minor: '500' }, purchases: 1 },
      ],
    });
    const days = seen['byDay'] as Node[];
    expect(days).toHaveLength(30);
    expect(days[0]).toEqual({ day: '2026-02-01', spent: { minor: '0' } });
    expect(days.slice(-3)).toEqual([
      { day: '2026-02-28', spent: { minor: '900' } },
      { day: '2026-03-01', spent: { minor: '700' } },
      { day: '2026-03-02', spent: { minor: '12500' } },
    ]);
  });

  test('of a manager is that of the teams, without the company’s funds', async () => {
    expect(await overview(scene.as.marta)).toMatchObject({
      spentThisMonth: { minor: '3200' },
      budgetThisMonth: { minor: '40000' },
      held: { minor: '4100' },
      available: null,
      declinesToday: 0,
      byTeam: [{ team: { name: 'Design' } }],
      topMerchants: [{ name: 'Blue Door' }, { name: 'Alpha Books' }],
    });
  });

  test('of an employee is their own', async () => {
    expect(await overview(scene.as.carol)).toMatchObject({
      spentThisMonth: { minor: '10000' },
      budgetThisMonth: null,
      available: null,
      declinesToday: 1,
      byTeam: [],
    });
  });

  test('agrees with the card’s, the person’s and the budget’s own figures', async () => {
    const data = await ask(
      scene.as.ana,
      `query ($id: ID!) { card(id: $id) { spentThisMonth { minor } holder { spentThisMonth { minor } } } budgets { team { name } spent { minor } } }`,
      { id: scene.brunosCard },
    );

    expect(data).toEqual({
      card: { spentThisMonth: { minor: '3200' }, holder: { spentThisMonth: { minor: '3200' } } },
      budgets: [
        { team: null, spent: { minor: '13200' } },
        { team: { name: 'Design' }, spent: { minor: '3200' } },
      ],
    });
  });

  test('has nothing of another company', async () => {
    const other = await harness.prepare('Other');

    expect(await overview(other.as.ana)).toMatchObject({ spentThisMonth: { minor: '0' }, declinesToday: 0, topMerchants: [], byTeam: [] });
  });
});

describe('a budget', () => {
  test('is set, changed, and seen in its month alone', async () => {
    const first = await budget(scene.as.ana, { amountMinor: '100', expectedVersion: 0 });
    const second = await budget(scene.as.ana, { amountMinor: '200', expectedVersion: 1 });

    expect(first.data).toEqual({
      setBudget: { month: '2026-03', amount: { minor: '100' }, spent: { minor: '0' }, team: null, version: 1 },
    });
    expect(second.data).toMatchObject({ setBudget: { amount: { minor: '200' }, version: 2 } });
    expect(await ask(scene.as.ana, '{ budgets { version } }')).toEqual({ budgets: [{ version: 2 }] });
    expect(await ask(scene.as.ana, '{ budgets(month: "2026-04") { version } }')).toEqual({ budgets: [] });
  });

  test.each<[string, keyof Scene['as'], Node, string]>([
    ['that has changed since', 'ana', { amountMinor: '1', expectedVersion: 7 }, 'STALE'],
    ['of a month that is none', 'ana', { amountMinor: '1', month: '2026-13' }, 'INVALID_INPUT'],
    ['below zero', 'ana', { amountMinor: '-1' }, 'INVALID_INPUT'],
    ['of a team that is none', 'ana', { amountMinor: '1', teamId: 'x' }, 'NOT_FOUND'],
    ['by a manager', 'marta', { amountMinor: '1' }, 'FORBIDDEN'],
    ['by an accountant', 'rui', { amountMinor: '1' }, 'FORBIDDEN'],
  ])('%s is refused', async (_what, name, input, code) => {
    expect((await budget(scene.as[name], input)).errors[0]?.extensions).toMatchObject({ code });
  });

  test('is not set for a team of another company', async () => {
    const other = await harness.prepare('Other');

    expect((await budget(other.as.ana, { amountMinor: '1', teamId: scene.design })).errors[0]?.extensions).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.each<[keyof Scene['as'], (string | null)[]]>([
    ['rui', [null, 'Design', 'Sales']],
    ['marta', ['Design']],
    ['bruno', []],
  ])('is seen by %s of %j', async (name, teams) => {
    await budget(scene.as.ana, { amountMinor: '1' });
    await budget(scene.as.ana, { amountMinor: '1', teamId: scene.sales });
    await budget(scene.as.ana, { amountMinor: '1', teamId: scene.design });

    const data = (await ask(scene.as[name], '{ budgets { team { name } } }'))['budgets'] as { team: { name: string } | null }[];

    expect(data.map(({ team }) => team?.name ?? null)).toEqual(teams);
  });
});

describe('the operator', () => {
  const operator = { identityId: 'o', sessionId: 'o', companyId: null, userId: null, role: 'OPERATOR', displayName: 'Op' } as const;
  const viewer: Viewer = { ...operator, teamIds: [], managedTeamIds: [], locale: 'en', accessVersion: 1, provenAtMs: 0 };

  test('sees how the installation is, and nothing of a company', async () => {
    const data = await ask(
      viewer,
      '{ company { id } installation { companies inboxPending inboxSetAside jobsFailed issuerReachable version } }',
    );

    expect(data).toMatchObject({
      company: null,
      installation: { inboxPending: 0, inboxSetAside: 0, issuerReachable: true, version: 'test' },
    });
    for (const query of [
      '{ spendOverview { today } }',
      '{ cards { totalCount } }',
      '{ transactions { totalCount } }',
      '{ budgets { id } }',
      '{ notifications { totalCount } }',
      '{ feedCursor }',
      '{ spendingControls { id } }',
    ])
      expect((await harness.ask(viewer, query)).errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('learns whether the books hold, without figures', async () => {
    await harness.admin.query(
      `INSERT INTO ledger_checks (company_id, code, currency, holds, difference_minor, checked_at) VALUES ($1, 'TRANSFERS_BALANCE', 'EUR', false, 5, now())`,
      [scene.companyId],
    );
    await harness.admin.query(
      `INSERT INTO ledger_check_runs (kind, started_at, finished_at, companies) VALUES ('RECENT', now(), now(), 1) ON CONFLICT DO NOTHING`,
    );
    const query = '{ ledgerChecks { code holds sentence difference { minor } } }';
    const check = { code: 'TRANSFERS_BALANCE', holds: false, sentence: 'A balance is not the sum of its transfers.' };

    expect((await ask(viewer, query))['ledgerChecks']).toContainEqual({ ...check, difference: null });
    expect(await ask(scene.as.rui, query)).toEqual({ ledgerChecks: [{ ...check, difference: { minor: '5' } }] });
    expect((await harness.ask(scene.as.marta, query)).errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('is alone in seeing the installation', async () => {
    expect(await ask(scene.as.ana, '{ installation { companies } }')).toEqual({ installation: null });
  });
});
