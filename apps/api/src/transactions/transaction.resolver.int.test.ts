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
let tokens = 0;

/** A purchase at our gateway; major units. Each is a minute after the one before. */
async function buy(card: { token: string }, amount: number, but: { mcc?: string; merchant?: string } = {}): Promise<string> {
  tokens += 1;
  const token = randomUUID();
  const at = new Date(Date.parse('2026-03-02T08:00:00Z') + tokens * 60_000).toISOString();
  const body = asking(card, { amount, token, currency: 'EUR', at, ...(but.mcc === undefined ? {} : { mcc: but.mcc }) });
  if (but.merchant !== undefined) (body['card_acceptor'] as Node)['name'] = but.merchant;
  await harness.marqeta.ask(body);
  return token;
}

async function ask(viewer: Viewer, query: string, variables: Node = {}): Promise<Node> {
  const { data, errors } = await harness.ask(viewer, query, variables);
  expect(errors).toEqual([]);
  return data ?? {};
}

async function list(viewer: Viewer, args = '', fields = 'merchant { name } amount { minor }'): Promise<Node[]> {
  const data = await ask(viewer, `{ transactions${args} { edges { node { ${fields} } } } }`);
  return (data['transactions'] as { edges: { node: Node }[] }).edges.map(({ node }) => node);
}

const namesOf = (nodes: readonly Node[]) => nodes.map((node) => (node['merchant'] as Node)['name']);

async function only(viewer: Viewer, fields: string): Promise<Node> {
  const [node, ...more] = await list(viewer, '', fields);
  expect(more).toEqual([]);
  return node ?? {};
}

test('a purchase shows what was bought, by whom and with what', async () => {
  await buy(scene.brunos, 12.5, { mcc: '5812', merchant: 'Blue Door' });

  expect(
    await only(
      scene.as.ana,
      'kind status amount { minor currency } held { minor } cleared { minor } merchant { name mcc category } card { lastFour } holder { displayName } unconfirmed declineSentence',
    ),
  ).toEqual({
    kind: 'PURCHASE',
    status: 'PENDING',
    amount: { minor: '1250', currency: 'EUR' },
    held: { minor: '1250' },
    cleared: { minor: '0' },
    merchant: { name: 'Blue Door', mcc: '5812', category: 'Eating places and Restaurants' },
    card: { lastFour: '7701' },
    holder: { displayName: 'Bruno Silva' },
    unconfirmed: true,
    declineSentence: null,
  });
});

test('its life is told from the question to the last clearing, with the transfers that it made', async () => {
  const token = await buy(scene.brunos, 50);
  const common = { currency_code: 'EUR', amount: 50, request_amount: 50 };
  await harness.marqeta.deliver(
    told(scene.brunos, 'webhook.authorization.approved', { ...common, token, user_transaction_time: '2026-03-02T08:30:00Z' }),
  );
  await harness.marqeta.deliver(
    told(scene.brunos, 'webhook.authorization.clearing', {
      ...{ ...common, amount: 60, token: randomUUID(), preceding_related_transaction_token: token },
      ...{ user_transaction_time: '2026-03-03T08:30:00Z', is_final_clearing: true },
    }),
  );

  const { timeline, ledgerTransfers, status } = await only(
    scene.as.ana,
    'status timeline { kind sentence decision { outcome } } ledgerTransfers { kind debitAccount creditAccount amount { minor } }',
  );

  expect(status).toBe('CLEARED');
  expect(timeline).toEqual([
    { kind: 'decision', sentence: 'Approved for €50.00', decision: { outcome: 'APPROVED' } },
    { kind: 'authorization', sentence: '€50.00 is held', decision: null },
    {
      kind: 'authorization.clearing',
      sentence: 'Cleared for €60.00, more than the €50.00 held (tip, fuel or exchange rate)',
      decision: null,
    },
  ]);
  expect(ledgerTransfers).toEqual([
    { kind: 'hold', debitAccount: 'AVAILABLE', creditAccount: 'HELD', amount: { minor: '5000' } },
    { kind: 'clearing', debitAccount: 'HELD', creditAccount: 'SPENT', amount: { minor: '5000' } },
    { kind: 'clearing', debitAccount: 'AVAILABLE', creditAccount: 'SPENT', amount: { minor: '1000' } },
  ]);
});

