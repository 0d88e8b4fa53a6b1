import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PersonCommands } from '../people/manage/person-commands.ts';
import { LastAdminError, SuspendedByAdminError } from '../people/people.errors.ts';
import { PASSWORD } from '../testing/people-harness.ts';
import { type Directory, openScim, SCIM_URL, type ScimAnswer } from '../testing/scim-harness.ts';
import { post, signInAs, tokenOf } from '../testing/sign-in-process.ts';

let scim: Awaited<ReturnType<typeof openScim>>;
let directory: Directory;

beforeAll(async () => {
  scim = await openScim();
});
beforeEach(async () => {
  directory = await scim.directory();
});
afterAll(() => scim.close());

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** As Okta creates a user. */
const okta = (userName: string, but: object = {}) => ({
  schemas: [USER],
  userName,
  name: { givenName: 'Bruno', familyName: 'Silva' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  displayName: 'Bruno Silva',
  locale: 'en-US',
  externalId: randomUUID(),
  groups: [],
  password: '1mz050nq',
  active: true,
  ...but,
});
const mailbox = (name: string) => `${name}@${directory.host}`;
const create = (body: object): Promise<ScimAnswer> => directory.ask('POST', '/Users', { body });
const patch = (id: string, ...operations: object[]) =>
  directory.ask('PATCH', `/Users/${id}`, { body: { schemas: [PATCH], Operations: operations } });
const find = (filter: string, query = '') => directory.ask('GET', `/Users?filter=${encodeURIComponent(filter)}${query}`);

async function waitingMails(): Promise<string[]> {
  const { rows } = await scim.admin.query<{ id: string }>(
    `SELECT j.payload->>'invitationId' AS id FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = 'invitation.mail'`,
  );
  return rows.map(({ id }) => id);
}

async function accept(invitationId: string): Promise<void> {
  await scim.api.links.accept(scim.api.tokens.write('invitation', { id: invitationId, round: 1 }), PASSWORD);
}

describe('as Okta does it', () => {
  test('somebody is looked for, created, read, changed, deactivated and activated', async () => {
    const userName = mailbox('bruno');
    expect(await find(`userName eq "${userName}"`, '&startIndex=1&count=100')).toMatchObject({
      status: 200,
      body: { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] },
    });

    const made = await create(okta(userName, { externalId: '00ujl29u0le5T6Aj10h7' }));

    expect(made).toMatchObject({
      status: 201,
      headers: { 'content-type': 'application/scim+json; charset=utf-8' },
      body: {
        schemas: [USER],
        ...{ userName, externalId: '00ujl29u0le5T6Aj10h7', active: true, displayName: 'Bruno Silva' },
        name: { formatted: 'Bruno Silva', givenName: 'Bruno', familyName: 'Silva' },
        emails: [{ value: userName, type: 'work', primary: true }],
        groups: [],
        meta: { resourceType: 'User' },
      },
    });
    const { id } = made.body;
    expect([made.headers['location'], made.body['meta']]).toMatchObject([
      `${SCIM_URL}/Users/${id}`,
      { location: `${SCIM_URL}/Users/${id}` },
    ]);
    expect((await directory.ask('GET', `/Users/${id}`)).body).toEqual(made.body);
    const put = await directory.ask('PUT', `/Users/${id}`, {
      body: okta(userName, { id, name: { givenName: 'Bento', familyName: 'Silva' } }),
    });
    expect(put).toMatchObject({ status: 200, body: { id, name: { givenName: 'Bento' }, displayName: 'Bento Silva', active: true } });
    expect(await patch(id, { op: 'replace', value: { active: false } })).toMatchObject({ status: 200, body: { active: false } });
    expect(await patch(id, { op: 'replace', value: { active: true } })).toMatchObject({ status: 200, body: { id, active: true } });
  });
});

