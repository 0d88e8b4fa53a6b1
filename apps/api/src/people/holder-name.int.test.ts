import { randomUUID } from 'node:crypto';
import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import { type RunningEmulator, startEmulator } from '@afc/marqeta/emulator';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_TOKENS } from '../marqeta/account-tokens.ts';
import { desiredAccount } from '../marqeta/provisioning/desired.ts';
import { provision } from '../marqeta/provisioning/provision.ts';
import { ACCOUNT_SETUP } from '../testing/account-setup.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { holderJobs, MarqetaHolders } from './marqeta-holders.ts';
import { NEVER_STOPPING } from '../testing/never-stopping.ts';

let harness: GraphQLHarness;
let emulator: RunningEmulator;
let client: MarqetaClient;
let scene: Scene;
let bruno: string;

beforeAll(async () => {
  harness = await openGraphQL();
  emulator = await startEmulator({ port: 0, dataDir: ':memory:' });
  client = createMarqetaClient({
    ...{ baseUrl: `${emulator.url}/v3`, applicationToken: 'emulator-application', accessToken: 'emulator-access', retry: { attempts: 1 } },
  });
  await provision(client, desiredAccount(ACCOUNT_SETUP, []), { baseUrl: emulator.url });
});
afterAll(async () => {
  await client.close();
  await emulator.close();
  await harness.close();
});
beforeEach(async () => {
  scene = await harness.prepare();
  bruno = scene.as.bruno.userId;
});

/** Runs what is enqueued about somebody's being known to Marqeta, until nothing is. */
async function work(personId: string, through: MarqetaClient = client): Promise<string[]> {
  const jobs = holderJobs(new MarqetaHolders(harness.database, through, DEFAULT_TOKENS), harness.database);
  const done: string[] = [];
  for (;;) {
    const { rows } = await harness.admin.query<{ name: string }>(
      `WITH due AS (SELECT j.id, t.identifier FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
                     WHERE j.payload->>'personId' = $1 AND t.identifier IN ('person.tellMarqeta', 'person.tellName') ORDER BY j.id LIMIT 1)
       DELETE FROM graphile_worker._private_jobs j USING due WHERE j.id = due.id RETURNING due.identifier AS name`,
      [personId],
    );
    const name = rows[0]?.name;
    if (name === undefined) return done;
    done.push(name);
    await jobs.find((job) => job.name === name)?.run({ companyId: scene.companyId, personId }, NEVER_STOPPING);
  }
}

const NAME_REFUSED = { firstName: 'Bruno', lastName: 'Refused' };
/** Marqeta as it is, but that it takes no such name. */
const fussy = (): MarqetaClient => ({
  ...client,
  users: {
    ...client.users,
    update: (token, body) => client.users.update(token, body.last_name === 'Refused' ? { ...body, last_name: 'x'.repeat(41) } : body),
  },
});

const rename = (firstName: string, lastName: string, by = scene.as.ana) =>
  harness.ask(by, 'mutation ($input: RenamePersonInput!) { renamePerson(input: $input) { displayName nameRefusal } }', {
    input: { idempotencyKey: randomUUID(), personId: bruno, firstName, lastName },
  });
const renameMyself = (name: object) =>
  harness.ask(scene.as.bruno, 'mutation ($input: SetMyProfileInput!) { setMyProfile(input: $input) { displayName nameFromDirectory } }', {
    input: { idempotencyKey: randomUUID(), ...name },
  });
async function atMarqeta(): Promise<string> {
  const { first_name: first, last_name: last } = await client.users.get(bruno);
  return `${first} ${last}`;
}
async function refusal(by = scene.as.ana): Promise<unknown> {
  const { data } = await harness.ask(by, 'query ($id: ID!) { person(id: $id) { nameRefusal } }', { id: bruno });
  return (data as { person: { nameRefusal: unknown } }).person.nameRefusal;
}

