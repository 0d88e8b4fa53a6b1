import { randomUUID } from 'node:crypto';
import RedisMock from 'ioredis-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AddressNotAllowedError } from '../access/access.errors.ts';
import type { Scope } from '../access/scopes.ts';
import type { Member } from '../access/viewer.ts';
import { type SessionRedis, SessionStore } from '../people/sign-in/session-store.ts';
import { SessionWatch } from '../people/sign-in/session-watch.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { newKey } from './api-key.ts';
import type { MadeKey } from './api-key.service.ts';
import { ApiKeys } from './api-keys.ts';

const HERE = '192.0.2.7';
const DAY_MS = 86_400_000;
let harness: GraphQLHarness;
let scene: Scene;
let ana: Member;
let count = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
beforeEach(async () => {
  scene = await harness.prepare();
  ana = scene.as.ana;
});
afterAll(() => harness.close());

const once = () => ({ idempotencyKey: `command ${(count += 1)}` });
const account = (scopes: readonly Scope[] = ['SPEND_READ'], allowedIps: readonly string[] = []) =>
  harness.apiKeys.createAccount(ana, { ...once(), name: `Books ${(count += 1)}`, scopes, allowedIps });
const keyOf = (serviceAccountId: string, but: { expiresInDays?: number } = {}) =>
  harness.apiKeys.createKey(ana, { ...once(), serviceAccountId, ...but });

/** One API process: several of them share the database, and Redis when it is there. */
function startProcess(redis: SessionRedis | null = null) {
  const { database } = harness;
  return {
    keys: new ApiKeys(database, new SessionStore(redis, database.log)),
    watch: new SessionWatch(database, new SessionStore(redis, database.log)),
  };
}

function answerOf<Shape>({ data }: Awaited<ReturnType<GraphQLHarness['ask']>>, field: string): Shape {
  return (data ?? {})[field] as Shape;
}

const shown = ({ key }: MadeKey): string => key ?? 'not shown';

