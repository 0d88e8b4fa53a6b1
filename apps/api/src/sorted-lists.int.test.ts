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
    await harness.cards.issue(scene.company.system, {
      ...{ idempotencyKey: name, name, programId: scene.programId },
      holderId: index % 2 === 0 ? scene.as.bruno.userId : scene.as.carol.userId,
    });
  for (const minor of [300n, 100n, 300n, 200n]) {
    harness.clock.advance(1_000);
    await harness.funds.fund(scene.company.system, { minor, currency: 'EUR' });
  }
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
    const nodes = (await read(scene.as.ana, list, { sort })).edges.map(({ node }) => node);
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
    const whole = (await read(scene.as.ana, list, { sort })).edges.map(({ node }) => node['id']);
    const seen: unknown[] = [];
    let page = await read(scene.as.ana, list, { sort, first: 2 });
    for (let turns = 0; turns < whole.length; turns += 1) {
      seen.push(...page.edges.map(({ node }) => node['id']));
      if (!page.pageInfo.hasNextPage) break;
      page = await read(scene.as.ana, list, { sort, first: 2, after: page.pageInfo.endCursor });
    }

    expect(seen).toEqual(whole);
  });

  test('refuse a cursor of another order', async () => {
    const { pageInfo } = await read(scene.as.ana, list, { sort, first: 1 });
    const other = direction === 'ASC' ? 'DESC' : 'ASC';

    const { errors } = await answered(scene.as.ana, list, { sort: `{ by: ${by}, direction: ${other} }`, after: pageInfo.endCursor });

    expect(errors[0]?.extensions).toMatchObject({ code: 'CURSOR_OF_ANOTHER_SORT', field: 'after' });
  });

  test('refuse a cursor that somebody made up', async () => {
    const made = Buffer.from(JSON.stringify(['\0', randomUUID(), `${by} ${direction}`])).toString('base64url');

    const { errors } = await answered(scene.as.ana, list, { sort, after: made });

    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'after' });
  });

  test('show nobody what is of another company, not even from its cursor on', async () => {
    const { edges } = await read(scene.as.ana, list, { sort });
    const theirs = new Set(edges.map(({ node }) => node['id']));

    const seen = [
      ...(await read(stranger.as.ana, list, { sort })).edges,
      ...(await read(stranger.as.ana, list, { sort, after: edges[0]?.cursor ?? null })).edges,
    ];

    expect(seen.filter(({ node }) => theirs.has(node['id']))).toEqual([]);
  });
});

test.each(LISTS)('a page of $name takes as many statements for 10, 50 or 200 rows, in each order', async (list) => {
  for (const by of Object.keys(list.orders)) {
    const counts: number[] = [];
    for (const first of [10, 50, 200]) {
      await read(scene.as.ana, list, { first, sort: `{ by: ${by}, direction: ASC }` });
      counts.push(harness.statements().length);
    }

    expect(new Set(counts).size).toBe(1);
  }
});
