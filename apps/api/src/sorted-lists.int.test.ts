import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from './access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from './testing/graphql-harness.ts';
import { asking, told } from './testing/money-harness.ts';

/** Lists that can be ordered, all alike: their orders, and what of a row tells its place. */
type Node = Record<string, unknown>;
type List = {
  readonly name: string;
  readonly filter?: string;
  readonly fields: string;
  readonly orders: Readonly<Record<string, (node: Node) => string | number>>;
  /** Of the installation: nobody of a company sees it. */
  readonly ofOperators?: true;
};
const minorOf = (node: Node) => Number((node['amount'] as Node)['minor']);
const textOf = (field: string) => (node: Node) => String(node[field]).toLowerCase();
const heldBy = (node: Node) =>
  String((node['holder'] as Node)['displayName'])
    .toLowerCase()
    .split(' ')
    .toReversed()
    .join(' ');
const PURCHASE = 'id transactedAt amount { minor } merchant { name }';
const PURCHASES = {
  DATE: textOf('transactedAt'),
  AMOUNT: minorOf,
  MERCHANT: (node: Node) => String((node['merchant'] as Node)['name']).toLowerCase(),
};
const LISTS: readonly List[] = [
  { name: 'transactions', fields: PURCHASE, orders: PURCHASES },
  // Text is looked for by a function of its own.
  { name: 'transactions', filter: '{ search: "a" }', fields: PURCHASE, orders: PURCHASES },
  {
    name: 'cards',
    fields: 'id name createdAt holder { displayName }',
    orders: { CREATED: textOf('createdAt'), NAME: textOf('name'), HOLDER: heldBy },
  },
  {
    name: 'people',
    fields: 'id displayName role',
    orders: {
      NAME: (node) => String(node['displayName']).toLowerCase().split(' ').toReversed().join(' '),
      CREATED: textOf('id'),
      ROLE: (node) => String(node['role']),
    },
  },
  {
    name: 'disputes',
    fields: 'id openedAt amount { minor } deadline { at }',
    orders: { OPENED: textOf('openedAt'), AMOUNT: minorOf, DUE: (node) => (node['deadline'] as { at: string } | null)?.at ?? 'never' },
  },
  {
    name: 'fundMovements',
    fields: 'id requestedAt amount { minor }',
    orders: { REQUESTED: textOf('requestedAt'), AMOUNT: minorOf },
  },
  {
    name: 'riskCases',
    fields: 'id openedAt lastAlertAt alertCount',
    orders: { LAST_ALERT: textOf('lastAlertAt'), OPENED: textOf('openedAt'), ALERTS: (node) => Number(node['alertCount']) },
  },
  {
    name: 'orphanHolds',
    fields: 'id changedAt amount { minor }',
    orders: { DECIDED: textOf('id'), CHANGED: textOf('changedAt'), AMOUNT: minorOf },
  },
  {
    name: 'reconciliationDifferences',
    fields: 'id saidAt theirs { minor }',
    orders: { FOUND: textOf('id'), SAID: textOf('saidAt'), AMOUNT: (node) => Number((node['theirs'] as Node)['minor']) },
  },
  { name: 'notifications', fields: 'id', orders: { CREATED: textOf('id') } },
  { name: 'auditLog', fields: 'id', orders: { TIME: textOf('id') } },
  {
    name: 'deadLetters',
    fields: 'id failedAt attempts',
    orders: { RECEIVED: textOf('id'), FAILED: textOf('failedAt'), ATTEMPTS: (node) => Number(node['attempts']) },
    ofOperators: true,
  },
];

let harness: GraphQLHarness;
let scene: Scene;
let stranger: Scene;