describe('a decision', () => {
  const DECISION = `declineSentence ledgerTransfers { id }
    decision { outcome reason sentence elapsedMs amount { minor } verdicts { rule outcome primary sentence scope limit { minor } counterBefore { minor } counterAfter { minor } window timeZone } }`;

  /** €300 of a daily limit of €500 were spent by Carol, and the company's limit is what stands in Bruno's way. */
  beforeEach(async () => {
    const limit = { controlType: 'AMOUNT_LIMIT', window: 'DAY' } as const;
    const { system } = scene.company;
    await harness.controls.set(system, { ...limit, idempotencyKey: '1', scope: 'COMPANY', amountMinor: '50000' });
    await harness.controls.set(system, { ...limit, idempotencyKey: '2', scope: 'CARD', subjectId: scene.brunosCard, amountMinor: '90000' });
    await buy(scene.carols, 300);
    await buy(scene.brunos, 250);
  });

  const verdictOf = (node: Node, scope: string) =>
    ((node['decision'] as Node)['verdicts'] as Node[]).find((verdict) => verdict['scope'] === scope && verdict['rule'] === 'AMOUNT_LIMIT');
  const brunos = async (viewer: Viewer) => (await list(viewer, `(filter: { holderId: "${scene.as.bruno.userId}" })`, DECISION))[0] ?? {};

  test('is shown whole to an admin', async () => {
    const node = await brunos(scene.as.ana);

    expect(node).toMatchObject({
      declineSentence: expect.stringContaining('€500.00, of which €200.00 is left'),
      decision: { outcome: 'DECLINED', reason: 'AMOUNT_LIMIT_EXCEEDED', amount: { minor: '25000' }, elapsedMs: expect.any(Number) },
    });
    expect(verdictOf(node, 'COMPANY')).toMatchObject({
      outcome: 'REFUSED',
      primary: true,
      limit: { minor: '50000' },
      counterBefore: { minor: '30000' },
      counterAfter: { minor: '55000' },
      timeZone: 'Europe/Lisbon',
    });
    expect(verdictOf(node, 'CARD')).toMatchObject({ outcome: 'PASSED', primary: false, counterBefore: { minor: '0' } });
    expect(node['ledgerTransfers']).toEqual([]);
  });

  test('tells a manager nothing of what other teams spent, nor of the company’s funds', async () => {
    const node = await brunos(scene.as.marta);

    expect(verdictOf(node, 'COMPANY')).toMatchObject({
      outcome: 'REFUSED',
      limit: { minor: '50000' },
      counterBefore: null,
      counterAfter: null,
    });
    expect(verdictOf(node, 'CARD')).toMatchObject({ counterBefore: { minor: '0' }, counterAfter: { minor: '25000' } });
    const funds = ((node['decision'] as Node)['verdicts'] as Node[]).find(({ rule }) => rule === 'FUNDS');
    expect(funds).toMatchObject({ counterBefore: null, counterAfter: null });
    expect(JSON.stringify(node)).not.toMatch(/200\.00|300\.00|10,000/);
    expect(node).toMatchObject({ ledgerTransfers: null, decision: { elapsedMs: null } });
  });

  test('is one sentence to the holder, without the figures of others', async () => {
    const node = await brunos(scene.as.bruno);

    expect(node).toMatchObject({ ledgerTransfers: null, decision: { outcome: 'DECLINED', verdicts: [], elapsedMs: null } });
    expect(node['declineSentence']).toMatch(/^It is above what is left of the daily company limit\. It is whole again on Tuesday/);
    expect(JSON.stringify(node)).not.toMatch(/[235]00\.00/);
  });

  test('is told in the viewer’s language', async () => {
    expect((await brunos({ ...scene.as.ana, locale: 'pt-PT' }))['declineSentence']).toMatch(/^Ultrapassa o limite diário da empresa/);
  });
});

