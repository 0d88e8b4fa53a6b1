import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD } from '../testing/people-harness.ts';
import { type Directory, openScim, SCIM_URL } from '../testing/scim-harness.ts';

let scim: Awaited<ReturnType<typeof openScim>>;
let directory: Directory;

beforeAll(async () => {
  scim = await openScim();
});
beforeEach(async () => {
  directory = await scim.directory();
});
afterAll(() => scim.close());

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const create = (displayName: string, but: object = {}) =>
  directory.ask('POST', '/Groups', { body: { schemas: [GROUP], displayName, members: [], ...but } });
const patch = (id: string, ...operations: object[]) =>
  directory.ask('PATCH', `/Groups/${id}`, { body: { schemas: [PATCH], Operations: operations } });
const person = async (name: string) => (await directory.company.addPerson(name)).personId;
const invited = async (name: string) => {
  const body = { userName: `${name}@${directory.host}`, name: { givenName: name, familyName: 'Silva' } };
  return (await directory.ask('POST', '/Users', { body })).body.id;
};

async function membersOf(teamId: string): Promise<{ user_id: string; is_manager: boolean }[]> {
  const { rows } = await scim.admin.query<{ user_id: string; is_manager: boolean }>(
    `SELECT user_id, is_manager FROM memberships WHERE company_id = $1 AND team_id = $2 ORDER BY user_id`,
    [directory.company.companyId, teamId],
  );
  return rows;
}

test('as Okta does it, a group is made, renamed, filled and removed', async () => {
  const [bruno, carol] = [await person('Bruno'), await person('Carol')];
  const made = await create('Test SCIMv2');
  expect(made).toMatchObject({
    status: 201,
    body: { schemas: [GROUP], displayName: 'Test SCIMv2', members: [], meta: { resourceType: 'Group' } },
  });
  const { id } = made.body;
  expect(made.headers['location']).toBe(`${SCIM_URL}/Groups/${id}`);

  const renamed = await patch(id, { op: 'replace', value: { id, displayName: 'Test SCIMv2 GroupName' } });
  expect(renamed).toMatchObject({ status: 200, body: { displayName: 'Test SCIMv2 GroupName' } });
  await patch(id, { op: 'add', path: 'members', value: [{ value: bruno, display: 'bruno' }] });
  const filled = await patch(
    id,
    { op: 'remove', path: `members[value eq "${bruno}"]` },
    { op: 'add', path: 'members', value: [{ value: carol, display: 'carol' }] },
  );
  expect(filled.body['members']).toEqual([{ value: carol, display: 'Carol Silva', type: 'User', $ref: `${SCIM_URL}/Users/${carol}` }]);
  expect((await directory.ask('GET', `/Users/${carol}`)).body['groups']).toMatchObject([{ value: id, display: 'Test SCIMv2 GroupName' }]);
  const whole = { schemas: [GROUP], id, displayName: 'Test SCIMv2 GroupName', members: [{ value: bruno }, { value: carol }] };
  expect((await directory.ask('PUT', `/Groups/${id}`, { body: whole })).body['members']).toHaveLength(2);
  expect((await directory.ask('DELETE', `/Groups/${id}`)).status).toBe(204);
  expect((await directory.ask('GET', `/Groups/${id}`)).status).toBe(404);
  expect(await membersOf(id)).toEqual([]);
});

