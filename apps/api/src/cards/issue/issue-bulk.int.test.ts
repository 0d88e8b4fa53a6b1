import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { told } from '../../testing/money-harness.ts';
import { bulkCommands } from '../../testing/bulk-commands.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../../testing/graphql-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

type Row = {
  holderId: string;
  refusal: string | null;
  holder: { displayName: string } | null;
  card: { id: string; name: string; status: string; limits: { limit: { minor: string } }[] } | null;
};
type Bulk = { id: string; action: string; undoableUntil: string | null; program: { name: string }; rows: Row[] };
const BULK = `{ id action undoableUntil program { name } rows { holderId refusal holder { displayName } card { id name status limits { limit { minor } } } } }`;

const { said, done } = bulkCommands<'issueCards' | 'undoIssueBulk', Bulk>(
  () => harness,
  { issueCards: 'IssueCardsInput', undoIssueBulk: 'UndoIssueBulkInput' },
  BULK,
);
const asked = (but: object = {}) => ({ holderIds: [bruno(), carol()], programId: scene.programId, name: 'Travel', ...but });
const issue = (but: object = {}) => done(scene.as.ana, 'issueCards', asked(but));
const undo = ({ id: bulkId }: Bulk) => done(scene.as.ana, 'undoIssueBulk', { bulkId });
const outcomes = ({ rows }: Bulk) => rows.map(({ refusal, card }) => refusal ?? card?.status);
const bruno = () => scene.as.bruno.userId;
const carol = () => scene.as.carol.userId;
const cardOf = ({ rows }: Bulk, place: number) => rows[place]?.card?.id ?? '';

test('each who may have a card is issued one, with its limit, and each other says why not', async () => {
  await harness.admin.query(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, [carol()]);
  const nobody = randomUUID();

  const bulk = await issue({ holderIds: [bruno(), carol(), nobody], limitMinor: '70000', limitWindow: 'MONTH' });

  expect(bulk).toMatchObject({
    ...{ action: 'ISSUE', program: { name: 'Everyday' } },
    undoableUntil: new Date(harness.clock.now().getTime() + 600_000).toISOString(),
    rows: [
      { holderId: bruno(), refusal: null, card: { name: 'Travel', status: 'ACTIVE', limits: [{ limit: { minor: '70000' } }] } },
      { holderId: carol(), refusal: 'HOLDER_NOT_ACTIVE', holder: { displayName: 'Carol Silva' }, card: null },
      { holderId: nobody, refusal: 'NOT_FOUND', holder: null, card: null },
    ],
  });
});

test('Marqeta is told of each card by a job of its own', async () => {
  const bulk = await issue();

  const { rows } = await harness.admin.query<{ key: string }>(
    `SELECT key FROM graphile_worker._private_jobs WHERE key = ANY ($1) ORDER BY key`,
    [[0, 1].map((place) => `card.tellMarqeta:${cardOf(bulk, place)}`)],
  );
  expect(rows).toHaveLength(2);
});

test('it is for admins alone', async () => {
  for (const viewer of [scene.as.marta, scene.as.rui, scene.as.bruno])
    expect(await said(viewer, 'issueCards', asked())).toMatch(/NOT_FOUND|FORBIDDEN/);
});

test('nobody and no program of another company is reached', async () => {
  const other = await harness.prepare('Other');
  const theirs = other.as.carol.userId;

  expect(await said(scene.as.ana, 'issueCards', asked({ holderIds: [theirs] }))).toBe('NOT_FOUND');
  expect(await said(scene.as.ana, 'issueCards', asked({ programId: other.programId }))).toBe('NOT_FOUND');
  expect(outcomes(await issue({ holderIds: [bruno(), theirs] }))).toEqual(['ACTIVE', 'NOT_FOUND']);
});

test('the same key again issues once, and answers alike', async () => {
  const input = { ...asked(), idempotencyKey: 'the same', limitMinor: '70000', limitWindow: 'MONTH' };
  const first = await done(scene.as.ana, 'issueCards', input);

  expect(await done(scene.as.ana, 'issueCards', input)).toEqual(first);
  expect(await said(scene.as.ana, 'issueCards', { ...input, limitMinor: '80000' })).toBe('IDEMPOTENCY_KEY_REUSED');
});

test.each<[string, () => object]>([
  ['nobody', () => ({ holderIds: [] })],
  ['what is no id', () => ({ holderIds: ['x'] })],
  ['more than fifty', () => ({ holderIds: Array.from({ length: 51 }, () => randomUUID()) })],
  ['somebody twice', () => ({ holderIds: [bruno(), bruno().toUpperCase()] })],
  ['a card without a name', () => ({ name: ' ' })],
  ['a limit of nothing', () => ({ limitMinor: '0', limitWindow: 'MONTH' })],
  ['half a limit', () => ({ limitMinor: '100' })],
])('%s is refused as a whole', async (_what, but) => {
  expect(await said(scene.as.ana, 'issueCards', asked(but()))).toBe('INVALID_INPUT');
});

test('three are taken back with as many statements as one: the gate is held no longer', async () => {
  const statementsFor = async (holderIds: readonly string[]) => {
    const bulk = await issue({ holderIds });
    expect(outcomes(await undo(bulk))).toEqual(holderIds.map(() => 'TERMINATED'));
    return harness.statements().length;
  };

  expect(await statementsFor([bruno(), carol(), scene.as.marta.userId])).toBe(await statementsFor([bruno()]));
});

describe('cards that were issued at once', () => {
  test('are terminated when it is taken back, but for one that was used and one that was changed', async () => {
    const third = scene.as.marta.userId;
    const bulk = await issue({ holderIds: [bruno(), carol(), third] });
    await harness.cards.freeze(scene.as.ana, { idempotencyKey: randomUUID(), cardId: cardOf(bulk, 1) });
    const collected = { token: randomUUID(), amount: 12, currency_code: 'EUR' };
    await harness.marqeta.deliver(told({ token: cardOf(bulk, 2) }, 'webhook.authorization.clearing.force-capture', collected));

    const undone = await undo(bulk);

    expect(undone).toMatchObject({ action: 'TERMINATE', undoableUntil: null });
    expect(outcomes(undone)).toEqual(['TERMINATED', 'STALE', 'CARD_USED']);
    expect(outcomes(await undo(bulk))).toEqual(['STALE', 'STALE', 'CARD_USED']);
  });

  test('are taken back for ten minutes, by nobody else, and not there and back', async () => {
    const bulk = await issue();
    const other = await harness.prepare('Other');
    expect(await said(other.as.ana, 'undoIssueBulk', { bulkId: bulk.id })).toBe('NOT_FOUND');
    expect(await said(scene.as.marta, 'undoIssueBulk', { bulkId: bulk.id })).toBe('NOT_FOUND');
    expect(await said(scene.as.ana, 'undoIssueBulk', { bulkId: (await undo(bulk)).id })).toBe('BULK_IS_FINAL');

    harness.clock.advance(600_000);
    expect(await said(scene.as.ana, 'undoIssueBulk', { bulkId: bulk.id })).toBe('BULK_UNDO_OVER');
  });

  test('stand in the audit log, card by card and as a whole', async () => {
    await issue();

    const { rows } = await harness.admin.query(
      `SELECT subject_type, count(*)::int AS count FROM audit_events WHERE company_id = $1 AND command = 'card.issueMany' GROUP BY 1 ORDER BY 1`,
      [scene.companyId],
    );
    expect(rows).toEqual([
      { subject_type: 'card', count: 2 },
      { subject_type: 'issueBulk', count: 1 },
    ]);
  });
});
