import RedisMock from 'ioredis-mock';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { from, post, refresh, signInAs, startSignIn, tokenOf } from '../testing/sign-in-process.ts';
import { OperatorService } from './operator.service.ts';
import { AccessTokens } from './sign-in/access-token.ts';
import { type SessionRedis, SessionStore } from './sign-in/session-store.ts';

let harness: PeopleHarness;
let company: TestCompany;

beforeAll(async () => {
  harness = await openPeople();
  company = await harness.createCompany();
});
afterAll(() => harness.close());

const startProcess = (redis: SessionRedis | null = null, signInsPerMinute?: number) => startSignIn(harness, redis, signInsPerMinute);

describe('signing in', () => {
  test('gives a short access token in the body and the refresh token in a cookie that no script and no other site sees', async () => {
    const { server, sessions } = await startProcess();

    const answer = await signInAs(server, company.adminEmail, 'admin');

    expect(answer).toMatchObject({ status: 200, body: { expiresIn: 300 } });
    expect(answer.setCookie).toMatch(/^afc_admin=.*; Path=\/auth; Expires=.*; HttpOnly; SameSite=Strict$/);
    expect(await sessions.authenticate(tokenOf(answer))).toMatchObject({
      companyId: company.companyId,
      userId: company.adminId,
      role: 'ADMIN',
      displayName: 'Ana Costa',
      locale: 'en',
    });
  });

  test('stands in the log of the company: who came, who went, and as whom somebody tried to', async () => {
    const { server } = await startProcess();
    const { email, personId } = await company.addPerson('Zara');
    const log = () =>
      asAdmin(
        `SELECT command, actor_kind AS kind, actor_id AS actor, subject_type AS subject, host(ip) AS ip FROM audit_events
          WHERE (actor_id = '${personId}' OR subject_id = '${personId}') AND command LIKE 'session.%' ORDER BY id`,
      );

    await post(server, 'sign-in', { email, password: 'guessed password', app: 'portal' }, from('192.0.2.9'));
    await vi.waitFor(async () => expect(await log()).toHaveLength(1));
    const { cookie } = await signInAs(server, email, 'portal');
    await post(server, 'sign-out', { app: 'portal' }, { cookie: cookie ?? '' });

    expect(await log()).toMatchObject([
      { command: 'session.refuse', kind: 'system', actor: null, subject: 'person', ip: '192.0.2.9' },
      { command: 'session.open', kind: 'person', actor: personId, subject: 'session' },
      { command: 'session.close', kind: 'person', actor: personId, subject: 'session' },
    ]);
  });

  test('knows the teams that a manager manages', async () => {
    const { server, sessions } = await startProcess();
    const [design, sales] = [await company.addTeam('Design'), await company.addTeam('Sales')];
    const teams = [{ teamId: design, isManager: true }, { teamId: sales }];
    const { email } = await company.addPerson('Marta', { role: 'MANAGER', teams });

    const viewer = await sessions.authenticate(tokenOf(await signInAs(server, email, 'admin')));

    expect(viewer).toMatchObject({ role: 'MANAGER', managedTeamIds: [design] });
    expect(viewer?.teamIds).toEqual([design, sales].sort());
  });

  test('answers a wrong password and an unknown mailbox alike', async () => {
    const { server } = await startProcess();
    const wrong = await post(
      server,
      'sign-in',
      { email: company.adminEmail, password: 'not my password', app: 'admin' },
      from('192.0.2.1'),
    );
    const unknown = await post(server, 'sign-in', { email: 'nobody@nowhere.example', password: PASSWORD, app: 'admin' }, from('192.0.2.1'));

    const alike = { status: 401, body: { code: 'WRONG_CREDENTIALS', status: 401, title: 'Not signed in' }, cookie: undefined };
    expect(wrong).toMatchObject(alike);
    expect(unknown).toMatchObject(alike);
    expect(unknown.body['detail']).toBe(wrong.body['detail']);
  });

  test('sends an employee who knocks at the admin app to the portal, but only after the right password', async () => {
    const { server } = await startProcess();
    const { email } = await company.addPerson('Bruno');

    const right = await signInAs(server, email, 'admin');
    const wrong = await post(server, 'sign-in', { email, password: 'guessed password', app: 'admin' }, from('192.0.2.2'));

    expect(right).toMatchObject({ status: 403, body: { code: 'USE_PORTAL' }, cookie: undefined });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
    expect(await signInAs(server, email, 'portal')).toMatchObject({ status: 200 });
  });

  test('lets an admin into the portal too, both at once on one origin', async () => {
    const { server } = await startProcess();

    const [admin, portal] = [await signInAs(server, company.adminEmail, 'admin'), await signInAs(server, company.adminEmail, 'portal')];

    expect(portal.cookie).toMatch(/^afc_portal=/);
    expect(await refresh(server, `${admin.cookie}; ${portal.cookie}`)).toMatchObject({ status: 200 });
    expect(await refresh(server, `${admin.cookie}; ${portal.cookie}`, 'portal')).toMatchObject({ status: 200 });
  });

  test('knows an operator, who belongs to no company and has no cards', async () => {
    const { server, sessions } = await startProcess();
    const operators = new OperatorService(harness.clone.urls.owner, harness.sealer, harness.clock);
    await operators.ensure({ email: 'ops@installation.example', displayName: 'Olga', password: PASSWORD });

    const answer = await signInAs(server, 'ops@installation.example', 'admin');

    expect(await sessions.authenticate(tokenOf(answer))).toMatchObject({
      role: 'OPERATOR',
      companyId: null,
      userId: null,
      displayName: 'Olga',
    });
    expect(await signInAs(server, 'ops@installation.example', 'portal')).toMatchObject({ status: 403, body: { code: 'USE_ADMIN' } });
  });

  test('refuses a person who was suspended, and ends what they had open', async () => {
    const { server, sessions } = await startProcess();
    const { email, personId } = await company.addPerson('Carla');
    const before = await signInAs(server, email, 'portal');
    await asAdmin(`UPDATE users SET status = 'SUSPENDED' WHERE id = '${personId}'`);

    expect(await signInAs(server, email, 'portal')).toMatchObject({ status: 403, body: { code: 'ACCOUNT_CLOSED' } });
    expect(await sessions.authenticate(tokenOf(before))).toBeNull();
    expect(await refresh(server, before.cookie, 'portal')).toMatchObject({ status: 401 });
  });

  test.each<[string, object, Record<string, string>, number]>([
    ['no password', { email: 'a@b.example', app: 'admin' }, {}, 400],
    ['an app that is none', { email: 'a@b.example', password: 'x', app: 'root' }, {}, 400],
    ['a mailbox that is an object', { email: { $ne: null }, password: 'x', app: 'admin' }, {}, 400],
    ['more than a sign-in needs', { email: 'a@b.example', password: 'x'.repeat(9_000), app: 'admin' }, {}, 413],
    ['a page of another site', { email: 'a@b.example', password: 'x', app: 'admin' }, { origin: 'https://evil.example' }, 403],
    ['a frame of another site', { email: 'a@b.example', password: 'x', app: 'admin' }, { 'sec-fetch-site': 'cross-site' }, 403],
  ])('refuses %s with a problem that says what is wrong', async (_what, body, headers, status) => {
    const { server } = await startProcess();

    const answer = await post(server, 'sign-in', body, headers);

    expect(answer).toMatchObject({ status, body: { status, type: 'about:blank', code: expect.any(String), traceId: expect.any(String) } });
  });

  test('refuses a form, which another site could send without asking', async () => {
    const { server } = await startProcess();

    const response = await server.inject({
      method: 'POST',
      url: '/auth/sign-in',
      headers: { 'content-type': 'text/plain' },
      payload: JSON.stringify({ email: company.adminEmail, password: PASSWORD, app: 'admin' }),
    });

    expect(response.statusCode).toBe(415);
  });
});