describe('a new name', () => {
  test('is told to Marqeta, once, and nothing else is changed there', async () => {
    await work(bruno);
    const before = await client.users.get(bruno);

    await rename('Bento', 'Reis');
    await rename('Bento', 'Reis');

    expect(await work(bruno)).toEqual(['person.tellName']);
    const { last_modified_time: _when, ...after } = await client.users.get(bruno);
    const { last_modified_time: _then, ...same } = before;
    expect(after).toEqual({ ...same, first_name: 'Bento', last_name: 'Reis' });
    expect(await refusal()).toBeNull();
  });

  test('of who is not known there yet is the one by which they get known', async () => {
    await rename('Bento', 'Reis');

    await work(bruno);

    expect(await atMarqeta()).toBe('Bento Reis');
  });

  test('that comes while Marqeta is told the old one is told after it', async () => {
    const slow: MarqetaClient = {
      ...client,
      users: {
        ...client.users,
        async create(body) {
          const made = await client.users.create(body);
          await rename('Bento', 'Reis');
          // Its job finds nobody to rename: Marqeta's answer is not heard yet.
          await harness.admin.query(`DELETE FROM graphile_worker._private_jobs WHERE payload->>'personId' = $1`, [bruno]);
          return made;
        },
      },
    };

    expect(await work(bruno, slow)).toEqual(['person.tellMarqeta', 'person.tellName']);

    expect(await atMarqeta()).toBe('Bento Reis');
  });

  test('that Marqeta does not take is shown to admins and themselves, and asked for again by giving it once more', async () => {
    await work(bruno);
    await rename(NAME_REFUSED.firstName, NAME_REFUSED.lastName);

    await work(bruno, fussy());

    expect(await atMarqeta()).toBe('Bruno Silva');
    expect(await refusal()).toMatch(/^\d{6}$/);
    expect([await refusal(scene.as.bruno), await refusal(scene.as.marta), await refusal(scene.as.rui)]).toEqual([
      await refusal(),
      null,
      null,
    ]);
    const { rows } = await harness.admin.query(`SELECT after FROM audit_events WHERE command = 'person.confirmName' AND subject_id = $1`, [
      bruno,
    ]);
    expect(rows).toEqual([{ after: { nameTold: false, refusal: await refusal() } }]);

    await rename(NAME_REFUSED.firstName, NAME_REFUSED.lastName);
    await work(bruno);

    expect([await atMarqeta(), await refusal()]).toEqual(['Bruno Refused', null]);
  });

  test('is told later when Marqeta is away', async () => {
    await work(bruno);
    await rename('Bento', 'Reis');
    const away = createMarqetaClient({ baseUrl: 'http://127.0.0.1:9/v3', applicationToken: 'a', accessToken: 'b', retry: { attempts: 1 } });

    await expect(work(bruno, away)).rejects.toMatchObject({ kind: 'unavailable' });

    expect(await refusal()).toBeNull();
    await away.close();
  });

  test('of who has left is not given, nor told', async () => {
    await work(bruno);
    await rename('Bento', 'Reis');
    await harness.admin.query(`UPDATE users SET status = 'CLOSED' WHERE id = $1`, [bruno]);

    await work(bruno);

    expect(await atMarqeta()).toBe('Bruno Silva');
    expect((await rename('Bruno', 'Reis')).errors).toMatchObject([{ extensions: { code: 'PERSON_CLOSED' } }]);
  });

  test.each([
    ['a manager', 'marta', 'FORBIDDEN'],
    ['themselves', 'bruno', 'FORBIDDEN'],
  ] as const)('is not given by %s', async (_who, by, code) => {
    expect((await rename('Bento', 'Reis', scene.as[by])).errors).toMatchObject([{ extensions: { code } }]);
  });

  test('is given by an admin to everybody but themselves', async () => {
    bruno = scene.as.ana.userId;

    expect((await rename('Ana', 'Reis')).errors).toMatchObject([{ extensions: { code: 'NOT_YOURSELF' } }]);
  });
});

describe('one’s own name', () => {
  test('is changed by oneself, in both parts or one, and told to Marqeta', async () => {
    await work(bruno);

    expect((await renameMyself({ firstName: 'Bento', lastName: 'Reis' })).data).toEqual({
      setMyProfile: { displayName: 'Bento Reis', nameFromDirectory: false },
    });
    expect((await renameMyself({ lastName: 'Costa' })).data).toMatchObject({ setMyProfile: { displayName: 'Bento Costa' } });

    expect(await work(bruno)).toEqual(['person.tellName']);
    expect(await atMarqeta()).toBe('Bento Costa');
    const { rows } = await harness.admin.query(
      `SELECT command, actor_id AS by, after FROM audit_events WHERE subject_id = $1 AND command = 'person.setProfile' ORDER BY id`,
      [bruno],
    );
    expect(rows).toEqual([1, 2].map(() => ({ command: 'person.setProfile', by: bruno, after: { renamed: true } })));
  });

  test('is shown with Marqeta’s refusal of it to oneself and to admins', async () => {
    await work(bruno);
    await renameMyself(NAME_REFUSED);
    await work(bruno, fussy());

    expect(await refusal(scene.as.bruno)).toEqual(await refusal());
    expect(await refusal(scene.as.bruno)).not.toBeNull();
    expect(await refusal(scene.as.marta)).toBeNull();
  });

  test('is the directory’s where the company has one that knows them', async () => {
    const linked = (removedAt: string) =>
      harness.admin.query(
        `INSERT INTO scim_users (company_id, id, changed_at, removed_at) VALUES ($1, $2, now(), ${removedAt})
           ON CONFLICT (company_id, id) DO UPDATE SET removed_at = ${removedAt}`,
        [scene.companyId, bruno],
      );
    await linked('NULL');

    const refused = await renameMyself({ firstName: 'Bento' });
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'NAME_FROM_DIRECTORY' });
    const { data } = await harness.ask(scene.as.bruno, '{ viewer { nameFromDirectory person { displayName } } }');
    expect(data).toEqual({ viewer: { nameFromDirectory: true, person: { displayName: 'Bruno Silva' } } });

    await linked('now()');
    expect((await renameMyself({ firstName: 'Bento' })).data).toMatchObject({ setMyProfile: { nameFromDirectory: false } });
  });

  test.each([
    ['empty', { firstName: ' ' }],
    ['longer than a card has room for', { lastName: 'x'.repeat(41) }],
  ])('is not %s', async (_what, name) => {
    expect((await renameMyself(name)).errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT' });
  });
});