test('as Entra does it, a group is made, found without its members, and changed', async () => {
  const bruno = await person('Bruno');
  const made = await directory.ask('POST', '/Groups', {
    body: {
      schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'displayName',
      meta: { resourceType: 'Group' },
    },
  });
  const { id } = made.body;
  await patch(id, { op: 'Add', path: 'members', value: [{ $ref: null, value: bruno }] });

  const list = (filter: string) => directory.ask('GET', `/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`);
  const { Resources } = (await list('displayName eq "displayName"')).body;
  expect(Resources).toMatchObject([{ id, externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159' }]);
  expect(Resources[0]).not.toHaveProperty('members');
  expect((await list(`id eq "${id}" and members eq "${bruno}"`)).body['totalResults']).toBe(1);
  await patch(id, { op: 'Replace', path: 'displayName', value: '1879db59-3bdf-4490-ad68-ab880a269474updatedDisplayName' });
  await patch(id, { op: 'Remove', path: 'members', value: [{ $ref: null, value: bruno }] });
  expect((await list(`id eq "${id}" and members eq "${bruno}"`)).body['totalResults']).toBe(0);
});

describe('a team', () => {
  test('that was there before is found and kept; who manages it is not for the directory to say', async () => {
    const teamId = await directory.company.addTeam('Design');
    const [marta, bruno] = [await person('Marta'), await person('Bruno')];
    await scim.harness.teams.setMember(directory.company.system, { teamId, personId: marta, isManager: true });
    expect(await create('Design')).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });

    await patch(teamId, { op: 'add', path: 'members', value: [{ value: marta }, { value: bruno }] });

    expect(await membersOf(teamId)).toEqual([
      { user_id: marta, is_manager: true },
      { user_id: bruno, is_manager: false },
    ]);
  });

  test('is joined by who was only invited, once they come', async () => {
    const [first, second] = [(await create('Design')).body.id, (await create('Sales')).body.id];
    const nuno = await invited('nuno');
    await patch(first, { op: 'add', path: 'members', value: [{ value: nuno }] });
    await patch(second, { op: 'add', path: 'members', value: [{ value: nuno }] });
    await patch(second, { op: 'remove', path: `members[value eq "${nuno}"]` });
    expect((await directory.ask('GET', `/Users/${nuno}`)).body['groups']).toMatchObject([{ value: first }]);

    await scim.api.links.accept(scim.api.tokens.write('invitation', { id: nuno, round: 1 }), PASSWORD);

    expect([await membersOf(first), await membersOf(second)]).toEqual([[{ user_id: nuno, is_manager: false }], []]);
    expect((await directory.ask('GET', `/Groups/${first}`)).body['members']).toMatchObject([{ value: nuno }]);
  });

  test('that the directory let go of is the same one when it comes back', async () => {
    const { id } = (await create('Design', { externalId: 'one' })).body;
    await directory.ask('DELETE', `/Groups/${id}`);

    expect(await create('Design', { externalId: 'one' })).toMatchObject({ status: 201, body: { id, externalId: 'one', members: [] } });
  });

  test('of one name is made once, of two that come at once', async () => {
    const answers = await Promise.all([create('Design'), create('Design')]);

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409]);
  });

  test('takes a thousand members in a few statements, and tells whom controls bind', async () => {
    const { companyId } = directory.company;
    const { id } = (await create('Everybody')).body;
    await scim.admin.query(
      `INSERT INTO users (company_id, id, first_name, last_name, email_sealed, email_hash, role, status, locale, version, created_at, updated_at)
         SELECT $1::uuid, gen_random_uuid(), 'Person', n::text, '', decode(md5($1::uuid::text || n), 'hex'), 'EMPLOYEE', 'ACTIVE', 'en', 1, now(), now()
           FROM generate_series(1, 1000) n`,
      [companyId],
    );
    await scim.admin.query(
      `INSERT INTO person_keys (company_id, user_id, wrapped_key, master_key_id, created_at)
         SELECT company_id, id, '\\x00', 'test', now() FROM users WHERE company_id = $1 AND first_name = 'Person'`,
      [companyId],
    );
    const versionOf = async () =>
      (await scim.admin.query<{ v: number }>(`SELECT controls_version AS v FROM company_gates WHERE company_id = $1`, [companyId])).rows[0]
        ?.v;
    const before = Number(await versionOf());
    const { rows } = await scim.admin.query<{ id: string }>(`SELECT id FROM users WHERE company_id = $1 AND first_name = 'Person'`, [
      companyId,
    ]);

    const filled = await patch(id, { op: 'add', path: 'members', value: rows.map((row) => ({ value: row.id })) });

    expect([filled.status, (filled.body['members'] as unknown[]).length]).toEqual([200, 1_000]);
    expect(Number(await versionOf())).toBe(before + 1);
  });

  test.each<[string, object, string]>([
    ['somebody who is no user', { op: 'add', path: 'members', value: [{ value: '018f0000-0000-7000-8000-000000000001' }] }, 'invalidValue'],
    ['a name that is too long', { op: 'replace', path: 'displayName', value: 'x'.repeat(61) }, 'invalidValue'],
    ['a name that is another’s', { op: 'replace', path: 'displayName', value: 'Taken' }, 'uniqueness'],
  ])('is not changed to %s', async (_what, operation, scimType) => {
    await create('Taken');
    const { id } = (await create('Design')).body;

    expect((await patch(id, { op: 'add', path: 'externalId', value: 'never' }, operation)).body).toMatchObject({ scimType });
    expect((await directory.ask('GET', `/Groups/${id}`)).body).toMatchObject({ displayName: 'Design', members: [] });
    expect((await directory.ask('GET', `/Groups/${id}`)).body).not.toHaveProperty('externalId');
  });
});