describe('guessing', () => {
  test('is slowed down where it comes from, and locks nobody out elsewhere', async () => {
    const { server } = await startProcess();
    const { email } = await company.addPerson('Diogo');
    const guess = () => post(server, 'sign-in', { email, password: 'guess guess guess', app: 'portal' }, from('203.0.113.9'));
    for (let n = 0; n < 5; n += 1) expect(await guess()).toMatchObject({ status: 401 });

    const sixth = await guess();

    expect(sixth).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' }, retryAfter: '1' });
    expect(await signInAs(server, email, 'portal', from('203.0.113.9'))).toMatchObject({ status: 429 });
    expect(await signInAs(server, email, 'portal', from('198.51.100.4'))).toMatchObject({ status: 200 });
    harness.clock.advance(1_000);
    expect(await signInAs(server, email, 'portal', from('203.0.113.9'))).toMatchObject({ status: 200 });
  });

  test('does not slow down a browser that signed in before, not even from the same network', async () => {
    const { server } = await startProcess();
    const { email } = await company.addPerson('Dora');
    const { device = '' } = await signInAs(server, email, 'portal', from('203.0.113.20'));
    const guess = (n: number) =>
      post(server, 'sign-in', { email, password: 'guess', app: 'portal' }, from(n < 5 ? '203.0.113.20' : `203.0.113.${n + 20}`));
    for (let n = 0; n < 30; n += 1) await guess(n);

    const timed = async (headers: Record<string, string>) => {
      const before = performance.now();
      const answer = await signInAs(server, email, 'portal', headers);
      return { answer, ms: performance.now() - before };
    };
    const known = await timed({ ...from('203.0.113.20'), cookie: device });
    const stranger = await timed(from('198.51.100.20'));

    expect(known.answer).toMatchObject({ status: 200, device });
    // Whom strangers' guesses slow down waits two seconds by now.
    expect(stranger.ms - known.ms).toBeGreaterThan(1_000);
    expect(await signInAs(server, email, 'portal', from('203.0.113.20'))).toMatchObject({ status: 429 });
  });

  test('from a browser that signed in before is slowed down as well', async () => {
    const { server } = await startProcess();
    const { email } = await company.addPerson('Elisa');
    const { device = '' } = await signInAs(server, email, 'portal', from('203.0.113.60'));
    const guess = (ip: string) => post(server, 'sign-in', { email, password: 'guess', app: 'portal' }, { ...from(ip), cookie: device });
    for (let n = 0; n < 5; n += 1) await guess(`198.51.100.${n + 60}`);

    expect(await guess('198.51.100.70')).toMatchObject({ status: 429 });
  });

  test.each([
    ['of another mailbox', (device: string) => device],
    ['that we never wrote', () => `afc_portal_device=${'A'.repeat(22)}.AAAA`],
  ])('is not let off by a cookie %s', async (_what, cookieOf) => {
    const { server } = await startProcess();
    const other = await company.addPerson(`Fani${Math.random().toString(36).slice(2, 8)}`);
    const { email } = await company.addPerson(`Gil${Math.random().toString(36).slice(2, 8)}`);
    const { device = '' } = await signInAs(server, other.email, 'portal', from('203.0.113.61'));
    const headers = { ...from('203.0.113.62'), cookie: cookieOf(device) };
    for (let n = 0; n < 5; n += 1) await post(server, 'sign-in', { email, password: 'guess', app: 'portal' }, headers);

    expect(await signInAs(server, email, 'portal', headers)).toMatchObject({ status: 429 });
    expect(await signInAs(server, email, 'portal', from('203.0.113.62'))).toMatchObject({ status: 429 });
  });

  test('counts for a mailbox that nobody has as well', async () => {
    const { server } = await startProcess();
    const guess = () => post(server, 'sign-in', { email: 'ghost@nowhere.example', password: 'guess', app: 'portal' }, from('203.0.113.10'));
    for (let n = 0; n < 5; n += 1) await guess();

    expect(await guess()).toMatchObject({ status: 429 });
  });
});

