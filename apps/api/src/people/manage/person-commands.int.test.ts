import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SCOPE_NAMES } from '../../access/scopes.ts';
import type { Member } from '../../access/viewer.ts';
import type { Mail } from '../../notifications/mailer.ts';
import { MailAccessChange } from '../../notifications/mail-identity.job.ts';
import { DryRun } from '../../platform/dry-run.ts';
import { transact } from '../../platform/transact.ts';
import { memberAs } from '../../testing/feed-harness.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../../testing/graphql-harness.ts';
import { asking } from '../../testing/money-harness.ts';
import { PUBLIC_URL, signInAs, startSignIn, tokenOf } from '../../testing/sign-in-process.ts';
import { suspendPerson } from '../person-changes.ts';
import { PersonCommands } from './person-commands.ts';

let harness: GraphQLHarness;
let scene: Scene;
let bruno: string;
let api: Awaited<ReturnType<typeof startSignIn>>;

beforeAll(async () => {
  harness = await openGraphQL();
  api = await startSignIn(harness);
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
  bruno = scene.as.bruno.userId;
});

type Answer = Awaited<ReturnType<GraphQLHarness['ask']>>;
const command = (name: 'suspendPerson' | 'liftSuspension', by: Member, personId: string, but: object = {}): Promise<Answer> =>
  harness.ask(by, `mutation ($input: SuspensionInput!) { ${name}(input: $input) { status } }`, {
    input: { idempotencyKey: randomUUID(), personId, ...but },
  });
const suspend = (personId: string, by: Member = scene.as.ana, but: object = {}) => command('suspendPerson', by, personId, but);
const lift = (personId: string, by: Member = scene.as.ana) => command('liftSuspension', by, personId);
const codeOf = ({ errors }: Answer): unknown => errors[0]?.extensions?.['code'];

const buy = async (): Promise<number> =>
  (await harness.marqeta.ask(asking(scene.brunos, { amount: 5, currency: 'EUR', at: harness.clock.now().toISOString() }))).status;
const signIn = (email: string) => signInAs(api.server, email, 'portal');

async function anotherAdmin(): Promise<Member> {
  const { personId } = await scene.company.addPerson('Berta', { role: 'ADMIN' });
  return memberAs({ companyId: scene.companyId, userId: personId, displayName: 'Berta Silva' });
}

async function logOf(personId: string): Promise<object[]> {
  const { rows } = await harness.admin.query<object>(
    `SELECT command, actor_name AS by, before, after, reason FROM audit_events WHERE subject_id = $1 AND command <> 'person.add' ORDER BY id`,
    [personId],
  );
  return rows;
}

