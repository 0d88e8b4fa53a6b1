import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPE_NAMES } from '../access/scopes.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { type Directory, type Method, openScim, SCIM_URL } from '../testing/scim-harness.ts';

let scim: Awaited<ReturnType<typeof openScim>>;
let ours: Directory;
let theirs: Directory;

beforeAll(async () => {
  scim = await openScim({ address: 0, person: 0, key: 60 });
  [ours, theirs] = [await scim.directory(), await scim.directory()];
});
afterAll(() => scim.close());

describe('the directory', () => {
  test('finds out what there is', async () => {
    expect((await ours.ask('GET', '/ServiceProviderConfig')).body).toMatchObject({
      ...{ patch: { supported: true }, bulk: { supported: false }, filter: { supported: true, maxResults: 200 } },
      ...{ etag: { supported: true }, sort: { supported: true }, changePassword: { supported: false } },
    });
    expect((await ours.ask('GET', '/ResourceTypes')).body.Resources.map(({ name }) => name)).toEqual(['User', 'Group']);
    expect((await ours.ask('GET', '/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users' });
    expect((await ours.ask('GET', '/Schemas')).body['totalResults']).toBe(2);
    expect((await ours.ask('GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group')).body).toMatchObject({
      meta: { location: `${SCIM_URL}/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group` },
    });
    expect((await ours.ask('GET', '/Schemas/urn:nothing')).status).toBe(404);
  });

  test('hears with each answer how many more it may send, and its trace id', async () => {
    const { headers } = await ours.ask('GET', '/Users?count=0', { headers: { 'x-trace-id': 'a'.repeat(32) } });

    expect(headers).toMatchObject({ 'ratelimit-policy': '"key";q=60;w=60', 'x-trace-id': 'a'.repeat(32), 'cache-control': 'no-store' });
  });

  test('is refused after too many, in the protocol’s own words', async () => {
    const busy = await scim.directory();
    for (let asked = 0; asked < 60; asked += 1) await busy.ask('GET', '/ServiceProviderConfig');

    expect(await busy.ask('GET', '/ServiceProviderConfig')).toMatchObject({
      ...{ status: 429, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '429' } },
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) as string },
    });
  });
});

const ROUTES: readonly [Method, string][] = [
  ['GET', '/ServiceProviderConfig'],
  ['GET', '/ResourceTypes'],
  ['GET', '/Schemas'],
  ...(['Users', 'Groups'] as const).flatMap((noun): [Method, string][] => [
    ...(['GET', 'POST'] as const).map((method): [Method, string] => [method, `/${noun}`]),
    ...(['GET', 'PUT', 'PATCH', 'DELETE'] as const).map((method): [Method, string] => [
      method,
      `/${noun}/018f0000-0000-7000-8000-000000000001`,
    ]),
  ]),
];
const bodyOf = (method: Method) => (method === 'GET' || method === 'DELETE' ? {} : { body: {} });

describe.each(ROUTES)('%s %s', (method, path) => {
  test('is for nobody without a key', async () => {
    expect(await scim.ask(null, method, path, bodyOf(method))).toMatchObject({
      ...{ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { status: '401' } },
    });
    expect((await scim.ask(`afc_${'0'.repeat(81)}`, method, path, bodyOf(method))).status).toBe(401);
  });

  test('is for no key of other scopes, and for no person', async () => {
    const { key } = await scim.keyOf(
      ours.company,
      SCOPE_NAMES.filter((scope) => scope !== 'SCIM'),
    );
    scim.people.set('ana', memberAs({ companyId: ours.company.companyId, userId: ours.company.adminId, role: 'ADMIN' }));

    expect(await scim.ask(key, method, path, bodyOf(method))).toMatchObject({ status: 403, body: { status: '403' } });
    expect((await scim.ask('ana', method, path, bodyOf(method))).status).toBe(403);
  });
});

test('nothing of another company is seen, changed or named', async () => {
  const { personId } = await ours.company.addPerson('Carol');
  const teamId = await ours.company.addTeam('Design');
  const { body: invited } = await ours.ask('POST', '/Users', {
    body: { userName: `nuno@${ours.host}`, externalId: 'nuno', name: { givenName: 'Nuno', familyName: 'Reis' } },
  });
  const operations = { Operations: [{ op: 'replace', path: 'active', value: false }] };

  for (const path of [`/Users/${personId}`, `/Users/${invited.id}`, `/Groups/${teamId}`])
    for (const [method, sent] of [
      ['GET', {}],
      ['PUT', { body: {} }],
      ['PATCH', { body: operations }],
      ['DELETE', {}],
    ] as const)
      expect([path, method, (await theirs.ask(method, path, sent)).status]).toEqual([path, method, 404]);
  expect((await theirs.ask('GET', '/Users')).body.Resources.map(({ id }) => id)).toEqual([theirs.company.adminId]);
  expect((await theirs.ask('GET', '/Groups')).body['totalResults']).toBe(0);
  const filter = encodeURIComponent(`userName eq "nuno@${ours.host}" or externalId eq "nuno"`);
  expect((await theirs.ask('GET', `/Users?filter=${filter}`)).body['totalResults']).toBe(0);
  const { body: group } = await theirs.ask('POST', '/Groups', { body: { displayName: 'Design' } });
  const added = await theirs.ask('PATCH', `/Groups/${group.id}`, {
    body: { Operations: [{ op: 'add', path: 'members', value: [{ value: personId }] }] },
  });
  expect(added).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  expect((await ours.ask('GET', `/Users/${personId}`)).body).toMatchObject({ active: true });
});

test('an unknown address below answers as everything else does', async () => {
  const answer = await ours.ask('GET', '/Me');

  expect(answer.status).toBe(404);
  expect(answer.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
});