/** Purchases, cards, disputes and top-ups, some of which are the same but for their ids. */
beforeAll(async () => {
  harness = await openGraphQL();
  [scene, stranger] = [await harness.prepare('Sorted'), await harness.prepare('Stranger')];
  for (const [index, [amount, merchant]] of BOUGHT.entries()) await bought(index, amount, merchant);
  for (const [index, name] of ['alpha', 'Beta', 'beta', 'Gamma'].entries())
    await harness.issuing.issue(scene.company.system, {
      ...{ idempotencyKey: name, name, programId: scene.programId },
      holderId: index % 2 === 0 ? scene.as.bruno.userId : scene.as.carol.userId,
    });
  for (const minor of [300n, 100n, 300n, 200n]) {
    harness.clock.advance(1_000);
    await harness.funds.fund(scene.company.system, { minor, currency: 'EUR' });
  }
  for (const [index, at] of ['08:00', '09:00', '08:00', '10:00'].entries()) await outOfTheOrdinary(index, `2026-03-02T${at}:00Z`);
});
afterAll(() => harness.close());

const BOUGHT: readonly (readonly [number, string])[] = [
  [30, 'Alpha Books'],
  [10, 'alpha books'],
  [30, 'Beta Air'],
  [20, 'Gamma Café'],
  [30, 'beta air'],
];

/** Cleared, and disputed. */
async function bought(index: number, amount: number, merchant: string): Promise<void> {
  const [token, at] = [randomUUID(), new Date(Date.parse('2026-03-02T08:00:00Z') + index * 60_000).toISOString()];
  const acceptor = { name: merchant, mcc: '5812' };
  const body = asking(scene.brunos, { amount, token, currency: 'EUR', at });
  (body['card_acceptor'] as Node)['name'] = merchant;
  await harness.marqeta.ask(body);
  const own = { amount, request_amount: amount, currency_code: 'EUR', user_transaction_time: at, card_acceptor: acceptor };
  await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.approved', { ...own, token }));
  await harness.marqeta.deliver(
    told(scene.brunos, 'webhook.authorization.clearing', {
      ...{ ...own, token: randomUUID(), preceding_related_transaction_token: token, is_final_clearing: true },
    }),
  );
  const [{ id }] = (await harness.admin.query<{ id: string }>(`SELECT id FROM transactions ORDER BY id DESC LIMIT 1`)).rows as [
    { id: string },
  ];
  harness.clock.advance(1_000);
  await harness.disputes.open(scene.as.bruno, {
    ...{ idempotencyKey: token, transactionId: id, amountMinor: null, reason: 'NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE' },
    statement: 'It broke.',
  });
}

/** What no service of ours does of itself: a case, an orphan hold, a difference, a notification, and a message that was not applied. */
async function outOfTheOrdinary(index: number, at: string): Promise<void> {
  const { companyId } = scene;
  const values = [companyId, at, index % 3];
  await harness.admin.query(
    `INSERT INTO risk_cases (company_id, id, rule, subject, user_id, state, alert_count, opened_at, last_alert_at)
     VALUES ($1, uuidv7(), 'DORMANT_CARD', gen_random_uuid()::text, NULL, 'OPEN', 1 + $3, $2, $2)`,
    values,
  );
  await harness.admin.query(
    `INSERT INTO orphan_holds (company_id, authorization_id, transaction_id, state, cause, opened_at, changed_at)
     SELECT company_id, id, transaction_id, 'CONFIRMED', 'HOLD_CONFIRMED', $2, $2 FROM authorizations WHERE company_id = $1 ORDER BY id OFFSET $3 LIMIT 1`,
    [companyId, at, index],
  );
  await harness.admin.query(
    `WITH run AS (INSERT INTO reconciliation_runs (id, pass, from_at, to_at, reached_at, started_at) VALUES (uuidv7(), 'RECENT', $2, $2, $2, $2) RETURNING id)
     INSERT INTO reconciliation_differences (id, company_id, run_id, what, token, type, currency, theirs_minor, said_at, found_at)
     SELECT uuidv7(), $1, id, 'MISSED', gen_random_uuid()::text, 'refund', 'EUR', 100 * $3::int, $2, $2 FROM run`,
    values,
  );
  await harness.admin.query(
    `INSERT INTO notifications (company_id, id, user_id, kind, created_at) VALUES ($1, uuidv7(), $2, 'card.issued', $3)`,
    [companyId, scene.as.ana.userId, at],
  );
  await harness.admin.query(
    `INSERT INTO dead_letters (id, shard, envelope, source, state, problem, attempts, received_at, first_failed_at, failed_at)
     VALUES (uuidv7(), 0, 'transactions', 'WEBHOOK', 'SET_ASIDE', 'Of a test', 1 + $2, $1, $1, $1)`,
    [at, index % 3],
  );
}

