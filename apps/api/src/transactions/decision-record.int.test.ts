import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';

type Node = Record<string, unknown>;

let harness: GraphQLHarness;
let scene: Scene;
let controlId: string;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());

/** €300 of the company's daily limit of €500 were spent by Carol; Bruno asks for €120 in Lisbon's afternoon. */
beforeEach(async () => {
  scene = await harness.prepare();
  const limit = { controlType: 'AMOUNT_LIMIT', window: 'DAY' } as const;
  ({ controlId } = await harness.controls.set(scene.company.system, {
    ...{ ...limit, idempotencyKey: '1', scope: 'COMPANY', amountMinor: '50000' },
  }));
  await harness.controls.set(scene.company.system, {
    ...{ ...limit, idempotencyKey: '2', scope: 'CARD', subjectId: scene.brunosCard, amountMinor: '90000' },
  });
  const at = '2026-03-02T15:00:00Z';
  await harness.marqeta.ask(asking(scene.carols, { amount: 300, token: randomUUID(), currency: 'EUR', at }));
  await harness.marqeta.ask(asking(scene.brunos, { amount: 120, token: randomUUID(), currency: 'EUR', at, mcc: '5812', mid: 'M-1' }));
});

async function decisionFor(viewer: Viewer): Promise<Node> {
  const { data, errors } = await harness.ask(
    viewer,
    `{ transactions(filter: { holderId: "${scene.as.bruno.userId}" }) { edges { node { decision {
      outcome inputs { method amount { minor currency } mcc mid countedAt timeZone controlsVersion }
      timing { batchSize waitedMs gatherMs decideMs recordMs leftMs committedAt answeredAt }
      verdicts { rule outcome scope controlId controlVersion window limit { minor } counterBefore { minor } counterAfter { minor } windowStart windowEnd timeZone }
    } } } } }`,
  );
  expect(errors).toEqual([]);
  const { edges } = (data ?? {})['transactions'] as { edges: { node: Node }[] };
  const [edge] = edges;
  return (edge?.node['decision'] ?? {}) as Node;
}

const verdictOf = (decision: Node, rule: string, scope: string) =>
  (decision['verdicts'] as Node[]).find((verdict) => verdict['rule'] === rule && verdict['scope'] === scope);

test('a record holds what was asked, and each rule with its version, limit, counter, and the bounds of its window in the company’s own time', async () => {
  const decision = await decisionFor(scene.as.ana);

  expect(decision).toMatchObject({
    outcome: 'APPROVED',
    inputs: {
      ...{ method: 'pgfs.authorization', amount: { minor: '12000', currency: 'EUR' }, mcc: '5812', mid: 'M-1' },
      ...{ countedAt: '2026-03-02T15:00:00.000Z', timeZone: 'Europe/Lisbon', controlsVersion: expect.any(Number) },
    },
  });
  expect(verdictOf(decision, 'AMOUNT_LIMIT', 'COMPANY')).toEqual({
    ...{ rule: 'AMOUNT_LIMIT', outcome: 'PASSED', scope: 'COMPANY', controlId, controlVersion: 1, window: 'DAY' },
    ...{ limit: { minor: '50000' }, counterBefore: { minor: '30000' }, counterAfter: { minor: '42000' } },
    ...{ windowStart: '2026-03-02T00:00:00.000Z', windowEnd: '2026-03-03T00:00:00.000Z', timeZone: 'Europe/Lisbon' },
  });
  const rules = (decision['verdicts'] as Node[]).map(({ rule }) => rule);
  expect(rules.indexOf('CARD_STATE')).toBeLessThan(rules.indexOf('AMOUNT_LIMIT'));
  expect(rules).toContain('FUNDS');
});

test('the time of the record itself is kept a moment later, and until then it is said to be unknown', async () => {
  expect(await decisionFor(scene.as.ana)).toMatchObject({
    timing: { batchSize: 1, gatherMs: expect.any(Number), decideMs: expect.any(Number), leftMs: expect.any(Number) },
  });

  await harness.admin.query('DELETE FROM decision_batches');
  expect(await decisionFor(scene.as.ana)).toMatchObject({ timing: { batchSize: 1, recordMs: null, committedAt: null } });
  await expect
    .poll(
      async () => {
        await harness.marqeta.ask(asking(scene.carols, { amount: 1, token: randomUUID(), currency: 'EUR' }));
        return (await harness.admin.query('SELECT FROM decision_batches WHERE record_us > 0 AND answered_at >= committed_at')).rowCount;
      },
      { timeout: 5_000 },
    )
    .toBeGreaterThan(0);
});

describe('who sees other people’s counters', () => {
  test.each<[keyof Scene['as'], boolean, boolean, boolean]>([
    ['ana', true, true, true],
    ['rui', true, true, false],
    ['marta', true, false, false],
    ['bruno', false, false, false],
  ])('%s sees the record: %s, the company’s counter in it: %s, its timing: %s', async (name, record, counter, timing) => {
    const decision = await decisionFor(scene.as[name]);

    expect((decision['verdicts'] as Node[]).length > 0).toBe(record);
    expect(decision['inputs'] !== null).toBe(record);
    expect(decision['timing'] !== null).toBe(timing);
    if (!record) return;
    const company = verdictOf(decision, 'AMOUNT_LIMIT', 'COMPANY');
    expect(company?.['counterBefore'] ?? null).toEqual(counter ? { minor: '30000' } : null);
    expect(company?.['counterAfter'] ?? null).toEqual(counter ? { minor: '42000' } : null);
    expect(verdictOf(decision, 'AMOUNT_LIMIT', 'CARD')).toMatchObject({ counterBefore: { minor: '0' }, counterAfter: { minor: '12000' } });
    expect(verdictOf(decision, 'FUNDS', 'COMPANY')?.['counterBefore'] !== null).toBe(counter);
    if (!counter) expect(JSON.stringify(decision)).not.toMatch(/30000|42000/);
  });

  test.each<[keyof Scene['as'], string | null, string | null]>([
    ['ana', '2042000', '1042000'],
    // Managers change the card's own limit; what all together have spent, and what is left, is not theirs to see.
    ['marta', null, null],
  ])('%s is told that the company’s limit would have to be %s, and that %s of the funds is missing', async (name, limit, missing) => {
    await harness.marqeta.ask(asking(scene.brunos, { amount: 20_000, currency: 'EUR', at: '2026-03-02T15:00:00Z' }));
    const { data, errors } = await harness.ask(
      scene.as[name],
      `{ transactions(filter: { holderId: "${scene.as.bruno.userId}", status: [DECLINED] }) { edges { node { decision { smallestFix {
        byException lacksFunds missing { minor } changes { scope amount { minor } } } } } } } }`,
    );
    expect(errors).toEqual([]);

    const { edges } = (data ?? {})['transactions'] as { edges: { node: { decision: { smallestFix: object } } }[] };
    expect(edges.map(({ node }) => node.decision.smallestFix)).toEqual([
      {
        ...{ byException: false, lacksFunds: true, missing: missing === null ? null : { minor: missing } },
        changes: [
          { scope: 'CARD', amount: { minor: '2012000' } },
          { scope: 'COMPANY', amount: limit === null ? null : { minor: limit } },
        ],
      },
    ]);
  });
});
