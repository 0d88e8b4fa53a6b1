import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../../access/viewer.ts';
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

type Row = { cardId: string; refusal: string | null; sentence: string | null; card: { status: string } | null };
type Bulk = { id: string; action: string; undoableUntil: string | null; rows: Row[] };
const BULK = `{ id action undoableUntil rows { cardId refusal sentence card { status } } }`;

const { said, done } = bulkCommands<'changeCards' | 'undoCardBulk', Bulk>(
  () => harness,
  { changeCards: 'ChangeCardsInput', undoCardBulk: 'UndoCardBulkInput' },
  BULK,
);
const change = (by: Member, action: string, cardIds: readonly string[]) => done(by, 'changeCards', { action, cardIds });
const undo = (by: Member, { id: bulkId }: Bulk) => done(by, 'undoCardBulk', { bulkId });
const one = (cardId: string) => ({ idempotencyKey: randomUUID(), cardId });
const outcomes = ({ rows }: Bulk) => rows.map(({ refusal, card }) => refusal ?? card?.status);
const both = () => [scene.brunosCard, scene.carolsCard];

test('each card that may be frozen is, and each other says why not', async () => {
  await harness.cards.freeze(scene.as.ana, one(scene.carolsCard));
  const nobodys = randomUUID();

  const bulk = await change(scene.as.ana, 'FREEZE', [scene.brunosCard, scene.carolsCard, nobodys]);

  expect(bulk).toMatchObject({
    ...{ action: 'FREEZE', undoableUntil: new Date(harness.clock.now().getTime() + 600_000).toISOString() },
    rows: [
      { cardId: scene.brunosCard, refusal: null, sentence: null, card: { status: 'SUSPENDED' } },
      { cardId: scene.carolsCard, refusal: 'CARD_TRANSITION_NOT_ALLOWED', sentence: 'This card is frozen already.' },
      { cardId: nobodys, refusal: 'NOT_FOUND', card: null },
    ],
  });
});

test('two are frozen, and unfrozen again, with as many statements as one: the gate is held no longer', async () => {
  const statementsFor = async (cardIds: readonly string[]) => {
    const bulk = await change(scene.as.ana, 'FREEZE', cardIds);
    const frozen = harness.statements().length;
    expect(outcomes(await undo(scene.as.ana, bulk))).toEqual(cardIds.map(() => 'ACTIVE'));
    return { frozen, unfrozen: harness.statements().length };
  };

  expect(await statementsFor(both())).toEqual(await statementsFor([scene.brunosCard]));
});

test('a manager reaches the cards of the own team alone, and an accountant none', async () => {
  expect(outcomes(await change(scene.as.marta, 'FREEZE', both()))).toEqual(['SUSPENDED', expect.stringMatching(/NOT_FOUND|FORBIDDEN/)]);
  expect(await said(scene.as.rui, 'changeCards', { action: 'FREEZE', cardIds: both() })).toMatch(/NOT_FOUND|FORBIDDEN/);
});

test('no card of another company is touched', async () => {
  const other = await harness.prepare('Other');

  expect(await said(scene.as.ana, 'changeCards', { action: 'FREEZE', cardIds: [other.brunosCard] })).toBe('NOT_FOUND');
  expect(outcomes(await change(scene.as.ana, 'FREEZE', [scene.brunosCard, other.brunosCard]))).toEqual(['SUSPENDED', 'NOT_FOUND']);
  const { rows } = await harness.admin.query(`SELECT status FROM cards WHERE id = $1`, [other.brunosCard]);
  expect(rows).toEqual([{ status: 'ACTIVE' }]);
});

test('the same key again does it once, and answers alike', async () => {
  const input = { idempotencyKey: 'the same', action: 'FREEZE', cardIds: both() };
  const first = await done(scene.as.ana, 'changeCards', input);

  expect(await done(scene.as.ana, 'changeCards', input)).toEqual(first);
  expect(await said(scene.as.ana, 'changeCards', { ...input, action: 'TERMINATE' })).toBe('IDEMPOTENCY_KEY_REUSED');
});

