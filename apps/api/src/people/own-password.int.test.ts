import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { PASSWORD } from '../testing/people-harness.ts';
import { passwordMatches } from './sign-in/password.ts';

const ANOTHER = 'quiet lantern over gravel';
let harness: GraphQLHarness;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

const change = (password: string, by = scene.as.bruno) =>
  harness.ask(by, 'mutation ($input: ChangeMyPasswordInput!) { changeMyPassword(input: $input) { id } }', {
    input: { idempotencyKey: `key ${(keys += 1)}`, password },
  });

async function signsInWith(password: string): Promise<boolean> {
  const { rows } = await harness.admin.query<{ hash: string }>(`SELECT password_hash AS hash FROM identities WHERE id = $1`, [
    scene.as.bruno.identityId,
  ]);
  return passwordMatches(rows[0]?.hash ?? null, password);
}

async function openSession(id: string): Promise<void> {
  const { identityId, companyId, userId } = scene.as.bruno;
  await harness.admin.query(
    `INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at)
     VALUES ($1, $2, $3, $4, 'portal', now(), now(), now() + interval '1 day')`,
    [id, identityId, companyId, userId],
  );
}

describe('somebody who is signed in', () => {
  test('sets another password, which ends their other sessions, is told by mail and stands in the log', async () => {
    const { sessionId, identityId } = scene.as.bruno;
    const elsewhere = scene.as.carol.userId;
    await openSession(sessionId);
    await openSession(elsewhere);

    const { errors } = await change(ANOTHER);

    expect(errors).toEqual([]);
    expect([await signsInWith(ANOTHER), await signsInWith(PASSWORD)]).toEqual([true, false]);
    const { rows: open } = await harness.admin.query(`SELECT id FROM sessions WHERE identity_id = $1 AND revoked_at IS NULL`, [identityId]);
    expect(open).toEqual([{ id: sessionId }]);
    const { rows: mails } = await harness.admin.query(`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'password.mailResetDone'`);
    expect(mails.length).toBeGreaterThan(0);
    const { rows: log } = await harness.admin.query(
      `SELECT actor_id, after FROM audit_events WHERE command = 'password.change' AND company_id = $1`,
      [scene.companyId],
    );
    expect(log).toEqual([{ actor_id: scene.as.bruno.userId, after: { endedSessions: 1 } }]);
  });

  test('is refused without a fresh proof, and one that is too easy', async () => {
    const stale = await change(ANOTHER, { ...scene.as.bruno, provenAtMs: 0 });
    const short = await change('short');

    expect(stale.errors[0]?.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED' });
    expect(short.errors[0]?.extensions).toMatchObject({ code: 'PASSWORD_LENGTH' });
    expect(await signsInWith(PASSWORD)).toBe(true);
  });
});