describe('as Entra does it', () => {
  test('somebody is created, found, changed and disabled', async () => {
    const userName = mailbox('test_user_ab6490ee');
    const made = await create({
      schemas: [USER, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
      externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
      userName,
      active: true,
      emails: [{ primary: true, type: 'work', value: userName }],
      meta: { resourceType: 'User' },
      name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
      roles: [],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sea' },
    });
    expect(made.status).toBe(201);
    const { id } = made.body;

    expect((await find(`externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"`)).body.Resources).toEqual([made.body]);
    const changed = await patch(
      id,
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updatedEmail@microsoft.com' },
      { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
    );
    expect(changed).toMatchObject({ status: 200, body: { name: { familyName: 'updatedFamilyName' }, emails: [{ value: userName }] } });
    expect(await patch(id, { op: 'Replace', path: 'active', value: 'False' })).toMatchObject({ status: 200, body: { active: false } });
    expect(await directory.ask('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, body: {} });
    expect(await directory.ask('GET', `/Users/${id}`)).toMatchObject({ status: 404, body: { status: '404' } });
    expect((await find(`userName eq "${userName}"`)).body['totalResults']).toBe(0);
  });
});

describe('who is created', () => {
  test('is invited as an employee, and keeps the id on coming in', async () => {
    const { id } = (await create(okta(mailbox('bruno'), { roles: [{ value: 'ADMIN' }], userType: 'ADMIN' }))).body;
    expect(await waitingMails()).toContain(id);

    await accept(id);

    const { rows } = await scim.admin.query(`SELECT role, status FROM users WHERE company_id = $1 AND id = $2`, [
      directory.company.companyId,
      id,
    ]);
    expect(rows).toEqual([{ role: 'EMPLOYEE', status: 'ACTIVE' }]);
    expect((await directory.ask('GET', `/Users/${id}`)).body).toMatchObject({ id, userName: mailbox('bruno'), active: true });
  });

  test('without being active is not invited, until they are', async () => {
    const { body } = await create(okta(mailbox('bruno'), { active: false }));
    expect([body['active'], (await waitingMails()).includes(body.id)]).toEqual([false, false]);

    await patch(body.id, { op: 'replace', path: 'active', value: true });

    expect(await waitingMails()).toContain(body.id);
  });

  test('is not mailed where people come in by the company’s provider alone', async () => {
    const { companyId, adminId } = directory.company;
    await scim.admin.query(
      `INSERT INTO identity_providers (company_id, issuer, client_id, secret_sealed, wrapped_key, required, spared, proven_at, changed_at)
         VALUES ($1, 'https://idp.example', 'cards', '', '', true, $2, now(), now())`,
      [companyId, [adminId]],
    );
    // As many as may wait for a mailed link: they do not count here, nor the unmailed ones there.
    await scim.admin.query(
      `INSERT INTO invitations (company_id, id, first_name, last_name, email_sealed, email_hash, wrapped_key, role, locale, state, invited_by_name,
         created_at, sent_at, expires_at)
         SELECT $1, gen_random_uuid(), 'Person', n::text, '', decode(md5(n::text), 'hex'), '', 'EMPLOYEE', 'en', 'OPEN', 'Ana Costa', now(), now(),
                now() + interval '7 days' FROM generate_series(1, 500) n`,
      [companyId],
    );
    const { id } = (await create(okta(mailbox('bruno')))).body;
    expect(await waitingMails()).not.toContain(id);
    scim.harness.clock.advance(60 * 24 * 3_600_000);

    const person = await scim.api.links.acceptFor(companyId, mailbox('bruno'));

    expect(person).toEqual({ personId: id });
  });

  test('twice at once is one, and the other is told so', async () => {
    const body = okta(mailbox('bruno'));
    const answers = await Promise.all([create(body), create(body), create({ ...body, userName: mailbox('BRUNO') })]);

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      ...{ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '409', scimType: 'uniqueness' },
    });
    expect((await find(`userName eq "${body.userName}"`)).body['totalResults']).toBe(1);
  });

  test('is refused with an externalId that another one has', async () => {
    await create(okta(mailbox('bruno'), { externalId: 'same' }));

    expect(await create(okta(mailbox('carol'), { externalId: 'same' }))).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    expect((await find(`userName eq "${mailbox('carol')}"`)).body['totalResults']).toBe(0);
  });

  test.each<[string, (userName: string) => unknown, number, string]>([
    ['no address as userName', () => okta('bruno'), 400, 'invalidValue'],
    ['no userName', () => ({ name: { givenName: 'Bruno', familyName: 'Silva' } }), 400, 'invalidValue'],
    ['no name', (userName) => ({ userName }), 400, 'invalidValue'],
    [
      'a name that no card has room for',
      (userName) => okta(userName, { name: { givenName: 'B'.repeat(41), familyName: 'Silva' } }),
      400,
      'invalidValue',
    ],
    ['a body that is no JSON', () => '{"userName":', 400, 'invalidSyntax'],
    ['no body', () => '', 400, 'invalidSyntax'],
  ])('with %s is refused', async (_what, body, status, scimType) => {
    expect(await directory.ask('POST', '/Users', { body: body(mailbox('bruno')) })).toMatchObject({ status, body: { scimType } });
  });
});

describe('who was in the company before', () => {
  test('is found, linked and renamed, with everything that is theirs', async () => {
    const { personId, email } = await directory.company.addPerson('Carol');

    const found = await find(`userName eq "${email.toUpperCase()}"`);
    expect(found.body.Resources).toMatchObject([{ id: personId, userName: email, active: true }]);
    expect(await create(okta(email))).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
    const changed = await directory.ask('PUT', `/Users/${personId}`, {
      body: okta(email, { externalId: 'carol', name: { givenName: 'Carol', familyName: 'Reis' } }),
    });

    expect(changed).toMatchObject({ status: 200, body: { id: personId, externalId: 'carol', displayName: 'Carol Reis' } });
    const { rows } = await scim.admin.query(`SELECT FROM graphile_worker.jobs WHERE key = $1`, [`person.tellName:${personId}`]);
    expect(rows).toHaveLength(1);
  });

  test('keeps the address by which they sign in', async () => {
    const { personId } = await directory.company.addPerson('Carol');

    expect(await patch(personId, { op: 'Replace', path: 'userName', value: mailbox('other') })).toMatchObject({
      ...{ status: 400, body: { scimType: 'mutability' } },
    });
  });

  test('is signed out at once on being deactivated, and comes in again once active', async () => {
    const { personId, email } = await directory.company.addPerson('Carol');
    const token = tokenOf(await signInAs(scim.api.server, email, 'portal'));
    expect(await scim.api.sessions.authenticate(token)).not.toBeNull();

    await patch(personId, { op: 'Replace', path: 'active', value: 'False' });

    expect(await scim.api.sessions.authenticate(token)).toBeNull();
    expect((await post(scim.api.server, 'sign-in', { email, password: PASSWORD, app: 'portal' })).status).not.toBe(200);
    const { rows } = await scim.admin.query(
      `SELECT status, (SELECT count(*)::int FROM sessions s WHERE s.user_id = u.id AND s.revoked_at IS NULL) AS open FROM users u WHERE id = $1`,
      [personId],
    );
    expect(rows).toEqual([{ status: 'SUSPENDED', open: 0 }]);
    await patch(personId, { op: 'Replace', path: 'active', value: 'True' });
    expect(await scim.api.sessions.authenticate(token)).toBeNull();
    tokenOf(await signInAs(scim.api.server, email, 'portal'));
  });

  test('is let go of with what they spent, and taken hold of again under the same id', async () => {
    const { personId, email } = await directory.company.addPerson('Carol');
    await directory.ask('DELETE', `/Users/${personId}`);
    const { rows } = await scim.admin.query(`SELECT status FROM users WHERE id = $1`, [personId]);
    expect(rows).toEqual([{ status: 'SUSPENDED' }]);

    const again = await create(okta(email));

    expect(again).toMatchObject({ status: 201, body: { id: personId, active: true, displayName: 'Bruno Silva' } });
  });

  describe('whom an admin has suspended', () => {
    const sources = async (personId: string): Promise<unknown> => {
      const { rows } = await scim.admin.query(`SELECT status, suspended_by AS by FROM users WHERE id = $1`, [personId]);
      return rows[0];
    };
    const suspended = async (): Promise<Awaited<ReturnType<Directory['company']['addPerson']>>> => {
      const person = await directory.company.addPerson('Carol');
      await commands().suspend(directory.company.system, { idempotencyKey: randomUUID(), personId: person.personId });
      return person;
    };
    const commands = () => new PersonCommands({ database: scim.harness.database, store: { end: () => Promise.resolve() } });

    test('stays suspended whatever the directory says, and it is told so; nothing else of that request is done', async () => {
      const { personId, email } = await suspended();

      const patched = await patch(personId, { op: 'Replace', path: 'active', value: 'True' });
      const put = await directory.ask('PUT', `/Users/${personId}`, {
        body: okta(email, { name: { givenName: 'Cara', familyName: 'Reis' } }),
      });

      const detail = new SuspendedByAdminError().message;
      for (const answer of [patched, put]) expect(answer).toMatchObject({ status: 400, body: { scimType: 'mutability', detail } });
      expect(await sources(personId)).toEqual({ status: 'SUSPENDED', by: ['ADMIN'] });
      const { body } = await directory.ask('GET', `/Users/${personId}`);
      expect(body).toMatchObject({ active: false, displayName: 'Carol Silva' });
    });

    test('is renamed by a request that does not say that they are active', async () => {
      const { personId } = await suspended();

      const answer = await patch(personId, { op: 'Replace', path: 'name.familyName', value: 'Reis' });

      expect(answer).toMatchObject({ status: 200, body: { active: false, displayName: 'Carol Reis' } });
      expect(await sources(personId)).toEqual({ status: 'SUSPENDED', by: ['ADMIN'] });
    });

    test('is suspended by both once the directory deactivates them, which only the admin lifts then', async () => {
      const { personId } = await suspended();

      await patch(personId, { op: 'Replace', path: 'active', value: 'False' });
      expect(await sources(personId)).toEqual({ status: 'SUSPENDED', by: ['ADMIN', 'DIRECTORY'] });
      expect((await patch(personId, { op: 'Replace', path: 'active', value: 'True' })).status).toBe(400);

      await commands().lift(directory.company.system, { idempotencyKey: randomUUID(), personId });
      expect(await sources(personId)).toEqual({ status: 'ACTIVE', by: [] });
    });

    test('also when the directory had deactivated them before, or takes hold of them again', async () => {
      const { personId, email } = await directory.company.addPerson('Carol');
      await directory.ask('DELETE', `/Users/${personId}`);
      expect(await sources(personId)).toEqual({ status: 'SUSPENDED', by: ['DIRECTORY'] });
      await commands().suspend(directory.company.system, { idempotencyKey: randomUUID(), personId });

      expect(await create(okta(email))).toMatchObject({ status: 400, body: { scimType: 'mutability' } });
      expect(await create(okta(email, { active: false }))).toMatchObject({ status: 201, body: { id: personId, active: false } });
      expect(await sources(personId)).toEqual({ status: 'SUSPENDED', by: ['ADMIN', 'DIRECTORY'] });
    });
  });

  test('stays closed when an admin has closed them, and may be called inactive', async () => {
    const { personId } = await directory.company.addPerson('Carol');
    await scim.admin.query(`UPDATE users SET status = 'CLOSED' WHERE id = $1`, [personId]);

    expect(await patch(personId, { op: 'replace', path: 'active', value: true })).toMatchObject({
      ...{ status: 400, body: { scimType: 'mutability' } },
    });
    expect((await patch(personId, { op: 'replace', path: 'active', value: false })).status).toBe(200);
  });

  test('is never the last admin that is taken away, by a change, by a removal or by two at once', async () => {
    const { adminId } = directory.company;
    const detail = new LastAdminError().message;
    expect(await patch(adminId, { op: 'replace', path: 'active', value: false })).toMatchObject({
      ...{ status: 400, body: { scimType: 'mutability', detail } },
    });
    expect(await directory.ask('DELETE', `/Users/${adminId}`)).toMatchObject({ status: 400, body: { detail } });
    const { personId } = await directory.company.addPerson('Berta', { role: 'ADMIN' });

    const both = await Promise.all([adminId, personId].map((id) => patch(id, { op: 'replace', path: 'active', value: false })));

    expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 400]);
  });
});