/** What somebody is mailed of their access, as it stands by now. */
async function mailTo(personId: string): Promise<Mail | undefined> {
  const sent: Mail[] = [];
  const mailer = { send: (mail: Mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
  const { database, sealer } = harness;
  await new MailAccessChange({ database, sealer, mailer, tokens: api.tokens, publicUrl: PUBLIC_URL }).run({
    companyId: scene.companyId,
    personId,
  });
  return sent[0];
}
async function waitingMails(personId: string): Promise<number> {
  const { rows } = await harness.admin.query(
    `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'person.mailAccessChange' AND key = $1`,
    [`person.mailAccessChange:${personId}`],
  );
  return rows.length;
}

describe('somebody who is suspended', () => {
  test('is signed out at once, does not come in and does not spend, until it is lifted; their cards stay as they are', async () => {
    const { personId, email } = await scene.company.addPerson('Dora');
    const token = tokenOf(await signIn(email));
    await harness.admin.query(`UPDATE cards SET user_id = $2 WHERE id = $1`, [scene.brunosCard, personId]);
    expect(await buy()).toBe(200);

    expect(await suspend(personId)).toMatchObject({ data: { suspendPerson: { status: 'SUSPENDED' } } });

    expect(await api.sessions.authenticate(token)).toBeNull();
    expect((await signIn(email)).body).toMatchObject({ code: 'ACCOUNT_CLOSED' });
    expect(await buy()).toBe(402);
    const { rows } = await harness.admin.query(`SELECT status FROM cards WHERE id = $1`, [scene.brunosCard]);
    expect(rows).toEqual([{ status: 'ACTIVE' }]);
    expect(await lift(personId)).toMatchObject({ data: { liftSuspension: { status: 'ACTIVE' } } });
    expect(await api.sessions.authenticate(token)).toBeNull();
    tokenOf(await signIn(email));
    expect(await buy()).toBe(200);
  });

  test('is told by mail, in their language, what stands by then', async () => {
    const { personId, email } = await scene.company.addPerson('Dora', { locale: 'pt-PT' });

    await suspend(personId);
    expect(await waitingMails(personId)).toBe(1);
    expect(await mailTo(personId)).toMatchObject({ to: email, subject: 'O seu acesso a Harborline está suspenso' });

    await lift(personId);
    expect(await waitingMails(personId)).toBe(1);
    expect(await mailTo(personId)).toMatchObject({
      subject: 'Voltou a ter acesso a Harborline',
      text: expect.stringContaining('/portal/'),
    });
  });

  test('stands in the log once, with the reason, which nobody is mailed', async () => {
    await suspend(bruno, scene.as.ana, { reason: '  Lost phone ' });
    await suspend(bruno);
    await lift(bruno);

    const by = 'Ana Costa';
    const suspended = { status: 'SUSPENDED', suspendedBy: ['ADMIN'] };
    expect(await logOf(bruno)).toEqual([
      { command: 'person.suspend', by, before: { status: 'ACTIVE' }, after: suspended, reason: 'Lost phone' },
      { command: 'person.liftSuspension', by, before: suspended, after: { status: 'ACTIVE' }, reason: null },
    ]);
  });

  test('by the company’s directory is so by an admin too where one says so, and not mailed twice; the admin lifts both', async () => {
    await transact(harness.database, { command: 'scim.changeUser', actor: scene.company.system }, (tx) =>
      suspendPerson(tx, { companyId: scene.companyId, personId: bruno, by: 'DIRECTORY' }),
    );
    const by = async (): Promise<unknown> => {
      const { data } = await harness.ask(scene.as.ana, 'query ($id: ID!) { person(id: $id) { status suspendedBy } }', { id: bruno });
      return data?.['person'];
    };
    expect(await by()).toEqual({ status: 'SUSPENDED', suspendedBy: ['DIRECTORY'] });
    await harness.admin.query(`DELETE FROM graphile_worker._private_jobs WHERE key = $1`, [`person.mailAccessChange:${bruno}`]);

    await suspend(bruno);
    expect(await by()).toEqual({ status: 'SUSPENDED', suspendedBy: ['ADMIN', 'DIRECTORY'] });
    expect(await waitingMails(bruno)).toBe(0);

    await lift(bruno);
    expect(await by()).toEqual({ status: 'ACTIVE', suspendedBy: [] });
    expect(await waitingMails(bruno)).toBe(1);
  });

  test('has their sessions ended everywhere, and by a dry run nowhere', async () => {
    const { personId, email } = await scene.company.addPerson('Dora');
    const viewer = await api.sessions.authenticate(tokenOf(await signIn(email)));
    const ended: string[] = [];
    const { database } = harness;
    const commands = new PersonCommands({ database, store: { end: (id) => Promise.resolve(void ended.push(id)) } });
    const input = { idempotencyKey: 'once', personId };

    const dryRun = new DryRun(database.api);
    await commands.suspend(scene.as.ana, input, { dryRun });
    await dryRun.end();
    expect(ended).toEqual([]);

    await commands.suspend(scene.as.ana, input);
    expect(ended).toEqual([viewer?.sessionId]);
  });
});

describe('suspending', () => {
  test('is never of oneself, and neither is lifting', async () => {
    await anotherAdmin();

    expect(codeOf(await suspend(scene.as.ana.userId))).toBe('NOT_YOURSELF');
    expect(codeOf(await lift(scene.as.ana.userId))).toBe('NOT_YOURSELF');
  });

  test('leaves an admin, whoever asks and however many at once', async () => {
    const berta = await anotherAdmin();

    const both = await Promise.all([suspend(berta.userId, scene.as.ana), suspend(scene.as.ana.userId, berta)]);

    expect(both.map(codeOf).filter((code) => code !== undefined)).toEqual(['LAST_ADMIN']);
  });

  test.each<[string, (of: Scene) => Member, string]>([
    ['a manager, of their own team', ({ as }) => as.marta, 'FORBIDDEN'],
    ['an accountant', ({ as }) => as.rui, 'FORBIDDEN'],
    ['a colleague', ({ as }) => as.carol, 'FORBIDDEN'],
    ['an admin of another company', ({ as }) => memberAs({ companyId: randomUUID(), userId: as.ana.userId }), 'NOT_FOUND'],
  ])('is not for %s', async (_who, by, code) => {
    expect([codeOf(await suspend(bruno, by(scene))), codeOf(await lift(bruno, by(scene)))]).toEqual([code, code]);
    expect(await logOf(bruno)).toEqual([]);
  });

  test('needs no fresh proof, unless it shuts out another admin; to lift it needs one', async () => {
    const berta = await anotherAdmin();
    const longAgo: Member = { ...scene.as.ana, provenAtMs: harness.clock.now().getTime() - 601_000 };

    expect(codeOf(await suspend(berta.userId, longAgo))).toBe('STEP_UP_REQUIRED');
    expect(await suspend(bruno, longAgo)).toMatchObject({ data: { suspendPerson: { status: 'SUSPENDED' } } });
    expect(codeOf(await lift(bruno, longAgo))).toBe('STEP_UP_REQUIRED');

    expect(await suspend(berta.userId)).toMatchObject({ data: { suspendPerson: { status: 'SUSPENDED' } } });
    expect(await lift(bruno)).toMatchObject({ data: { liftSuspension: { status: 'ACTIVE' } } });
  });

  test('is not for a service account, whatever its scopes', async () => {
    const key = { scopes: SCOPE_NAMES, expiresAtMs: Number.MAX_SAFE_INTEGER };
    const account: Member = { ...scene.as.ana, role: 'SERVICE', key };

    expect([codeOf(await suspend(bruno, account)), codeOf(await lift(bruno, account))]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  test('is refused for who has left, and for a reason that is a story', async () => {
    const { personId } = await scene.company.addPerson('Dora');
    await harness.admin.query(`UPDATE users SET status = 'CLOSED' WHERE id = $1`, [personId]);

    expect([codeOf(await suspend(personId)), codeOf(await lift(personId))]).toEqual(['PERSON_CLOSED', 'PERSON_CLOSED']);
    expect(codeOf(await suspend(bruno, scene.as.ana, { reason: 'x'.repeat(201) }))).toBe('INVALID_INPUT');
  });

  test('is done once for a key', async () => {
    const idempotencyKey = randomUUID();
    await suspend(bruno, scene.as.ana, { idempotencyKey });
    await lift(bruno);

    expect(await suspend(bruno, scene.as.ana, { idempotencyKey })).toMatchObject({ data: { suspendPerson: { status: 'ACTIVE' } } });
    expect(codeOf(await suspend(bruno, scene.as.ana, { idempotencyKey, reason: 'Another' }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});
