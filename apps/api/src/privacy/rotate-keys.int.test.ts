import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPersonEmail } from '../people/sealed-email.ts';
import { PersonService } from '../people/person.service.ts';
import { Sealer } from '../platform/seal.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { rotateKeys } from './rotate-keys.ts';

let harness: PeopleHarness;
let owner: pg.Pool;
let company: TestCompany;
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const before = new Sealer([oldKey, newKey]);
const during = new Sealer([newKey, oldKey]);
const after = new Sealer([newKey]);

beforeAll(async () => {
  harness = await openPeople();
  owner = new pg.Pool({ connectionString: harness.clone.urls.owner, max: 2 });
  company = await harness.createCompany();
  // The harness has a key of its own: of its company nothing is left that it wrapped.
  await owner.query('DELETE FROM person_keys');
  await owner.query(`UPDATE identities SET wrapped_key = ''`);
});
afterAll(async () => {
  await owner.end();
  await harness.close();
});

function add(sealer: Sealer, firstName: string) {
  const email = `${firstName.toLowerCase()}-${randomBytes(3).toString('hex')}@rotation.example`;
  const person = { firstName, lastName: 'Silva', email, role: 'EMPLOYEE' as const };
  return new PersonService(harness.database, sealer).add(company.system, person).then(({ personId }) => ({ personId, email }));
}

async function emailOf(sealer: Sealer, personId: string): Promise<string | null> {
  const { rows } = await owner.query<{ sealed: Buffer; wrapped: Buffer }>(
    `SELECT u.email_sealed AS sealed, k.wrapped_key AS wrapped FROM users u JOIN person_keys k ON k.user_id = u.id WHERE u.id = $1`,
    [personId],
  );
  const [row] = rows;
  return row === undefined ? null : openPersonEmail(sealer, personId, row.wrapped, row.sealed);
}

async function isFound(sealer: Sealer, email: string): Promise<boolean> {
  const rows = await harness.database.api.query<object[]>('SELECT id FROM auth_identity($1)', [sealer.emailHashes(email)]);
  return rows.length === 1;
}

test('goes on while people are added and read, and afterwards the old key opens nothing that the new one does not', async () => {
  const people = [];
  for (let i = 0; i < 8; i += 1) people.push(await add(before, `Old${i}`));
  const meanwhile: { personId: string; email: string }[] = [];
  let rotating = true;

  const rotation = rotateKeys(owner, during).finally(() => {
    rotating = false;
  });
  do {
    meanwhile.push(await add(meanwhile.length % 2 === 0 ? before : during, `New${meanwhile.length}`));
    for (const { personId, email } of people) {
      expect(await emailOf(during, personId)).toBe(email);
      expect(await isFound(during, email)).toBe(true);
    }
  } while (rotating);
  const first = await rotation;
  await rotateKeys(owner, during);

  expect(first).toMatchObject({ person_keys: expect.any(Number) as number });
  expect(first['identities']).toBeGreaterThanOrEqual(8);
  for (const { personId, email } of [...people, ...meanwhile]) {
    expect(await emailOf(after, personId)).toBe(email);
    expect(await isFound(after, email)).toBe(true);
  }
  expect(new Set(Object.values(await rotateKeys(owner, during)))).toEqual(new Set([0]));
});

test('leaves who was erased as they are', async () => {
  const { personId } = await add(before, 'Erased');
  await owner.query('UPDATE person_keys SET wrapped_key = NULL, erased_at = now() WHERE user_id = $1', [personId]);

  await expect(rotateKeys(owner, during)).resolves.toMatchObject({ person_keys: 0 });
});