describe('a list', () => {
  test('is filtered, sorted and paged, with the attributes that are asked for', async () => {
    for (const name of ['Carol', 'Bruno', 'Marta']) await directory.company.addPerson(name);
    await patch((await find(`userName eq "${mailbox('marta')}"`)).body.Resources[0]?.['id'] as string, {
      ...{ op: 'replace', path: 'active', value: false },
    });

    const page = (query: string) => directory.ask('GET', `/Users?${query}`);
    const first = await page('sortBy=name.givenName&sortOrder=descending&startIndex=2&count=2&attributes=userName,name.givenName');
    expect(first.body).toMatchObject({ totalResults: 4, startIndex: 2, itemsPerPage: 2 });
    expect(first.body.Resources).toEqual([
      expect.objectContaining({ userName: mailbox('carol'), name: expect.anything() as object }),
      expect.objectContaining({ userName: mailbox('bruno') }),
    ]);
    expect(Object.keys(first.body.Resources[0] ?? {})).toEqual(['schemas', 'id', 'userName', 'name']);
    expect((await find('active eq true and name.familyName eq "silva"')).body['totalResults']).toBe(2);
    expect((await page('count=0')).body).toMatchObject({ totalResults: 4, itemsPerPage: 0, Resources: [] });
    expect((await page('count=100000')).body['itemsPerPage']).toBe(4);
  });

  test.each([
    ['a filter by what is not kept', 'filter=title%20eq%20%22Pilot%22', 'invalidFilter'],
    ['half a filter', 'filter=userName%20eq', 'invalidFilter'],
    ['a sort by what is sealed', 'sortBy=userName', 'invalidValue'],
  ])('with %s is refused', async (_what, query, scimType) => {
    expect(await directory.ask('GET', `/Users?${query}`)).toMatchObject({ status: 400, body: { scimType } });
  });
});