describe('a key', () => {
  test('is good for its service account, and for nobody else', async () => {
    const { keys } = startProcess();
    const { accountId } = await account(['SPEND_READ', 'PEOPLE_READ']);
    const made = await keyOf(accountId);

    const viewer = await keys.authenticate(shown(made), HERE);

    expect(viewer).toMatchObject({ role: 'SERVICE', companyId: scene.companyId, userId: accountId, sessionId: made.keyId });
    expect(viewer?.key?.scopes).toEqual(['PEOPLE_READ', 'SPEND_READ']);
  });

  test('is kept nowhere, and shown once', async () => {
    const { accountId } = await account();
    const input = { ...once(), serviceAccountId: accountId };

    const first = await harness.apiKeys.createKey(ana, input);
    const again = await harness.apiKeys.createKey(ana, input);

    expect(again).toEqual({ keyId: first.keyId, key: null });
    const secret = shown(first).split('_')[2]?.slice(0, 43) ?? '?';
    for (const table of ['api_keys', 'audit_events', 'idempotency_keys'])
      expect((await harness.admin.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE '%' || $1 || '%'`, [secret])).rows).toEqual([]);
  });

  test('is made, replaced or given more only by who has shown lately that it is them', async () => {
    const { accountId } = await account();
    const { keyId } = await keyOf(accountId);
    const stale = { ...ana, provenAtMs: harness.clock.now().getTime() - 600_001 };

    for (const command of [
      () => harness.apiKeys.createKey(stale, { ...once(), serviceAccountId: accountId }),
      () => harness.apiKeys.rotate(stale, { ...once(), id: keyId }),
      () => harness.apiKeys.updateAccount(stale, { ...once(), id: accountId, name: 'Books', scopes: ['SCIM'], allowedIps: [] }),
    ])
      await expect(command()).rejects.toThrow(expect.objectContaining({ code: 'STEP_UP_REQUIRED' }));
    // To take a key away is as quick as it can be.
    await harness.apiKeys.revoke(stale, { ...once(), id: keyId });
  });

  test('is not good with another secret, another id, or any change: and is refused alike', async () => {
    const { keys } = startProcess();
    const { accountId } = await account();
    const made = await keyOf(accountId);
    const [one, other] = [shown(made), shown(await keyOf(accountId))];
    // Whole in every way, but for the secret.
    const forged = newKey(made.keyId).key;
    const [, id, secret] = one.split('_');
    const [, otherId] = other.split('_');

    for (const text of [
      forged,
      newKey(randomUUID()).key,
      `afc_${otherId}_${secret}`,
      `afc_${id}_${other.split('_')[2]}`,
      one.slice(0, -1),
      one.toUpperCase(),
      'afc_',
    ])
      expect(await keys.authenticate(text, HERE)).toBeNull();
    expect(await keys.authenticate(one, HERE)).not.toBeNull();
  });

  test('is not good after its end, even where it is still known', async () => {
    const { keys } = startProcess(new RedisMock());
    const { accountId } = await account();
    const key = shown(await keyOf(accountId, { expiresInDays: 1 }));
    expect(await keys.authenticate(key, HERE)).not.toBeNull();

    harness.clock.advance(DAY_MS);

    expect(await keys.authenticate(key, HERE)).toBeNull();
    expect(await startProcess().keys.authenticate(key, HERE)).toBeNull();
  });

  test('says when and from where it was used, once a minute', async () => {
    const { keys } = startProcess();
    const { accountId } = await account();
    const made = await keyOf(accountId);
    const lastUse = async () =>
      (await harness.admin.query(`SELECT last_used_at AS at, host(last_used_ip) AS ip FROM api_keys WHERE id = $1`, [made.keyId])).rows[0];

    const first = harness.clock.now();
    await keys.authenticate(shown(made), HERE);
    await expect.poll(lastUse).toEqual({ at: first, ip: HERE });
    harness.clock.advance(59_000);
    await startProcess().keys.authenticate(shown(made), '198.51.100.1');
    await harness.database.api.query('SELECT 1');
    expect(await lastUse()).toEqual({ at: first, ip: HERE });
    harness.clock.advance(1_000);
    await keys.authenticate(shown(made), '198.51.100.1');
    await expect.poll(lastUse).toEqual({ at: harness.clock.now(), ip: '198.51.100.1' });
  });

  test('is good from the allowed addresses alone, which only who has it is told', async () => {
    const { keys } = startProcess();
    const { accountId } = await account([], ['192.0.2.0/28', '2001:db8::/32']);
    const key = shown(await keyOf(accountId));

    for (const ip of [HERE, '::ffff:192.0.2.7', '2001:db8::1']) expect(await keys.authenticate(key, ip)).not.toBeNull();
    await expect(keys.authenticate(key, '192.0.2.16')).rejects.toThrow(AddressNotAllowedError);
    expect(await keys.authenticate(`${key.slice(0, -1)}?`, '192.0.2.16')).toBeNull();
  });
});

describe('rotation', () => {
  test('leaves the old key good for the time chosen, beside the new one', async () => {
    const { keys } = startProcess(new RedisMock());
    const { accountId } = await account();
    const old = await keyOf(accountId);
    await keys.authenticate(shown(old), HERE);

    const fresh = await harness.apiKeys.rotate(ana, { ...once(), id: old.keyId, overlapMinutes: 60 });

    for (const made of [old, fresh]) expect(await keys.authenticate(shown(made), HERE)).not.toBeNull();
    harness.clock.advance(60 * 60_000);
    await startProcess(new RedisMock()).watch.look();
    expect(await startProcess().keys.authenticate(shown(old), HERE)).toBeNull();
    expect(await keys.authenticate(shown(fresh), HERE)).not.toBeNull();
  });

  test('is refused beside two live keys, and of a key that is over', async () => {
    const { accountId } = await account();
    const [first] = [await keyOf(accountId), await keyOf(accountId)];

    await expect(keyOf(accountId)).rejects.toMatchObject({ code: 'TOO_MANY_API_KEYS' });
    await expect(harness.apiKeys.rotate(ana, { ...once(), id: first.keyId })).rejects.toMatchObject({ code: 'TOO_MANY_API_KEYS' });
    await harness.apiKeys.revoke(ana, { ...once(), id: first.keyId });
    await expect(harness.apiKeys.rotate(ana, { ...once(), id: first.keyId })).rejects.toMatchObject({ code: 'API_KEY_OVER' });
    expect(shown(await keyOf(accountId))).toMatch(/^afc_/);
  });
});

describe('within a second, with Redis or without', () => {
  test.each([
    ['shared', new RedisMock()],
    ['away', null],
  ])('a revoked key is good nowhere, and who holds a socket hears of it: Redis is %s', async (_how, redis) => {
    const [here, there] = [startProcess(redis), startProcess(redis)];
    const { accountId } = await account();
    const made = await keyOf(accountId);
    for (const { keys } of [here, there]) expect(await keys.authenticate(shown(made), HERE)).not.toBeNull();
    const heard: unknown[] = [];
    there.watch.onNews((news) => heard.push(news));

    await harness.apiKeys.revoke(ana, { ...once(), id: made.keyId });
    await there.watch.look();

    for (const { keys } of [here, there]) expect(await keys.authenticate(shown(made), HERE)).toBeNull();
    expect(heard).toContainEqual({ sessionId: made.keyId, ended: true });
  });

  test('a change of scopes and addresses binds the keys that are in use', async () => {
    const { keys, watch } = startProcess(new RedisMock());
    const { accountId } = await account(['SPEND_READ', 'CARDS_WRITE']);
    const made = await keyOf(accountId);
    const before = await keys.authenticate(shown(made), HERE);
    const heard: unknown[] = [];
    watch.onNews((news) => heard.push(news));

    await harness.apiKeys.updateAccount(ana, { ...once(), id: accountId, name: 'Feed', scopes: ['SPEND_READ'], allowedIps: ['192.0.2.7'] });
    await watch.look();

    const after = await keys.authenticate(shown(made), HERE);
    expect(after).toMatchObject({ displayName: 'Feed', key: { scopes: ['SPEND_READ'] } });
    expect(after?.accessVersion).toBeGreaterThan(before?.accessVersion ?? 0);
    expect(heard).toContainEqual({ sessionId: made.keyId, ended: false });
    await expect(keys.authenticate(shown(made), '192.0.2.8')).rejects.toThrow(AddressNotAllowedError);
  });
});

describe('a service account that is closed', () => {
  test('ends its keys everywhere, makes none any more, and leaves its name to another', async () => {
    const { keys, watch } = startProcess();
    const name = `Closed ${(count += 1)}`;
    const made = () => harness.apiKeys.createAccount(ana, { ...once(), name, scopes: ['SPEND_READ'] });
    const { accountId } = await made();
    const key = await keyOf(accountId);
    expect(await keys.authenticate(shown(key), HERE)).not.toBeNull();

    const input = { ...once(), id: accountId };
    await harness.apiKeys.closeAccount(ana, input);
    await harness.apiKeys.closeAccount(ana, input);
    await watch.look();

    expect(await keys.authenticate(shown(key), HERE)).toBeNull();
    await expect(keyOf(accountId)).rejects.toMatchObject({ code: 'SERVICE_ACCOUNT_CLOSED' });
    await expect(harness.apiKeys.updateAccount(ana, { ...once(), id: accountId, name, scopes: [] })).rejects.toMatchObject({
      code: 'SERVICE_ACCOUNT_CLOSED',
    });
    await expect(made()).resolves.toMatchObject({ accountId: expect.not.stringMatching(accountId) as string });
    const { rows } = await harness.admin.query(
      `SELECT after->'revokedKeys' AS keys FROM audit_events WHERE command = 'serviceAccount.close' AND subject_id = $1`,
      [accountId],
    );
    expect(rows).toEqual([{ keys: [key.keyId] }]);
  });
});

describe('through the schema', () => {
  const asService = async (scopes: readonly Scope[]) => {
    const { accountId } = await account(scopes);
    return startProcess().keys.authenticate(shown(await keyOf(accountId)), HERE);
  };

  test('an admin makes, sees, rotates and revokes', async () => {
    const made = await harness.ask(
      ana,
      `mutation { createServiceAccount(input: { idempotencyKey: "a", name: " Data   lake ", scopes: [SPEND_READ, BOOKS_READ], allowedIps: ["192.0.2.0/28"] }) { id name scopes allowedIps createdBy keys { id } } }`,
    );
    const { id } = answerOf<{ id: string }>(made, 'createServiceAccount');
    expect(made.data?.['createServiceAccount']).toMatchObject({
      ...{ name: 'Data lake', scopes: ['SPEND_READ', 'BOOKS_READ'], allowedIps: ['192.0.2.0/28'], createdBy: 'Ana Costa', keys: [] },
    });

    const key = `apiKey { id start state expiresAt expiresSoon lastUsedAt revokedAt replacedById serviceAccount { name } } key`;
    const first = await harness.ask(
      ana,
      `mutation ($id: ID!) { createApiKey(input: { idempotencyKey: "k", serviceAccountId: $id, expiresInDays: 20 }) { ${key} } }`,
      { id },
    );
    const { apiKey, key: text } = answerOf<{ apiKey: { id: string; start: string }; key: string }>(first, 'createApiKey');
    expect(apiKey).toMatchObject({ state: 'LIVE', expiresSoon: true, lastUsedAt: null, serviceAccount: { name: 'Data lake' } });
    expect(text.startsWith(`${apiKey.start}_`)).toBe(true);

    const rotated = await harness.ask(
      ana,
      `mutation ($id: ID!) { rotateApiKey(input: { idempotencyKey: "r", id: $id, overlapMinutes: 0 }) { ${key} } }`,
      { id: apiKey.id },
    );
    const fresh = answerOf<{ apiKey: { id: string } }>(rotated, 'rotateApiKey').apiKey.id;
    const revoked = await harness.ask(ana, `mutation ($id: ID!) { revokeApiKey(input: { idempotencyKey: "v", id: $id }) { state } }`, {
      id: fresh,
    });
    expect(revoked.data).toEqual({ revokeApiKey: { state: 'REVOKED' } });

    const listed = await harness.ask(ana, '{ serviceAccounts { name keys { id state replacedById } } apiKeys { id } }');
    const keys = [
      { id: fresh, state: 'REVOKED', replacedById: null },
      { id: apiKey.id, state: 'EXPIRED', replacedById: fresh },
    ];
    expect(listed.data).toEqual({ serviceAccounts: [{ name: 'Data lake', keys }], apiKeys: keys.map((one) => ({ id: one.id })) });
  });

  test.each([
    ['a name that is taken', { name: 'Taken' }, 'SERVICE_ACCOUNT_EXISTS'],
    ['no name', { name: '  ' }, 'INVALID_INPUT'],
    ['an address that is none', { allowedIps: ['192.0.2.0/33'] }, 'INVALID_INPUT'],
  ])('%s is refused', async (_what, but, code) => {
    await harness.apiKeys.createAccount(ana, { ...once(), name: 'Taken', scopes: [] });

    const { errors } = await harness.ask(
      ana,
      'mutation ($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) { id } }',
      { input: { ...once(), name: 'Other', scopes: [], ...but } },
    );

    expect(errors[0]?.extensions?.['code']).toBe(code);
  });

  test('what a service account does stands in the audit log in its name', async () => {
    const viewer = await asService(['CARDS_WRITE']);

    const { errors } = await harness.ask(
      viewer,
      'mutation ($id: ID!) { freezeCard(input: { idempotencyKey: "f", cardId: $id }) { status history { actorName } } }',
      { id: scene.brunosCard },
    );

    expect(errors).toEqual([]);
    const { rows } = await harness.admin.query(
      `SELECT actor_kind, actor_id, actor_name FROM audit_events WHERE command = 'card.freeze' AND subject_id = $1`,
      [scene.brunosCard],
    );
    expect(rows).toEqual([{ actor_kind: 'service', actor_id: viewer?.userId, actor_name: viewer?.displayName }]);
  });

  test('a service account says who it is, and has no address', async () => {
    const viewer = await asService(['SPEND_READ']);

    const asked = await harness.ask(viewer, '{ viewer { id role displayName permissions person { id } } }');
    const email = await harness.ask(viewer, '{ viewer { email } }');

    expect(asked.data?.['viewer']).toEqual({
      ...{ id: viewer?.userId, role: 'SERVICE', displayName: viewer?.displayName, person: null },
      permissions: ['SEE_COMPANY_SPEND', 'SEE_ORPHAN_HOLDS'],
    });
    expect(email.errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  test('no key makes, changes or sees keys, whatever its scopes', async () => {
    const viewer = await asService(['PEOPLE_READ', 'CARDS_WRITE', 'CONTROLS_WRITE', 'SPEND_READ', 'BUDGETS_WRITE', 'BOOKS_READ']);

    for (const ask of [
      '{ serviceAccounts { id } }',
      '{ apiKeys { id } }',
      'mutation { createServiceAccount(input: { idempotencyKey: "x", name: "x", scopes: [] }) { id } }',
    ])
      expect((await harness.ask(viewer, ask)).errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  test('another company’s accounts and keys are not there', async () => {
    const { accountId } = await account();
    const { keyId } = await keyOf(accountId);
    const stranger = (await harness.prepare('Elsewhere')).as.ana;

    expect((await harness.ask(stranger, '{ serviceAccounts { id } apiKeys { id } }')).data).toEqual({ serviceAccounts: [], apiKeys: [] });
    for (const act of [
      () => harness.apiKeys.revoke(stranger, { ...once(), id: keyId }),
      () => harness.apiKeys.rotate(stranger, { ...once(), id: keyId }),
      () => harness.apiKeys.createKey(stranger, { ...once(), serviceAccountId: accountId }),
      () => harness.apiKeys.updateAccount(stranger, { ...once(), id: accountId, name: 'Mine', scopes: [] }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
