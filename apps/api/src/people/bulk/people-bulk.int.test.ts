import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

type Row = { personId: string; refusal: string | null; sentence: string | null; person: { teams: { name: string }[] } | null };
type Bulk = { id: string; action: string; undoableUntil: string | null; team: { name: string }; rows: Row[] };
const BULK = `{ id action undoableUntil team { name } rows { personId refusal sentence person { teams { name } } } }`;

const { said, done } = bulkCommands<'changePeople' | 'undoPeopleBulk', Bulk>(
  () => harness,
  { changePeople: 'ChangePeopleInput', undoPeopleBulk: 'UndoPeopleBulkInput' },
  BULK,
);
const change = (action: string, personIds: readonly string[], teamId = scene.design) =>
  done(scene.as.ana, 'changePeople', { action, personIds, teamId });
const undo = ({ id: bulkId }: Bulk) => done(scene.as.ana, 'undoPeopleBulk', { bulkId });
const outcomes = ({ rows }: Bulk) => rows.map(({ refusal, person }) => refusal ?? person?.teams.map(({ name }) => name).join(', '));
const bruno = () => scene.as.bruno.userId;
const carol = () => scene.as.carol.userId;
const marta = () => scene.as.marta.userId;
const managers = async () =>
  (
    await harness.admin.query<{ user_id: string }>(`SELECT user_id FROM memberships WHERE team_id = $1 AND is_manager`, [scene.design])
  ).rows.map((row) => row.user_id);

test('each person who may be added is, beside the teams that they have, and each other says why not', async () => {
  const nobodys = randomUUID();

  const bulk = await change('ADD_TO_TEAM', [carol(), bruno(), nobodys]);

  expect(bulk).toMatchObject({
    ...{ action: 'ADD_TO_TEAM', team: { name: 'Design' } },
    undoableUntil: new Date(harness.clock.now().getTime() + 600_000).toISOString(),
    rows: [
      { personId: carol(), refusal: null, sentence: null, person: { teams: [{ name: 'Design' }, { name: 'Sales' }] } },
      { personId: bruno(), refusal: 'ALREADY_IN_TEAM', sentence: 'This person belongs to the team already.' },
      { personId: nobodys, refusal: 'NOT_FOUND', person: null },
    ],
  });
});

test('who is taken out of a team manages it no more, and stays in others', async () => {
  await change('ADD_TO_TEAM', [carol()]);

  expect(outcomes(await change('REMOVE_FROM_TEAM', [marta(), carol()]))).toEqual(['', 'Sales']);
  expect(await managers()).toEqual([]);
});

test('who may see a team sees its new member at once, and no more whom it has lost', async () => {
  const seen = async () => {
    const { data } = await harness.ask(scene.as.marta, '{ people(first: 10) { edges { node { id } } } }');
    return (data as { people: { edges: { node: { id: string } }[] } }).people.edges.map(({ node }) => node.id);
  };
  await change('ADD_TO_TEAM', [carol()]);
  expect(await seen()).toContain(carol());

  await change('REMOVE_FROM_TEAM', [carol()]);
  expect(await seen()).not.toContain(carol());
});

test('it is for admins alone', async () => {
  for (const viewer of [scene.as.marta, scene.as.rui, scene.as.bruno])
    expect(await said(viewer, 'changePeople', { action: 'ADD_TO_TEAM', personIds: [carol()], teamId: scene.design })).toBe('FORBIDDEN');
});

test('nobody and no team of another company is touched', async () => {
  const other = await harness.prepare('Other');
  const theirs = other.as.carol.userId;

  expect(await said(scene.as.ana, 'changePeople', { action: 'ADD_TO_TEAM', personIds: [theirs], teamId: scene.design })).toBe('NOT_FOUND');
  expect(await said(scene.as.ana, 'changePeople', { action: 'ADD_TO_TEAM', personIds: [carol()], teamId: other.design })).toBe('NOT_FOUND');
  expect(outcomes(await change('ADD_TO_TEAM', [carol(), theirs]))).toEqual(['Design, Sales', 'NOT_FOUND']);
});

test('the same key again does it once, and answers alike', async () => {
  const input = { idempotencyKey: 'the same', action: 'ADD_TO_TEAM', personIds: [carol()], teamId: scene.design };
  const first = await done(scene.as.ana, 'changePeople', input);

  expect(await done(scene.as.ana, 'changePeople', input)).toEqual(first);
  expect(await said(scene.as.ana, 'changePeople', { ...input, action: 'REMOVE_FROM_TEAM' })).toBe('IDEMPOTENCY_KEY_REUSED');
});

test.each<[string, () => string[]]>([
  ['nobody', () => []],
  ['what is no id', () => ['x']],
  ['more than fifty', () => Array.from({ length: 51 }, () => randomUUID())],
  ['somebody twice', () => [bruno(), bruno().toUpperCase()]],
])('%s is refused', async (_what, personIds) => {
  const input = { action: 'ADD_TO_TEAM', personIds: personIds(), teamId: scene.design };
  expect(await said(scene.as.ana, 'changePeople', input)).toBe('INVALID_INPUT');
});

describe('what was done with many people', () => {
  test('is taken back with each whom nobody has changed since', async () => {
    const bulk = await change('ADD_TO_TEAM', [carol(), scene.as.rui.userId]);
    await change('REMOVE_FROM_TEAM', [carol()], scene.sales);

    expect(outcomes(await undo(bulk))).toEqual(['STALE', '']);
  });

  test('gives a team back to whoever managed it', async () => {
    const bulk = await change('REMOVE_FROM_TEAM', [marta(), bruno()]);

    expect(outcomes(await undo(bulk))).toEqual(['Design', 'Design']);
    expect(await managers()).toEqual([marta()]);
  });

  test('leaves alone what it was refused for', async () => {
    const bulk = await change('ADD_TO_TEAM', [bruno(), carol()]);

    expect(await undo(bulk)).toMatchObject({ action: 'REMOVE_FROM_TEAM', undoableUntil: null, rows: [{ personId: carol() }] });
  });

  test('is taken back once, for ten minutes, by nobody else, and not there and back', async () => {
    const bulk = await change('ADD_TO_TEAM', [carol()]);
    const other = await harness.prepare('Other');
    expect(await said(other.as.ana, 'undoPeopleBulk', { bulkId: bulk.id })).toBe('NOT_FOUND');
    expect(await said({ ...scene.as.ana, userId: marta() }, 'undoPeopleBulk', { bulkId: bulk.id })).toBe('NOT_FOUND');
    const undone = await undo(bulk);
    expect(outcomes(await undo(bulk))).toEqual(['STALE']);
    expect(await said(scene.as.ana, 'undoPeopleBulk', { bulkId: undone.id })).toBe('BULK_IS_FINAL');

    harness.clock.advance(600_000);
    expect(await said(scene.as.ana, 'undoPeopleBulk', { bulkId: bulk.id })).toBe('BULK_UNDO_OVER');
  });

  test('stands in the audit log, for the team and as a whole', async () => {
    await change('ADD_TO_TEAM', [carol(), bruno()]);

    const { rows } = await harness.admin.query(
      `SELECT subject_type, after FROM audit_events WHERE company_id = $1 AND command = 'person.changeMany' ORDER BY 1`,
      [scene.companyId],
    );
    expect(rows).toEqual([
      { subject_type: 'peopleBulk', after: expect.objectContaining({ action: 'ADD_TO_TEAM', done: 1, refused: 1 }) },
      { subject_type: 'team', after: { added: [carol()] } },
    ]);
  });
});
