import { randomBytes, randomUUID } from 'node:crypto';
import RedisMock from 'ioredis-mock';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { CheckpointSigner } from '../audit/checkpoint.ts';
import { sealChain, type SealDeps } from '../audit/seal-chain.ts';
import { verifyDatabase } from '../audit/verify-database.ts';
import type { Mail, Mailer } from '../notifications/mailer.ts';
import { MailReading } from '../notifications/mail-reading.job.ts';
import { tellReading } from '../notifications/tell-reading.ts';
import { OperatorService } from '../people/operator.service.ts';
import { SessionStore } from '../people/sign-in/session-store.ts';
import { follow, type FeedProcess, say, startFeedProcess, tokenFor } from '../testing/feed-harness.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { PASSWORD } from '../testing/people-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { post, signInAs, startSignIn, tokenOf } from '../testing/sign-in-process.ts';
import { NobodyToTellError } from './break-glass.errors.ts';
import { BreakGlass } from './break-glass.service.ts';
import { READING_MS } from './reading.ts';

/** Of cards; that there are none does not matter. */
const ASKED = [randomUUID(), randomUUID()] as const;
const REASON = 'They asked why a purchase was declined';

let harness: GraphQLHarness;
let scene: Scene;
let elsewhere: Scene;
let api: Awaited<ReturnType<typeof startSignIn>>;
let sealing: SealDeps;
let owner: pg.Pool;
let feed: FeedProcess;
const followers = new Map<string, Viewer>();

beforeAll(async () => {
  harness = await openGraphQL();
  const { database, sealer, clock } = harness;
  sealing = { gateway: database.gateway, clock, sealer, signer: new CheckpointSigner(randomBytes(32)) };
  owner = new pg.Pool({ connectionString: harness.clone.urls.owner, max: 1 });
  api = await startSignIn(harness);
  feed = await startFeedProcess(database, followers);
  elsewhere = await harness.prepare('Elsewhere');
});
afterAll(async () => {
  await feed.stop();
  await owner.end();
  await harness.close();
});

/** Olga, who has just signed in. */
let operator: { readonly token: string; readonly cookie: string; readonly email: string; readonly as: Viewer };
beforeEach(async () => {
  scene = await harness.prepare();
  operator = await signInAsOperator();
});

async function signInAsOperator(): Promise<typeof operator> {
  const email = `olga@${randomBytes(4).toString('hex')}.example`;
  const { clone, sealer, clock } = harness;
  await new OperatorService(clone.urls.owner, sealer, clock).ensure({ email, displayName: 'Olga Reis', password: PASSWORD });
  const answer = await signInAs(api.server, email, 'admin');
  const token = tokenOf(answer);
  const as = await api.sessions.authenticate(token);
  if (as === null) throw new Error('the operator is not signed in');
  return { token, cookie: answer.cookie ?? '', email, as };
}

/** Who Olga is now, as each of her requests asks. */
const now = async (): Promise<Viewer> => {
  const viewer = await api.sessions.authenticate(operator.token);
  if (viewer === null) throw new Error('she is signed out');
  return viewer;
};
type Data = Readonly<Record<string, unknown>> | null;
function given<Value>(data: Data, field: string): Value {
  if (data === null) throw new Error(`${field} was not given`);
  return data[field] as Value;
}
const codeOf = ({ errors }: { errors: readonly { extensions?: Record<string, unknown> }[] }) => errors[0]?.extensions?.['code'];

const START = 'mutation ($input: StartBreakGlassInput!) { startBreakGlass(input: $input) { id companyName reason isOpen expiresAt } }';
const start = (viewer: Viewer = operator.as, input: object = {}) =>
  harness.ask(viewer, START, { input: { idempotencyKey: randomUUID(), companyId: scene.companyId, reason: REASON, ...input } });
const END = 'mutation ($input: EndBreakGlassInput!) { endBreakGlass(input: $input) { isOpen endedAt endedByName } }';
const end = (viewer: Viewer, readingId: string) => harness.ask(viewer, END, { input: { readingId } });

async function reading(): Promise<{ id: string; as: Viewer }> {
  const { data, errors } = await start();
  expect(errors).toEqual([]);
  return { id: given<{ id: string }>(data, 'startBreakGlass').id, as: await now() };
}

