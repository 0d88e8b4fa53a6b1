import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';

type Node = Record<string, unknown>;

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

/** Approved by us, declined by Marqeta because our answer had come too late. */
async function tooLate(amount: number): Promise<void> {
  const token = randomUUID();
  await harness.marqeta.ask(asking(scene.brunos, { amount, token, currency: 'EUR' }));
  const common = { token, amount, request_amount: amount, currency_code: 'EUR' };
  expect(await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.timed-out', common))).toBe(200);
}

const FIELDS = `state cause sentence amount { minor } askedAt decidedAt committedAt answeredAt wordAt word asks
  transaction { status held { minor } timeline { kind sentence } } events { code sentence }`;

async function holds(viewer: Viewer, args = ''): Promise<Node[]> {
  const { data, errors } = await harness.ask(viewer, `{ orphanHolds${args} { totalCount edges { node { ${FIELDS} } } } }`);
  expect(errors).toEqual([]);
  const { edges } = (data ?? {})['orphanHolds'] as { edges: { node: Node }[] };
  return edges.map(({ node }) => node);
}

test('an admin sees what happened to an orphan hold, when, and how it ended; so does the purchase’s own story', async () => {
  await tooLate(64);
  await expect
    .poll(async () => (await harness.admin.query('SELECT FROM decision_batches')).rowCount, { timeout: 5_000 })
    .toBeGreaterThan(0);

  const [hold = {}] = await holds(scene.as.ana);

  expect(hold).toMatchObject({
    ...{ state: 'RELEASED', cause: 'RELEASED_TIMED_OUT', amount: { minor: '6400' }, word: 'DECLINED', asks: 0 },
    sentence: 'Our approval reached the issuer too late: the hold of €64.00 was released',
    transaction: { status: 'DECLINED', held: { minor: '0' } },
    events: [{ code: 'RELEASED_TIMED_OUT' }],
  });
  const times = ['askedAt', 'decidedAt', 'committedAt', 'answeredAt', 'wordAt'].map((name) => Date.parse(String(hold[name])));
  expect(times.every(Number.isFinite)).toBe(true);
  expect([...times].sort((one, other) => one - other)).toEqual(times);
  expect((hold['transaction'] as { timeline: Node[] }).timeline).toContainEqual({
    kind: 'release',
    sentence: 'Our approval reached the issuer too late: the hold of €64.00 was released',
  });
});

test('it is said in the viewer’s language', async () => {
  await tooLate(64);

  expect(await holds({ ...scene.as.ana, locale: 'pt-PT' })).toMatchObject([
    { sentence: expect.stringMatching(/^A nossa aprovação chegou tarde demais ao emissor/) },
  ]);
});

test('the list is of the own company alone, can be narrowed to a state, and asks as many statements for fifty as for one', async () => {
  for (let i = 1; i <= 3; i += 1) await tooLate(i);
  const other = await harness.prepare('Other');

  expect(await holds(other.as.ana)).toEqual([]);
  expect(await holds(scene.as.ana, '(state: RESTORED)')).toEqual([]);
  await holds(scene.as.ana, '(first: 1)');
  const forOne = harness.statements().length;
  expect(await holds(scene.as.ana, '(first: 50)')).toMatchObject([
    { amount: { minor: '300' } },
    { amount: { minor: '200' } },
    { amount: { minor: '100' } },
  ]);
  expect(harness.statements()).toHaveLength(forOne);
});

test('an operator sees how many approvals wait for Marqeta’s word, and since when, not whose', async () => {
  await harness.marqeta.ask(asking(scene.brunos, { amount: 5, currency: 'EUR' }));
  await harness.admin.query(
    `INSERT INTO orphan_holds (company_id, authorization_id, transaction_id, state, cause, opened_at, changed_at)
     SELECT company_id, id, transaction_id, 'UNCONFIRMED', 'ASKED_NOT_FOUND', decided_at, decided_at FROM authorizations WHERE company_id = $1`,
    [scene.companyId],
  );
  const operator: Viewer = { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR', sessionId: 'op' };

  const { data, errors } = await harness.ask(operator, '{ installation { unconfirmedApprovals unconfirmedSince } }');

  expect(errors).toEqual([]);
  expect(data).toEqual({ installation: { unconfirmedApprovals: 1, unconfirmedSince: expect.any(String) } });
  expect((await harness.ask(operator, '{ orphanHolds { totalCount } }')).errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
});