test.each<[string, string[]]>([
  ['no card', []],
  ['what is no id', ['x']],
  ['more than fifty', Array.from({ length: 51 }, () => randomUUID())],
])('%s is refused', async (_what, cardIds) => {
  expect(await said(scene.as.ana, 'changeCards', { action: 'FREEZE', cardIds })).toBe('INVALID_INPUT');
});

test('a card that is named twice is refused', async () => {
  const cardIds = [scene.brunosCard, scene.brunosCard.toUpperCase()];

  expect(await said(scene.as.ana, 'changeCards', { action: 'FREEZE', cardIds })).toBe('INVALID_INPUT');
});

describe('what was done with many cards', () => {
  test('is taken back with each that nobody has changed since', async () => {
    const bulk = await change(scene.as.ana, 'FREEZE', both());
    await harness.cards.terminate(scene.as.ana, one(scene.carolsCard));

    expect(outcomes(await undo(scene.as.ana, bulk))).toEqual(['ACTIVE', 'STALE']);
  });

  test('leaves alone what it was refused for', async () => {
    await harness.cards.freeze(scene.as.ana, one(scene.carolsCard));
    const bulk = await change(scene.as.ana, 'FREEZE', both());

    expect(await undo(scene.as.ana, bulk)).toMatchObject({ action: 'UNFREEZE', undoableUntil: null, rows: [{ cardId: scene.brunosCard }] });
  });

  test('gives a freeze back to whose it was', async () => {
    await harness.cards.freeze(scene.as.bruno, one(scene.brunosCard));
    const bulk = await change(scene.as.ana, 'UNFREEZE', [scene.brunosCard]);
    await undo(scene.as.ana, bulk);

    // A freeze of Ana's he could not lift.
    await expect(harness.cards.unfreeze(scene.as.bruno, one(scene.brunosCard))).resolves.toEqual({ cardId: scene.brunosCard });
  });

  test('is taken back once', async () => {
    const bulk = await change(scene.as.ana, 'FREEZE', both());
    await undo(scene.as.ana, bulk);

    expect(outcomes(await undo(scene.as.ana, bulk))).toEqual(['STALE', 'STALE']);
  });

  test('is taken back for ten minutes, by nobody else, and when it is not final', async () => {
    const frozen = await change(scene.as.ana, 'FREEZE', [scene.brunosCard]);
    const ended = await change(scene.as.ana, 'TERMINATE', [scene.carolsCard]);

    expect(ended.undoableUntil).toBeNull();
    expect(await said(scene.as.ana, 'undoCardBulk', { bulkId: ended.id })).toBe('BULK_IS_FINAL');
    expect(await said(scene.as.marta, 'undoCardBulk', { bulkId: frozen.id })).toBe('NOT_FOUND');
    harness.clock.advance(600_000);
    expect(await said(scene.as.ana, 'undoCardBulk', { bulkId: frozen.id })).toBe('BULK_UNDO_OVER');
  });

  test('and another command that comes in the same moment follow each other', async () => {
    const bulk = await change(scene.as.ana, 'FREEZE', both());

    const [undone] = await Promise.all([
      undo(scene.as.ana, bulk),
      harness.cards.terminate(scene.as.ana, one(scene.brunosCard)),
      harness.cards.terminate(scene.as.ana, one(scene.carolsCard)),
    ]);

    // Whoever came first: what is terminated stays so, and the row says which it was.
    const { rows } = await harness.admin.query(`SELECT status FROM cards WHERE id = ANY ($1)`, [both()]);
    expect(rows).toEqual([{ status: 'TERMINATED' }, { status: 'TERMINATED' }]);
    for (const { refusal } of undone.rows) expect([null, 'STALE']).toContain(refusal);
  });

  test('stands in the audit log, card by card and as a whole', async () => {
    await change(scene.as.ana, 'FREEZE', both());

    const { rows } = await harness.admin.query(
      `SELECT subject_type, count(*)::int AS count FROM audit_events WHERE company_id = $1 AND command = 'card.changeMany' GROUP BY 1 ORDER BY 1`,
      [scene.companyId],
    );
    expect(rows).toEqual([
      { subject_type: 'card', count: 2 },
      { subject_type: 'cardBulk', count: 1 },
    ]);
  });
});