describe('the list', () => {
  beforeEach(async () => {
    await buy(scene.brunos, 10, { merchant: 'Alpha Books', mcc: '5942' });
    await buy(scene.carols, 20, { merchant: 'Beta Air', mcc: '3000' });
    await buy(scene.brunos, 30, { merchant: 'Gamma 100% Coffee', mcc: '5814' });
  });

  test.each<[keyof Scene['as'], string[]]>([
    ['ana', ['Gamma 100% Coffee', 'Beta Air', 'Alpha Books']],
    ['rui', ['Gamma 100% Coffee', 'Beta Air', 'Alpha Books']],
    ['marta', ['Gamma 100% Coffee', 'Alpha Books']],
    ['bruno', ['Gamma 100% Coffee', 'Alpha Books']],
    ['carol', ['Beta Air']],
  ])('shows %s %j, also when they search', async (name, merchants) => {
    expect(namesOf(await list(scene.as[name]))).toEqual(merchants);
    expect(namesOf(await list(scene.as[name], '(filter: { search: "silva" })'))).toEqual(merchants);
  });

  test.each([
    ['the merchant', '(filter: { search: "beta" })', ['Beta Air']],
    ['part of it, whatever it means to a pattern', '(filter: { search: "0% c" })', ['Gamma 100% Coffee']],
    ['the holder', '(filter: { search: "carol sil" })', ['Beta Air']],
    ['the last four digits', '(filter: { search: "7702" })', ['Beta Air']],
    ['nothing that is there', '(filter: { search: "delta" })', []],
    ['text and state', '(filter: { search: "a", status: [PENDING], mcc: "5942" })', ['Alpha Books']],
    ['a category', '(filter: { mcc: "5814" })', ['Gamma 100% Coffee']],
    ['an amount', '(filter: { minAmountMinor: "1500", maxAmountMinor: "2500" })', ['Beta Air']],
    ['a text and an amount', '(filter: { search: "silva", minAmountMinor: "1500", maxAmountMinor: "2500" })', ['Beta Air']],
    ['a state', '(filter: { status: [DECLINED] })', []],
    ['a kind', '(filter: { kind: REFUND })', []],
    ['an id that is none', '(filter: { cardId: "nonsense" })', []],
    ['a time before', '(filter: { to: "2026-03-02T00:00:00Z" })', []],
    ['a text in a time before', '(filter: { search: "silva", to: "2026-03-02T00:00:00Z" })', []],
  ])('is filtered by %s', async (_what, args, merchants) => {
    expect(namesOf(await list(scene.as.ana, args))).toEqual(merchants);
  });

  test.each(['', ', filter: { search: "silva" }'])('is paged without gap or repeat%s', async (filter) => {
    const seen: unknown[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const data: Node = await ask(
        scene.as.ana,
        `query ($after: String) { transactions(first: 2, after: $after${filter}) { edges { node { merchant { name } } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      const { edges, pageInfo } = data['transactions'] as {
        edges: { node: Node }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      seen.push(...namesOf(edges.map(({ node }) => node)));
      [more, after] = [pageInfo.hasNextPage, pageInfo.endCursor];
    }

    expect(seen).toEqual(['Gamma 100% Coffee', 'Beta Air', 'Alpha Books']);
  });

  test('counts what is filtered, when it is asked to', async () => {
    const data = await ask(scene.as.ana, '{ transactions(first: 1, filter: { minAmountMinor: "1500" }) { totalCount } }');

    expect(data).toEqual({ transactions: { totalCount: 2 } });
  });

  test('asks for a page of any length in as many statements', async () => {
    const fields =
      'merchant { category } card { name controls { id } } holder { displayName } decision { sentence verdicts { sentence } } declineSentence timeline { sentence } ledgerTransfers { kind }';
    await list(scene.as.ana, '(first: 1)', fields);
    const forOne = harness.statements().length;

    expect(await list(scene.as.ana, '(first: 50)', fields)).toHaveLength(3);

    expect(harness.statements()).toHaveLength(forOne);
  });

  test('has nothing of another company, by list, search, filter or id', async () => {
    const [{ id }] = (await list(scene.as.carol, '', 'id')) as [{ id: string }];
    const other = await harness.prepare('Other');

    expect(await list(other.as.ana)).toEqual([]);
    expect(await list(other.as.ana, '(filter: { search: "beta" })')).toEqual([]);
    expect(await list(other.as.ana, `(filter: { cardId: "${scene.carolsCard}" })`)).toEqual([]);
    expect(await ask(other.as.ana, `{ transaction(id: "${id}") { id } }`)).toEqual({ transaction: null });
    expect(await ask(scene.as.bruno, `{ transaction(id: "${id}") { id } }`)).toEqual({ transaction: null });
    expect(await ask(scene.as.carol, `{ transaction(id: "${id}") { id } }`)).toEqual({ transaction: { id } });
  });
});

test('a card and its holder show what was spent this month, and the last purchases', async () => {
  await buy(scene.brunos, 10, { merchant: 'Alpha' });
  await buy(scene.brunos, 5, { merchant: 'Beta' });

  const data = await ask(
    scene.as.ana,
    `query ($id: ID!) { card(id: $id) { spentThisMonth { minor } recentTransactions(first: 1) { merchant { name } } holder { spentThisMonth { minor currency } } } }`,
    { id: scene.brunosCard },
  );

  expect(data).toEqual({
    card: {
      spentThisMonth: { minor: '1500' },
      recentTransactions: [{ merchant: { name: 'Beta' } }],
      holder: { spentThisMonth: { minor: '1500', currency: 'EUR' } },
    },
  });
});

test('a check of the card is no purchase', async () => {
  await harness.marqeta.ask(asking(scene.brunos, { amount: 0, currency: 'EUR', method: 'pgfs.authorization.account_verification' }));

  expect(await only(scene.as.ana, 'kind amount { minor } decision { sentence }')).toEqual({
    kind: 'VERIFICATION',
    amount: { minor: '0' },
    decision: { sentence: 'The card was checked; nothing is held.' },
  });
});
