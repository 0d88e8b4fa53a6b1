import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { told } from '../testing/money-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;
let other: Scene;
const token = crypto.randomUUID();

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare('Harborline');
  other = await harness.prepare('Northwind');
  await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.clearing.force-capture', { currency_code: 'EUR', token }));
  await harness.admin.query(
    `INSERT INTO reconciliation_runs (id, pass, from_at, to_at, reached_at, started_at) VALUES (gen_random_uuid(), 'RECENT', now(), now(), now(), now())`,
  );
  const differ = (company: string | null, what: string, of: string, healed: boolean) =>
    harness.admin.query(
      `INSERT INTO reconciliation_differences (id, company_id, run_id, what, token, type, currency, theirs_minor, theirs_state, said_at, found_at, healed_at)
       SELECT gen_random_uuid(), $1, id, $2, $3, 'authorization.clearing', 'EUR', 1290, 'COMPLETION', now(), $4::timestamptz, CASE WHEN $5 THEN $4::timestamptz END
         FROM reconciliation_runs`,
      [company, what, of, harness.database.clock.now(), healed],
    );
  await differ(scene.companyId, 'MISSED', token, true);
  await differ(scene.companyId, 'STATE_DIFFERS', 'strange', false);
  await differ(other.companyId, 'MISSED', 'of another', false);
  await differ(null, 'UNKNOWN_CARD', 'of nobody', false);
});
afterAll(() => harness.close());

const LIST = `query ($filter: ReconciliationDifferenceFilter) {
  reconciliationDifferences(filter: $filter) { totalCount edges { node { what theirs { minor } healedAt transaction { merchant { name } } } } }
}`;

type Listed = { reconciliationDifferences: { totalCount: number; edges: { node: { what: string; transaction: object | null } }[] } };

test('an admin sees the differences of the own company, with the purchase that each is about', async () => {
  const { data } = await harness.ask(scene.as.ana, LIST);

  const { totalCount, edges } = (data as Listed).reconciliationDifferences;
  expect(totalCount).toBe(2);
  expect(Object.fromEntries(edges.map(({ node }) => [node.what, node.transaction !== null]))).toEqual({
    MISSED: true,
    STATE_DIFFERS: false,
  });
});

test('what is open is asked for alone', async () => {
  const { data } = await harness.ask(scene.as.ana, LIST, { filter: { open: true } });

  expect((data as Listed).reconciliationDifferences.edges).toMatchObject([
    { node: { what: 'STATE_DIFFERS', theirs: { minor: '1290' }, healedAt: null } },
  ]);
});

const COUNTS = '{ reconciliation { passes { pass } counts { what open healed } } }';

test('counts are of the company, and for an operator of all companies and of what belongs to none', async () => {
  const operator = { ...scene.as.ana, companyId: null, userId: null, role: 'OPERATOR' as const };

  expect((await harness.ask(scene.as.ana, COUNTS)).data).toEqual({
    reconciliation: {
      passes: [{ pass: 'RECENT' }],
      counts: [
        { what: 'MISSED', open: 0, healed: 1 },
        { what: 'STATE_DIFFERS', open: 1, healed: 0 },
      ],
    },
  });
  expect((await harness.ask(operator, COUNTS)).data).toMatchObject({
    reconciliation: {
      counts: [
        { what: 'MISSED', open: 1, healed: 1 },
        { what: 'STATE_DIFFERS', open: 1, healed: 0 },
        { what: 'UNKNOWN_CARD', open: 1, healed: 0 },
      ],
    },
  });
});