test('one network address signs in so many times a minute and no more', async () => {
  const { server } = await startProcess(null, 2);
  const answers = [];
  for (let n = 0; n < 3; n += 1) answers.push(await signInAs(server, company.adminEmail, 'admin', from('203.0.113.50')));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[2]).toMatchObject({ body: { code: 'RATE_LIMITED', title: 'Too many requests' } });
  expect(await signInAs(server, company.adminEmail, 'admin', from('203.0.113.51'))).toMatchObject({ status: 200 });
});

describe('a refresh', () => {
  test('moves the session on, and two tabs that ask together both keep working', async () => {
    const { server } = await startProcess();
    const first = await signInAs(server, company.adminEmail, 'admin');

    const [one, two] = await Promise.all([refresh(server, first.cookie), refresh(server, first.cookie)]);

    expect([one.status, two.status]).toEqual([200, 200]);
    expect(one.cookie).toBe(two.cookie);
    expect(await refresh(server, one.cookie)).toMatchObject({ status: 200 });
  });

  test('with a token that was used before ends the session for thief and owner alike', async () => {
    const { server, sessions } = await startProcess();
    const first = await signInAs(server, company.adminEmail, 'admin');
    const second = await refresh(server, first.cookie);
    harness.clock.advance(10_001);

    expect(await refresh(server, first.cookie)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(await refresh(server, second.cookie)).toMatchObject({ status: 401 });
    expect(await sessions.authenticate(tokenOf(second))).toBeNull();
  });

  test('that betrays a copy ends the session where Redis knows it, too', async () => {
    const { server, sessions } = await startProcess(new RedisMock());
    const first = await signInAs(server, company.adminEmail, 'admin');
    const second = await refresh(server, first.cookie);
    expect(await sessions.authenticate(tokenOf(second))).not.toBeNull();
    harness.clock.advance(10_001);

    await refresh(server, first.cookie);

    expect(await sessions.authenticate(tokenOf(second))).toBeNull();
  });

  test('ten seconds later still finds the token before good', async () => {
    const { server } = await startProcess();
    const first = await signInAs(server, company.adminEmail, 'admin');
    const second = await refresh(server, first.cookie);
    harness.clock.advance(10_000);

    expect(await refresh(server, first.cookie)).toMatchObject({ status: 200, cookie: second.cookie });
  });

  test.each([
    ['without a cookie', () => ''],
    ['with a cookie that we never wrote', () => 'afc_admin=0199c6a0-0000-7000-8000-000000000000.1.AAAA'],
    ['with a number that was not given out yet', (cookie: string) => cookie.replace(/\.1\./, '.2.')],
    ["with the other app's cookie", (cookie: string) => cookie.replace('afc_admin', 'afc_portal')],
  ])('%s is refused', async (_how, cookieOf) => {
    const { server } = await startProcess();
    const { cookie = '' } = await signInAs(server, company.adminEmail, 'admin');

    expect(await refresh(server, cookieOf(cookie), cookieOf(cookie).startsWith('afc_portal') ? 'portal' : 'admin')).toMatchObject({
      status: 401,
    });
  });

  test('after a day without use is too late in the admin app', async () => {
    const { server } = await startProcess();
    const { cookie } = await signInAs(server, company.adminEmail, 'admin');
    harness.clock.advance(24 * 3_600_000);

    expect(await refresh(server, cookie)).toMatchObject({ status: 401 });
  });
});

describe('a session that ended', () => {
  test('is over at once in this process, and in another as soon as it looks, with Redis or without', async () => {
    const redis = new RedisMock();
    const [here, there, alone] = [await startProcess(redis), await startProcess(redis), await startProcess(null)];
    const signedIn = await signInAs(here.server, company.adminEmail, 'admin');
    const token = tokenOf(signedIn);
    expect(await there.sessions.authenticate(token)).not.toBeNull();
    const news: unknown[] = [];
    there.watch.onNews((item) => news.push(item));

    const out = await post(here.server, 'sign-out', { app: 'admin' }, { cookie: signedIn.cookie ?? '' });
    await there.watch.look();

    expect(out).toMatchObject({ status: 204, cookie: undefined });
    expect(out.setCookie).toMatch(/^afc_admin=; Max-Age=0; Path=\/auth; /);
    for (const process of [here, there, alone]) expect(await process.sessions.authenticate(token)).toBeNull();
    expect(news).toContainEqual({ sessionId: expect.any(String), ended: true });
    expect(await refresh(here.server, signedIn.cookie)).toMatchObject({ status: 401 });
  });

  test('is not brought back by a request that was reading it meanwhile', async () => {
    const store = new SessionStore(new RedisMock(), harness.database.log);
    const { server, sessions } = await startProcess();
    const viewer = await sessions.authenticate(tokenOf(await signInAs(server, company.adminEmail, 'admin')));
    if (viewer === null) throw new Error('signed in');

    await store.end(viewer.sessionId);
    await store.keep(viewer.sessionId, viewer);

    expect(await store.find(viewer.sessionId)).toBe('ended');
  });

  test('is not brought back by an entry that Redis kept from before', async () => {
    const redis = new RedisMock();
    const [withRedis, cutOff] = [await startProcess(redis), await startProcess(null)];
    const signedIn = await signInAs(withRedis.server, company.adminEmail, 'admin');
    const token = tokenOf(signedIn);
    await withRedis.sessions.authenticate(token);
    await post(cutOff.server, 'sign-out', { app: 'admin' }, { cookie: signedIn.cookie ?? '' });

    await withRedis.watch.look();

    expect(await withRedis.sessions.authenticate(token)).toBeNull();
  });

  test('a change of teams is seen by a session that is open', async () => {
    const redis = new RedisMock();
    const { server, sessions, watch } = await startProcess(redis);
    const { email, personId } = await company.addPerson('Edite', { role: 'MANAGER' });
    const token = tokenOf(await signInAs(server, email, 'admin'));
    const before = await sessions.authenticate(token);
    const teamId = await company.addTeam('Edition');

    await harness.teams.setMember(company.system, { teamId, personId, isManager: true });
    await watch.look();
    const after = await sessions.authenticate(token);

    expect(before?.managedTeamIds).toEqual([]);
    expect(after?.managedTeamIds).toEqual([teamId]);
    expect(after?.accessVersion).toBeGreaterThan(before?.accessVersion ?? 0);
  });

  test('requests go on when Redis is away or does not answer', async () => {
    const never = () => new Promise<never>(() => undefined);
    const fails = () => Promise.reject(new Error('connection is closed'));
    for (const away of [never, fails]) {
      const { server, sessions } = await startProcess({ get: away, set: away, del: away });

      const answer = await signInAs(server, company.adminEmail, 'admin');

      expect(await sessions.authenticate(tokenOf(answer))).toMatchObject({ userId: company.adminId });
    }
  });
});

describe('an access token', () => {
  const forger = () => new AccessTokens(new Uint8Array(32), harness.clock);

  test('is good for five minutes', async () => {
    const { server, sessions } = await startProcess();
    const token = tokenOf(await signInAs(server, company.adminEmail, 'admin'));
    harness.clock.advance(299_000);
    const before = await sessions.authenticate(token);
    harness.clock.advance(2_000);

    expect(before).not.toBeNull();
    expect(await sessions.authenticate(token)).toBeNull();
  });

  test.each([
    ['signed with another key', () => forger().write({ sessionId: '0199c6a0-0000-7000-8000-000000000000', provenAt: new Date() })],
    ['without a signature', async (token: string) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`],
    ['that is none', async () => 'Bearer nothing'],
  ])('%s is worth nothing', async (_what, forge) => {
    const { server, sessions } = await startProcess();
    const token = tokenOf(await signInAs(server, company.adminEmail, 'admin'));

    expect(await sessions.authenticate(await forge(token))).toBeNull();
  });
});

test('what the database holds of a session or a mailbox lets nobody in and names nobody', async () => {
  const { server } = await startProcess();
  await signInAs(server, company.adminEmail, 'admin');

  const rows = JSON.stringify(
    await asAdmin(`SELECT s.*, i.*, u.* FROM sessions s JOIN identities i ON i.id = s.identity_id LEFT JOIN users u ON u.id = s.user_id`),
  );

  expect(rows).not.toContain(company.adminEmail);
  expect(rows).not.toContain(PASSWORD);
});

test('requests cannot read identities or sessions beside the functions', async () => {
  await expect(harness.database.api.query('SELECT * FROM identities')).rejects.toThrow(/permission denied/);
  await expect(harness.database.api.query('SELECT * FROM sessions')).rejects.toThrow(/permission denied/);
});

async function asAdmin(sql: string): Promise<unknown[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: harness.clone.adminUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