describe('a version', () => {
  test('that has changed since is refused, whoever changed it', async () => {
    const { personId } = await directory.company.addPerson('Carol');
    const seen = await directory.ask('GET', `/Users/${personId}`);
    const etag = String(seen.headers['etag']);
    expect(seen.body['meta']).toMatchObject({ version: etag });
    expect((await directory.ask('GET', `/Users/${personId}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    await scim.harness.teams.setMember(directory.company.system, {
      ...{ teamId: await directory.company.addTeam('Design'), personId, isManager: false },
    });

    const body = { schemas: [PATCH], Operations: [{ op: 'replace', path: 'active', value: false }] };
    const stale = await directory.ask('PATCH', `/Users/${personId}`, { body, headers: { 'if-match': etag } });
    const now = String((await directory.ask('GET', `/Users/${personId}`)).headers['etag']);

    expect(stale).toMatchObject({ status: 412, body: { status: '412' } });
    expect(await directory.ask('PATCH', `/Users/${personId}`, { body, headers: { 'if-match': now } })).toMatchObject({ status: 200 });
  });
});

test('what the directory did stands in the audit log in the name of its service account, without names', async () => {
  const { id } = (await create(okta(mailbox('bruno')))).body;
  await patch(id, { op: 'replace', path: 'name.familyName', value: 'Reis' });
  await directory.ask('DELETE', `/Users/${id}`);

  const { rows } = await scim.admin.query<{ command: string; actor_kind: string; actor_id: string; trace_id: string; after: object }>(
    `SELECT command, actor_kind, actor_id, trace_id, after FROM audit_events WHERE company_id = $1 AND subject_id = $2 ORDER BY id`,
    [directory.company.companyId, id],
  );

  expect([...new Set(rows.map(({ command }) => command))]).toEqual(['scim.createUser', 'scim.changeUser', 'scim.removeUser']);
  for (const row of rows)
    expect(row).toMatchObject({
      actor_kind: 'service',
      actor_id: directory.accountId,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
  expect(JSON.stringify(rows)).not.toMatch(/bruno|silva|reis/i);
});
