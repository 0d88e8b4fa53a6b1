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
  await mailed();
});

type Row = { place: number; refusal: string | null; sentence: string | null; invitation: { email: string } | null };
type Bulk = { id: string; action: string; undoableUntil: string | null; rows: Row[] };
const BULK = `{ id action undoableUntil rows { place refusal sentence invitation { email firstName role team { name } invitedByName } } }`;

const { said, done } = bulkCommands<'invitePeople' | 'undoInvitationBulk', Bulk>(
  () => harness,
  { invitePeople: 'InvitePeopleInput', undoInvitationBulk: 'UndoInvitationBulkInput' },
  BULK,
);
const one = (but: object = {}) => ({ firstName: 'Nuno', lastName: 'Reis', email: 'nuno@reis.example', role: 'EMPLOYEE', ...but });
const invite = (...people: object[]) => done(scene.as.ana, 'invitePeople', { people });
const undo = ({ id: bulkId }: Bulk) => done(scene.as.ana, 'undoInvitationBulk', { bulkId });
const outcomes = ({ rows }: Bulk) => rows.map(({ refusal, invitation }) => refusal ?? invitation?.email);
const states = async () =>
  (
    await harness.admin.query<{ state: string }>(`SELECT state FROM invitations WHERE company_id = $1 ORDER BY id`, [scene.companyId])
  ).rows.map(({ state }) => state);

/** How many mails wait to be sent, which are taken away. */
async function mailed(): Promise<number> {
  const { rowCount } = await harness.admin.query(
    `DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t WHERE t.id = j.task_id AND t.identifier = 'invitation.mail'`,
  );
  return rowCount ?? 0;
}

test('each who may be invited is, and each other says why not', async () => {
  const { email } = await scene.company.addPerson('Bela');

  const bulk = await invite(
    one({ role: 'MANAGER', teamId: scene.design }),
    one({ email }),
    one({ email: ' NUNO@reis.example' }),
    one({ email: 'no address' }),
    one({ email: 'mira@reis.example', role: 'OPERATOR' }),
    one({ email: 'mira@reis.example', role: 'MANAGER' }),
    one({ email: 'mira@reis.example', firstName: ' ' }),
  );

  expect(bulk).toMatchObject({
    ...{ action: 'INVITE', undoableUntil: new Date(harness.clock.now().getTime() + 600_000).toISOString() },
    rows: [
      {
        ...{ place: 1, refusal: null, sentence: null },
        invitation: { email: 'nuno@reis.example', role: 'MANAGER', team: { name: 'Design' }, invitedByName: 'Ana Costa' },
      },
      { place: 2, refusal: 'PERSON_EXISTS', invitation: null },
      { place: 3, refusal: 'PERSON_INVITED', invitation: null },
      { place: 4, refusal: 'INVALID_INPUT', sentence: 'This is no e-mail address.' },
      { place: 5, refusal: 'INVALID_INPUT' },
      { place: 6, refusal: 'INVALID_INPUT' },
      { place: 7, refusal: 'INVALID_INPUT', sentence: 'A name has 1 to 40 characters.' },
    ],
  });
  expect(await mailed()).toBe(1);
});

test('a team of another company is none', async () => {
  const other = await harness.prepare('Other');

  expect(outcomes(await invite(one({ teamId: other.design }), one({ email: 'mira@reis.example', teamId: scene.design })))).toEqual([
    'NOT_FOUND',
    'mira@reis.example',
  ]);
});

test('fifty are invited with one command, and more are refused', async () => {
  const people = Array.from({ length: 51 }, (_none, n) => one({ email: `nuno${n}@reis.example` }));

  expect(await said(scene.as.ana, 'invitePeople', { people })).toBe('INVALID_INPUT');
  expect(await said(scene.as.ana, 'invitePeople', { people: [] })).toBe('INVALID_INPUT');
  expect((await invite(...people.slice(1))).rows.filter(({ refusal }) => refusal === null)).toHaveLength(50);
  expect(await mailed()).toBe(50);
});