const CARDS = 'query Cards { cards { edges { node { id holder { id } } } } }';
type Cards = { edges: { node: { id: string } }[] };
const cardIds = ({ data }: { data: Data }) =>
  given<Cards>(data, 'cards')
    .edges.map(({ node }) => node.id)
    .sort();

type Deed = { command: string; actor_kind: string; actor_id: string; actor_name: string; reason: string | null; after: object | null };
const log = async (companyId = scene.companyId) =>
  (
    await harness.admin.query<Deed>(
      `SELECT command, actor_kind, actor_id, actor_name, reason, after FROM audit_events WHERE company_id = $1 AND command LIKE 'breakGlass.%' ORDER BY id`,
      [companyId],
    )
  ).rows;

describe('an operator reads a company', () => {
  test('for half an hour, and sees what is in it, and nothing of another company', async () => {
    await harness.marqeta.ask(asking(scene.brunos, { amount: 5, currency: 'EUR' }));
    const before = await harness.ask(operator.as, CARDS);
    const { as } = await reading();

    const cards = await harness.ask(as, CARDS);
    const other = await harness.ask(as, 'query ($id: ID!) { card(id: $id) { id } }', { id: elsewhere.brunosCard });
    const purchases = await harness.ask(as, '{ transactions { edges { node { merchant { name } amount { minor } } } } }');

    expect(codeOf(before)).toBe('FORBIDDEN');
    expect(as).toMatchObject({ role: 'READER', companyId: scene.companyId, displayName: 'Olga Reis' });
    expect(cardIds(cards)).toEqual([scene.brunosCard, scene.carolsCard].sort());
    expect(other.data).toEqual({ card: null });
    expect(given<Cards>(purchases.data, 'transactions').edges).toHaveLength(1);
  });

  test('and is not told whose an address is', async () => {
    const { as } = await reading();
    const find = 'query ($search: String!) { people(filter: { search: $search }) { edges { node { id } } } }';
    const search = scene.company.adminEmail;

    expect((await harness.ask(scene.as.ana, find, { search })).data).toEqual({
      people: { edges: [{ node: { id: scene.as.ana.userId } }] },
    });
    expect((await harness.ask(as, find, { search })).data).toEqual({ people: { edges: [] } });
  });

  test('and each thing that is read stands in its log first, with who and why, in a chain that is right', async () => {
    const { id, as } = await reading();
    await harness.ask(as, CARDS);
    await harness.ask(as, 'query ($id: ID!) { card(id: $id) { id } }', { id: scene.brunosCard });
    await end(as, id);
    await sealChain(sealing, scene.companyId);

    const olga = { actor_kind: 'operator', actor_id: as.identityId, actor_name: 'Olga Reis' };
    expect(await log()).toEqual([
      { command: 'breakGlass.start', ...olga, reason: REASON, after: { expiresAt: expect.any(String) } },
      { command: 'breakGlass.read', ...olga, reason: REASON, after: { operation: 'Cards', fields: ['cards'], variables: {} } },
      {
        command: 'breakGlass.read',
        ...olga,
        reason: REASON,
        after: { operation: null, fields: ['card'], variables: { id: scene.brunosCard } },
      },
      { command: 'breakGlass.end', ...olga, reason: null, after: { endedAt: expect.any(String) } },
    ]);
    const verified = await verifyDatabase(owner, {
      ...{ sealer: harness.sealer, chain: scene.companyId, trusted: null, remembered: null },
      onProgress: () => undefined,
    });
    expect(verified.wrong).toBeNull();
    expect(await log(elsewhere.companyId)).toEqual([]);
  });

  test.each<[string, string, object]>([
    ['in a fragment', '{ ... on Query { ... { cards { totalCount } } } }', { fields: ['cards'], variables: {} }],
    [
      'in a fragment of an innocent name, beside what it hides behind',
      'query { viewer { displayName } ...viewer } fragment viewer on Query { people { totalCount } teams { id } }',
      { fields: ['viewer', 'people', 'teams'], variables: {} },
    ],
    [
      'under other names, with ids in the text itself',
      `{ a: card(id: "${ASKED[0]}") { id } ... on Query { b: card(id: "${ASKED[1]}") { id } } }`,
      { fields: ['card'], variables: { 'card.id': ASKED } },
    ],
    [
      'by the default of a variable',
      `query ($id: ID! = "${ASKED[0]}") { card(id: $id) { id } }`,
      { fields: ['card'], variables: { id: ASKED[0] } },
    ],
    [
      'with what somebody wrote, of which its length is told alone',
      '{ people(filter: { search: "Bruno", role: EMPLOYEE }) { totalCount } }',
      { fields: ['people'], variables: { 'people.filter': [{ search: '5 characters', role: 'EMPLOYEE' }] } },
    ],
  ])('and nothing is kept from the log that is asked for %s', async (_how, text, asked) => {
    const { as } = await reading();

    expect((await harness.ask(as, text)).errors).toEqual([]);

    expect((await log()).at(-1)).toMatchObject({ command: 'breakGlass.read', after: asked });
  });

  test('and what cannot be noted is not read', async () => {
    const { as } = await reading();
    await harness.admin.query(`ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (command <> 'breakGlass.read') NOT VALID`);

    const answer = await harness.ask(as, CARDS);
    await harness.admin.query(`ALTER TABLE audit_events DROP CONSTRAINT full_disk`);

    expect(answer.data).toBeNull();
  });

  test('and its admins are told at once, in the app and by mail, and nobody else', async () => {
    await reading();

    const { rows } = await harness.admin.query<{ id: string; user_id: string; detail: object }>(
      `SELECT id, user_id, detail FROM notifications WHERE company_id = $1 AND kind = 'breakGlass.started'`,
      [scene.companyId],
    );
    expect(rows).toEqual([{ id: expect.any(String), user_id: scene.as.ana.userId, detail: { byName: 'Olga Reis', reason: REASON } }]);
    const mails = await harness.admin.query(`SELECT FROM graphile_worker._private_jobs WHERE key = 'notification.mail:' || $1`, [
      rows[0]?.id,
    ]);
    expect(mails.rowCount).toBe(1);
    const told = await harness.ask(scene.as.ana, '{ notifications { edges { node { title body } } } }');
    expect(JSON.stringify(told.data)).toContain(REASON);
  });

  test('and where it has no active admin, the other operators are told by mail', async () => {
    const { clone, sealer, clock, database } = harness;
    await new OperatorService(clone.urls.owner, sealer, clock).ensure({
      email: 'otto@ops.example',
      displayName: 'Otto',
      password: PASSWORD,
    });
    await harness.admin.query(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, [scene.as.ana.userId]);

    const { id } = await reading();

    const { rows } = await harness.admin.query(
      `SELECT j.payload FROM graphile_worker._private_jobs j WHERE j.key = 'breakGlass.mailOperators:' || $1`,
      [id],
    );
    expect(rows).toEqual([{ payload: { readingId: id, operatorId: operator.as.identityId } }]);
    const sent: Mail[] = [];
    const mailer: Mailer = { send: (mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
    await new MailReading({ database, sealer, mailer, publicUrl: 'https://cards.example' }).run({
      ...{ readingId: id, operatorId: operator.as.identityId },
    });
    const toOtto = sent.find(({ to }) => to === 'otto@ops.example');
    expect(toOtto).toMatchObject({ subject: 'Harborline is read by an operator' });
    for (const said of ['Olga Reis', REASON, 'https://cards.example/admin/break-glass']) expect(toOtto?.text).toContain(said);
    expect(sent.map(({ to }) => to)).not.toContain(operator.email);
  });

  test('and the installation’s log has it too', async () => {
    await reading();

    const { rows } = await harness.admin.query(
      `SELECT command, subject_id, reason FROM operator_audit_events WHERE actor_id = $1 AND command LIKE 'breakGlass.%'`,
      [operator.as.identityId],
    );
    expect(rows).toEqual([{ command: 'breakGlass.start', subject_id: scene.companyId, reason: REASON }]);
  });

  test('once for its key, however often it is asked', async () => {
    const input = { idempotencyKey: 'once' };
    const [first, second] = [await start(operator.as, input), await start(operator.as, input)];

    expect(first.data).toEqual(second.data);
    expect(codeOf(await start(operator.as, { ...input, reason: 'Something else' }))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await log()).filter(({ command }) => command === 'breakGlass.start')).toHaveLength(1);
  });
});

describe('it does not begin', () => {
  test('without a fresh proof of who one is', async () => {
    harness.clock.advance(11 * 60_000);

    expect(codeOf(await start())).toBe('STEP_UP_REQUIRED');
    expect(await log()).toEqual([]);
  });

  test.each(['ana', 'marta', 'rui', 'bruno'] as const)('for %s, who is of a company', async (name) => {
    expect(codeOf(await start(scene.as[name]))).toBe('FORBIDDEN');
  });

  test('for a service account, whatever its scopes', async () => {
    const key = { scopes: ['PEOPLE_READ', 'CARDS_READ', 'SPEND_READ', 'BOOKS_READ'] as const, expiresAtMs: Number.MAX_SAFE_INTEGER };
    const account: Viewer = { ...scene.as.ana, role: 'SERVICE', key };

    expect(codeOf(await start(account))).toBe('FORBIDDEN');
    expect(codeOf(await end(account, randomUUID()))).toBe('FORBIDDEN');
  });

  test('without a reason, nor for a company that is not there', async () => {
    expect(codeOf(await start(operator.as, { reason: ' x ' }))).toBe('INVALID_INPUT');
    expect(codeOf(await start(operator.as, { companyId: randomUUID() }))).toBe('NOT_FOUND');
    expect(codeOf(await start(operator.as, { companyId: 'Harborline' }))).toBe('NOT_FOUND');
  });

  test('twice for one session, also not in two companies at once', async () => {
    const both = await Promise.all([start(), start(operator.as, { companyId: elsewhere.companyId })]);

    expect(both.map(codeOf).filter((code) => code !== undefined)).toEqual(['ALREADY_READING']);
    expect(codeOf(await start())).toBe('ALREADY_READING');
    const { rows } = await harness.admin.query(`SELECT FROM break_glass_readings WHERE session_id = $1`, [operator.as.sessionId]);
    expect(rows).toHaveLength(1);
  });

  test('where neither an admin nor another operator would hear of it', async () => {
    await harness.admin.query(`UPDATE users SET status = 'SUSPENDED' WHERE id = $1`, [scene.as.ana.userId]);
    await harness.admin.query(`UPDATE identities SET is_operator = false WHERE is_operator AND id <> $1`, [operator.as.identityId]);

    expect(codeOf(await start())).toBe('NOBODY_TO_TELL');

    expect(await now()).toMatchObject({ role: 'OPERATOR' });
    expect(await log()).toEqual([]);
    const { rows } = await harness.admin.query(`SELECT FROM operator_audit_events WHERE actor_id = $1 AND command = 'breakGlass.start'`, [
      operator.as.identityId,
    ]);
    expect(rows).toEqual([]);
  });

  describe('where no mail leaves the installation', () => {
    const startUnmailed = () => {
      const { database } = harness;
      const unmailed = new BreakGlass({ database, store: new SessionStore(null, database.log), tell: tellReading, mails: false });
      return unmailed.start(operator.as, { idempotencyKey: randomUUID(), companyId: scene.companyId, reason: REASON });
    };

    test('while no admin is signed in, whose bell is all that tells of it', async () => {
      await signInAsOperator();
      await expect(startUnmailed()).rejects.toThrow(NobodyToTellError);

      const admin = await signInAs(api.server, scene.company.adminEmail, 'portal');
      expect(admin.status).toBe(200);
      await expect(startUnmailed()).rejects.toThrow(/SMTP_URL is not set/);
    });

    test('once the admin has signed out, or has not been here for a day', async () => {
      await signInAs(api.server, scene.company.adminEmail, 'admin');
      await harness.admin.query(`UPDATE sessions SET rotated_at = rotated_at - interval '1 day' WHERE user_id = $1`, [scene.as.ana.userId]);
      await expect(startUnmailed()).rejects.toThrow(NobodyToTellError);

      await signInAs(api.server, scene.company.adminEmail, 'admin');
      await harness.admin.query(
        `UPDATE sessions SET revoked_at = now(), revoked_because = 'signed_out' WHERE user_id = $1 AND revoked_at IS NULL`,
        [scene.as.ana.userId],
      );
      await expect(startUnmailed()).rejects.toThrow(NobodyToTellError);
    });

    test('but not while one is, who then sees it', async () => {
      await signInAs(api.server, elsewhere.company.adminEmail, 'admin');
      await expect(startUnmailed()).rejects.toThrow(NobodyToTellError);
      await signInAs(api.server, scene.company.adminEmail, 'admin');

      expect((await startUnmailed()).companyName).toBe('Harborline');

      const { rows } = await harness.admin.query(`SELECT FROM notifications WHERE company_id = $1 AND kind = 'breakGlass.started'`, [
        scene.companyId,
      ]);
      expect(rows).toHaveLength(1);
    });
  });

  test('from within a reading', async () => {
    const { as } = await reading();

    expect(codeOf(await start(as, { companyId: elsewhere.companyId }))).toBe('READ_ONLY');
  });

  test('for a session that a row of the database claims to be an operator’s', async () => {
    const session = await signInAs(api.server, scene.company.adminEmail, 'admin');
    const admin = await api.sessions.authenticate(tokenOf(session));
    await harness.admin.query(
      `INSERT INTO break_glass_readings (company_id, id, session_id, operator_id, operator_name, reason, started_at, expires_at)
       VALUES ($1, gen_random_uuid(), $2, $3, 'Ana', 'Because', $4, $4::timestamptz + interval '1 hour')`,
      [elsewhere.companyId, admin?.sessionId, admin?.identityId, harness.clock.now()],
    );

    expect(await api.sessions.authenticate(tokenOf(session))).toMatchObject({ role: 'ADMIN', companyId: scene.companyId });
  });
});

describe('while it lasts nothing is changed', () => {
  test('neither by a mutation nor by a command that is asked in another way', async () => {
    const { as } = await reading();
    const freeze = { idempotencyKey: 'f', cardId: scene.brunosCard, reason: 'Lost' };

    const answer = await harness.ask(as, 'mutation ($input: CardCommandInput!) { freezeCard(input: $input) { id } }', { input: freeze });

    expect(codeOf(answer)).toBe('READ_ONLY');
    await expect(harness.cards.freeze(as, freeze)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('nor beside the one thing that a reader commands', async () => {
    const { as, id } = await reading();
    const both = `mutation ($end: EndBreakGlassInput!, $rename: UpdateProfileInput!) {
      endBreakGlass(input: $end) { id } ... on Mutation { updateProfile(input: $rename) { id } } }`;

    const answer = await harness.ask(as, both, { end: { readingId: id }, rename: { idempotencyKey: 'p', locale: 'en' } });

    expect(['READ_ONLY', 'GRAPHQL_VALIDATION_FAILED']).toContain(codeOf(answer));
    expect(await now()).toMatchObject({ role: 'READER' });
  });
});

describe('it is over', () => {
  test('when half an hour has passed, also for a request that was let in before', async () => {
    const { as } = await reading();
    harness.clock.advance(READING_MS - 60_000);
    expect((await harness.ask(as, CARDS)).errors).toEqual([]);

    harness.clock.advance(60_000);

    expect(codeOf(await harness.ask(as, CARDS))).toBe('READING_OVER');
  });

  test.each<[string, (as: Viewer) => Viewer]>([
    ['the operator', (as) => as],
    ['an admin of the company', () => scene.as.ana],
    ['another operator', () => ({ ...operator.as, sessionId: randomUUID(), identityId: randomUUID(), displayName: 'Otto' })],
  ])('when %s ends it', async (_who, who) => {
    const { as, id } = await reading();

    const answer = await end(who(as), id);

    expect(answer.data).toMatchObject({ endBreakGlass: { isOpen: false } });
    expect(await now()).toMatchObject({ role: 'OPERATOR', companyId: null });
    expect(codeOf(await harness.ask(as, CARDS))).toBe('READING_OVER');
  });

  test('for every process within half a second, Redis or not', async () => {
    const redis = new RedisMock();
    const other = await startSignIn(harness, redis);
    const { id } = await reading();
    await other.watch.look();
    expect(await other.sessions.authenticate(operator.token)).toMatchObject({ role: 'READER' });

    await end(scene.as.ana, id);
    await other.watch.look();

    expect(await other.sessions.authenticate(operator.token)).toMatchObject({ role: 'OPERATOR' });
  });

  test('when it expires, also where Redis still knows it', async () => {
    const other = await startSignIn(harness, new RedisMock());
    await reading();
    await other.watch.look();
    const first = await post(other.server, 'refresh', { app: 'admin' }, { cookie: operator.cookie });
    expect(await other.sessions.authenticate(tokenOf(first))).toMatchObject({ role: 'READER' });

    harness.clock.advance(READING_MS);
    const later = await post(other.server, 'refresh', { app: 'admin' }, { cookie: first.cookie ?? '' });

    expect(await other.sessions.authenticate(tokenOf(later))).toMatchObject({ role: 'OPERATOR', companyId: null });
  });

  test('when the operator signs out, which is noted among what operators did', async () => {
    const { as } = await reading();
    await api.sessions.leave(as.sessionId);

    expect(await api.sessions.authenticate(operator.token)).toBeNull();
    const { rows } = await harness.admin.query(
      `SELECT command FROM operator_audit_events WHERE subject_id = $1 AND command = 'session.close'`,
      [as.sessionId],
    );
    expect(rows).toHaveLength(1);
  });

  test('and to end it again changes nothing', async () => {
    const { as, id } = await reading();
    await end(as, id);
    const [before, answer] = [await log(), await end(scene.as.ana, id)];

    expect(answer.data).toMatchObject({ endBreakGlass: { isOpen: false, endedByName: null } });
    expect(await log()).toEqual(before);
  });

  test('not because an admin of another company says so', async () => {
    const { id } = await reading();

    expect(codeOf(await end(elsewhere.as.ana, id))).toBe('NOT_FOUND');
    expect(await now()).toMatchObject({ role: 'READER' });
  });
});

describe('the live feed', () => {
  async function followAs(viewer: Viewer) {
    const token = await tokenFor(harness.database, viewer);
    followers.set(token, viewer);
    return follow(feed.url, token);
  }
  const soon = { timeout: 5_000, interval: 10 };

  test('of a company that is read is noted when it begins, and cut within a second when the reading expires', async () => {
    const { as } = await reading();
    // Its access token is good for longer than what is left of the reading.
    harness.clock.advance(READING_MS - 60_000);
    const followed = await followAs(as);
    await vi.waitFor(() => expect(feed.reader.followers).toBe(1), soon);
    await say(harness.database, scene.companyId, { event: 'while it lasts' });
    feed.bus.companyAt(scene.companyId, 1_000_000n);
    await vi.waitFor(() => expect(followed.items).toHaveLength(1), soon);
    expect((await log()).at(-1)).toMatchObject({
      command: 'breakGlass.read',
      after: { operation: null, fields: ['spendFeed'], variables: {} },
    });

    harness.clock.advance(60_000);
    const expired = performance.now();
    const code = await followed.ended;
    await say(harness.database, scene.companyId, { event: 'afterwards' });

    expect(code).toBe(4401);
    expect(performance.now() - expired).toBeLessThan(2_000);
    expect(followed.items).toHaveLength(1);
  });

  test('is cut when somebody ends the reading', async () => {
    const { as, id } = await reading();
    const followed = await followAs(as);
    await vi.waitFor(() => expect(feed.reader.followers).toBe(1), soon);

    await end(scene.as.ana, id);
    // What the watch of sessions tells whoever holds a socket.
    feed.tell(as.sessionId, false);

    expect(await followed.ended).toBe(1012);
  });

  test('does not begin after its end', async () => {
    const { as, id } = await reading();
    await end(as, id);

    const ended = await (await followAs(as)).ended;

    expect(ended).toMatchObject([{ extensions: { code: 'READING_OVER' } }]);
  });
});

test('an admin sees who has read the company, an operator who has read any', async () => {
  const { id, as } = await reading();
  await end(scene.as.ana, id);
  const LIST = '{ breakGlassReadings { id companyName operatorName reason isOpen endedByName } }';

  const [mine, all, theirs] = [
    await harness.ask(scene.as.ana, LIST),
    await harness.ask(operator.as, LIST),
    await harness.ask(elsewhere.as.ana, LIST),
  ];

  const row = { id, companyName: 'Harborline', operatorName: 'Olga Reis', reason: REASON, isOpen: false };
  expect(mine.data).toEqual({ breakGlassReadings: [{ ...row, endedByName: 'Ana Costa' }] });
  expect(given<{ id: string }[]>(all.data, 'breakGlassReadings').find((one) => one.id === id)).toEqual({ ...row, endedByName: null });
  expect(JSON.stringify(theirs.data)).not.toContain(id);
  expect(codeOf(await harness.ask(as, LIST))).toBe('FORBIDDEN');
});
