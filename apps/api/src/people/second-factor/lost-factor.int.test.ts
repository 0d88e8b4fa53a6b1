import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Member } from '../../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../../testing/graphql-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
  const { identityId, companyId, userId } = scene.as.bruno;
  await harness.admin.query(
    `INSERT INTO second_factors (identity_id, secret_sealed, begun_at, confirmed_at) VALUES ($1, 'x', now(), now())`,
    [identityId],
  );
  await harness.admin.query(
    `INSERT INTO passkeys (id, identity_id, credential_id, user_handle, public_key, sign_count, transports, syncable, backed_up, name, created_at)
     VALUES (uuidv7(), $1::uuid, $1::text::bytea, 'h', 'k', 0, '{}', false, false, 'Phone', now())`,
    [identityId],
  );
  await harness.admin.query(`INSERT INTO recovery_codes (identity_id, code_hash) VALUES ($1, 'h')`, [identityId]);
  await harness.admin.query(
    `INSERT INTO sessions (id, identity_id, company_id, user_id, app, rotated_at, created_at, expires_at)
     VALUES (uuidv7(), $1, $2, $3, 'portal', now(), now(), now() + interval '1 day')`,
    [identityId, companyId, userId],
  );
});

const end = (by: Member, personId = scene.as.bruno.userId) =>
  harness.ask(by, 'mutation ($input: EndColleaguesSecondFactorInput!) { endColleaguesSecondFactor(input: $input) { id } }', {
    input: { idempotencyKey: `key ${(keys += 1)}`, personId, reason: 'Lost phone, seen in the office' },
  });
const codeOf = ({ errors }: Awaited<ReturnType<typeof end>>) => errors[0]?.extensions?.['code'];

async function standing() {
  const { rows } = await harness.admin.query(
    `SELECT EXISTS (SELECT FROM second_factors WHERE identity_id = $1) AS factor,
            EXISTS (SELECT FROM passkeys WHERE identity_id = $1) AS passkey,
            EXISTS (SELECT FROM recovery_codes WHERE identity_id = $1) AS codes,
            EXISTS (SELECT FROM sessions WHERE identity_id = $1 AND revoked_at IS NULL) AS session`,
    [scene.as.bruno.identityId],
  );
  return rows[0] as unknown;
}

test('an admin ends the second factors that a colleague has lost, passkeys too: sessions end, it stands in the log, and they are told by mail', async () => {
  const { errors } = await end(scene.as.ana);

  expect(errors).toEqual([]);
  expect(await standing()).toEqual({ factor: false, passkey: false, codes: false, session: false });
  const { rows: log } = await harness.admin.query(
    `SELECT actor_id, subject_id, reason FROM audit_events WHERE command = 'secondFactor.endOther' AND company_id = $1`,
    [scene.companyId],
  );
  expect(log).toEqual([{ actor_id: scene.as.ana.userId, subject_id: scene.as.bruno.userId, reason: 'Lost phone, seen in the office' }]);
  const { rows: mails } = await harness.admin.query(`SELECT FROM graphile_worker.jobs WHERE key = $1`, [
    `secondFactor.mailEnded:${scene.as.bruno.identityId}`,
  ]);
  expect(mails).toHaveLength(1);
  expect(codeOf(await end(scene.as.ana))).toBe('PERSON_WITHOUT_FACTOR');
});

test('a lost passkey alone is ended as well', async () => {
  await harness.admin.query('DELETE FROM second_factors WHERE identity_id = $1', [scene.as.bruno.identityId]);

  expect((await end(scene.as.ana)).errors).toEqual([]);
  expect(await standing()).toEqual({ factor: false, passkey: false, codes: false, session: false });
});

test('nobody does so for themselves, without a fresh proof, or as somebody who is no admin', async () => {
  const { ana, marta, rui } = scene.as;

  expect(codeOf(await end(ana, ana.userId))).toBe('NOT_YOURSELF');
  expect(codeOf(await end({ ...ana, provenAtMs: 0 }))).toBe('STEP_UP_REQUIRED');
  for (const other of [marta, rui]) expect(codeOf(await end(other))).toBe('FORBIDDEN');
  expect(codeOf(await end((await harness.prepare('Elsewhere')).as.ana))).toBe('NOT_FOUND');
  expect(await standing()).toEqual({ factor: true, passkey: true, codes: true, session: true });
});

test('of who is a person of another company too it is not this company’s to end', async () => {
  const other = await harness.createCompany('Other');
  const { rows } = await harness.admin.query<{ id: string }>(`SELECT id FROM users WHERE company_id = $1`, [other.companyId]);
  await harness.admin.query(`UPDATE users SET identity_id = $2 WHERE id = $1`, [rows[0]?.id, scene.as.bruno.identityId]);

  expect(codeOf(await end(scene.as.ana))).toBe('FACTOR_NOT_YOURS_TO_END');
  expect(await standing()).toEqual({ factor: true, passkey: true, codes: true, session: true });
});