test('no more invitations are open than one company may have', async () => {
  await harness.admin.query(
    `INSERT INTO invitations (company_id, id, first_name, last_name, email_sealed, email_hash, wrapped_key, role, locale, state, invited_by_name, created_at, sent_at, expires_at)
     SELECT $1, gen_random_uuid(), 'a', 'b', '', sha256(n::text::bytea), '', 'EMPLOYEE', 'en', 'OPEN', 'Ana', now(), now(), now() + interval '7 days'
       FROM generate_series(1, 499) AS n`,
    [scene.companyId],
  );

  expect(outcomes(await invite(one(), one({ email: 'mira@reis.example' })))).toEqual(['nuno@reis.example', 'TOO_MANY_INVITATIONS']);
});

test('it is for admins alone', async () => {
  for (const viewer of [scene.as.marta, scene.as.rui, scene.as.bruno])
    expect(await said(viewer, 'invitePeople', { people: [one()] })).toBe('FORBIDDEN');
});

test('the same key again invites once, and answers alike', async () => {
  const input = { idempotencyKey: 'the same', people: [one(), one({ email: 'no address' })] };
  const first = await done(scene.as.ana, 'invitePeople', input);

  expect(await done(scene.as.ana, 'invitePeople', input)).toEqual(first);
  expect(await mailed()).toBe(1);
  expect(await said(scene.as.ana, 'invitePeople', { ...input, people: [one({ role: 'ADMIN' })] })).toBe('IDEMPOTENCY_KEY_REUSED');
});

test('two lists with the same people that come in the same moment invite each once', async () => {
  const people = [one(), one({ email: 'mira@reis.example' })];

  const bulks = await Promise.all([invite(...people), invite(...people)]);

  expect(bulks.flatMap(outcomes).filter((outcome) => outcome === 'PERSON_INVITED')).toHaveLength(2);
  expect(await states()).toEqual(['OPEN', 'OPEN']);
});

describe('people who were invited at once', () => {
  test('are invited no more when it is taken back, but for who has come and whose invitation was withdrawn', async () => {
    const bulk = await invite(one(), one({ email: 'mira@reis.example' }), one({ email: 'tom@reis.example' }), one({ email: 'no address' }));
    await harness.admin.query(
      `UPDATE invitations SET state = 'ACCEPTED' WHERE id = (SELECT min(id::text)::uuid FROM invitations WHERE company_id = $1)`,
      [scene.companyId],
    );

    const undone = await undo(bulk);

    expect(undone).toMatchObject({ action: 'WITHDRAW', undoableUntil: null });
    expect(outcomes(undone)).toEqual(['INVITATION_OVER', 'mira@reis.example', 'tom@reis.example']);
    expect(await states()).toEqual(['ACCEPTED', 'WITHDRAWN', 'WITHDRAWN']);
    expect(outcomes(await undo(bulk))).toEqual(['INVITATION_OVER', 'INVITATION_OVER', 'INVITATION_OVER']);
  });

  test('may be invited again', async () => {
    await undo(await invite(one()));

    expect(outcomes(await invite(one()))).toEqual(['nuno@reis.example']);
  });

  test('are taken back for ten minutes, by nobody else, and not there and back', async () => {
    const bulk = await invite(one());
    const other = await harness.prepare('Other');
    expect(await said(other.as.ana, 'undoInvitationBulk', { bulkId: bulk.id })).toBe('NOT_FOUND');
    expect(await said({ ...scene.as.ana, userId: scene.as.marta.userId }, 'undoInvitationBulk', { bulkId: bulk.id })).toBe('NOT_FOUND');
    expect(await said(scene.as.marta, 'undoInvitationBulk', { bulkId: bulk.id })).toBe('FORBIDDEN');
    expect(await said(scene.as.ana, 'undoInvitationBulk', { bulkId: (await undo(bulk)).id })).toBe('BULK_IS_FINAL');

    harness.clock.advance(600_000);
    expect(await said(scene.as.ana, 'undoInvitationBulk', { bulkId: bulk.id })).toBe('BULK_UNDO_OVER');
  });

  test('stand in the audit log, one by one and as a whole, without a name', async () => {
    await invite(one(), one({ email: 'no address' }));

    const { rows } = await harness.admin.query(
      `SELECT subject_type, after FROM audit_events WHERE company_id = $1 AND command = 'invitation.sendMany' ORDER BY 1`,
      [scene.companyId],
    );
    expect(rows).toEqual([
      { subject_type: 'invitation', after: { role: 'EMPLOYEE', teamId: null } },
      { subject_type: 'invitationBulk', after: { action: 'INVITE', undoes: null, done: 1, refused: 1 } },
    ]);
  });
});