/** Who sees the list. */
function viewerOf({ ofOperators }: List, { as }: Scene = scene): Viewer {
  return ofOperators === true ? { ...as.ana, companyId: null, userId: null, role: 'OPERATOR', sessionId: 'operator' } : as.ana;
}

type Page = { edges: { node: Node; cursor: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
type Asked = { readonly first?: number; readonly sort?: string; readonly after?: string | null };

async function answered(viewer: Viewer, { name, filter, fields }: List, { first = 50, sort, after }: Asked) {
  const given = [
    `first: ${first}`,
    ...(sort === undefined ? [] : [`sort: ${sort}`]),
    ...(filter === undefined ? [] : [`filter: ${filter}`]),
    ...(after == null ? [] : [`after: "${after}"`]),
  ].join(', ');
  const { data, errors } = await harness.ask(
    viewer,
    `{ ${name}(${given}) { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } } }`,
  );
  return { page: (data?.[name] ?? null) as Page | null, errors };
}

async function read(viewer: Viewer, list: List, asked: Asked): Promise<Page> {
  const { page, errors } = await answered(viewer, list, asked);
  expect(errors).toEqual([]);
  return page ?? { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
}

const ORDERS = LISTS.flatMap((list) =>
  Object.keys(list.orders).flatMap((by) => (['ASC', 'DESC'] as const).map((direction) => ({ list, by, direction }))),
).map((order) => ({ ...order, called: `${order.list.name}${order.list.filter ?? ''} by ${order.by} ${order.direction}` }));

describe.each(ORDERS)('$called', ({ list, by, direction }) => {
  const sort = `{ by: ${by}, direction: ${direction} }`;

  test('come in that order, and rows that are alike by their ids', async () => {
    const nodes = (await read(viewerOf(list), list, { sort })).edges.map(({ node }) => node);
    const placeOf = list.orders[by] ?? String;
    const before = (one: Node, other: Node) => {
      const [a, b] = [placeOf(one), placeOf(other)];
      const sign = a < b || (a === b && String(one['id']) < String(other['id'])) ? -1 : 1;
      return direction === 'ASC' ? sign : -sign;
    };

    expect(nodes.length).toBeGreaterThan(3);
    expect(nodes).toEqual(nodes.toSorted(before));
  });

  test('are the same in pages of two as in one', async () => {
    const whole = (await read(viewerOf(list), list, { sort })).edges.map(({ node }) => node['id']);
    const seen: unknown[] = [];
    let page = await read(viewerOf(list), list, { sort, first: 2 });
    for (let turns = 0; turns < whole.length; turns += 1) {
      seen.push(...page.edges.map(({ node }) => node['id']));
      if (!page.pageInfo.hasNextPage) break;
      page = await read(viewerOf(list), list, { sort, first: 2, after: page.pageInfo.endCursor });
    }

    expect(seen).toEqual(whole);
  });

  test('refuse a cursor of another order', async () => {
    const { pageInfo } = await read(viewerOf(list), list, { sort, first: 1 });
    const other = direction === 'ASC' ? 'DESC' : 'ASC';

    const { errors } = await answered(viewerOf(list), list, { sort: `{ by: ${by}, direction: ${other} }`, after: pageInfo.endCursor });

    expect(errors[0]?.extensions).toMatchObject({ code: 'CURSOR_OF_ANOTHER_SORT', field: 'after' });
  });

  test('refuse a cursor that somebody made up', async () => {
    const made = Buffer.from(JSON.stringify(['\0', randomUUID(), `${by} ${direction}`])).toString('base64url');

    const { errors } = await answered(viewerOf(list), list, { sort, after: made });

    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'after' });
  });
});

describe.each(ORDERS.filter(({ list }) => list.ofOperators !== true))('$called', ({ list, by, direction }) => {
  const sort = `{ by: ${by}, direction: ${direction} }`;

  test('show nobody what is of another company, not even from its cursor on', async () => {
    const { edges } = await read(viewerOf(list), list, { sort });
    const theirs = new Set(edges.map(({ node }) => node['id']));

    const seen = [
      ...(await read(viewerOf(list, stranger), list, { sort })).edges,
      ...(await read(viewerOf(list, stranger), list, { sort, after: edges[0]?.cursor ?? null })).edges,
    ];

    expect(seen.filter(({ node }) => theirs.has(node['id']))).toEqual([]);
  });
});

test.each(LISTS)('a page of $name takes as many statements for 10, 50 or 200 rows, in each order', async (list) => {
  for (const by of Object.keys(list.orders)) {
    const counts: number[] = [];
    for (const first of [10, 50, 200]) {
      await read(viewerOf(list), list, { first, sort: `{ by: ${by}, direction: ASC }` });
      counts.push(harness.statements().length);
    }

    expect(new Set(counts).size).toBe(1);
  }
});

describe('what a page reads, as PostgreSQL plans it', () => {
  type Plan = { readonly 'Node Type': string; readonly 'Index Cond'?: string; readonly Plans?: readonly Plan[] };
  const within = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(within)];

  /** Of the statement that read the page's rows, for whoever has more rows than a test: as if sorting and reading all of a table cost too much. */
  async function limitOf(list: List, by: string, direction: string): Promise<Plan> {
    const sort = `{ by: ${by}, direction: ${direction} }`;
    const viewer = viewerOf(list);
    const { pageInfo } = await read(viewer, list, { sort, first: 1 });
    await read(viewer, list, { sort, first: 1, after: pageInfo.endCursor });
    const page = harness.sent().find(({ sql }) => sql.includes('LIMIT 2'));
    if (page === undefined) throw new Error(`no statement reads a page of ${list.name}`);
    const runner = harness.database.api.createQueryRunner();
    try {
      await runner.query(`BEGIN; SET LOCAL app.company_id = '${viewer.companyId ?? ''}'; ${AS_IF_LARGE}`);
      const [row] = (await runner.query(`EXPLAIN (FORMAT JSON) ${page.sql}`, [...page.values])) as [{ 'QUERY PLAN': [{ Plan: Plan }] }];
      const limit = within(row['QUERY PLAN'][0].Plan).find((node) => node['Node Type'] === 'Limit');
      if (limit === undefined) throw new Error('the page has no limit');
      return limit;
    } finally {
      await runner.query('ROLLBACK');
      await runner.release();
    }
  }
  const AS_IF_LARGE = ['seqscan', 'bitmapscan', 'sort', 'incremental_sort', 'hashjoin', 'mergejoin']
    .map((way) => `SET LOCAL enable_${way} = off`)
    .join('; ');

  /**
   * These are sorted. Top-ups, cases, differences and orphan holds, which are what went wrong, a company has hundreds of, or thousands: to sort all of them
   * takes milliseconds. Cards by holder are read along the names of their holders, and sorted name by name, which is forbidden here.
   */
  const SORTED = new Set([
    ...['cards by HOLDER', 'fundMovements by REQUESTED', 'fundMovements by AMOUNT'],
    ...['riskCases by ALERTS', 'orphanHolds by CHANGED', 'orphanHolds by AMOUNT', 'reconciliationDifferences by AMOUNT'],
  ]);
  const explained = ORDERS.filter(({ list }) => list.filter === undefined);

  test.each(explained)('$called: its rows from where it begins, in their order, along an index', async ({ list, by, direction }) => {
    const nodes = within(await limitOf(list, by, direction));

    expect(nodes.some((node) => node['Node Type'].endsWith('Sort'))).toBe(SORTED.has(`${list.name} by ${by}`));
    expect(nodes.find((node) => node['Node Type'].startsWith('Index'))?.['Index Cond']).toBeDefined();
  });
});
