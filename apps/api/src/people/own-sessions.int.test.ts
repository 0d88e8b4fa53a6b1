import { randomUUID } from 'node:crypto';
import RedisMock from 'ioredis-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { openPeople, type PeopleHarness, PASSWORD, type TestCompany } from '../testing/people-harness.ts';
import { from, refresh, signInAs, startSignIn, tokenOf } from '../testing/sign-in-process.ts';
import { OperatorService } from './operator.service.ts';
import { openSessionsOf } from './sign-in/own-sessions.ts';

let harness: PeopleHarness;
let company: TestCompany;

beforeAll(async () => {
  harness = await openPeople();
  company = await harness.createCompany();
});
afterAll(() => harness.close());

type Process = Awaited<ReturnType<typeof startSignIn>>;

async function signedIn({ server, sessions }: Process, email: string, app: 'admin' | 'portal' = 'portal', headers = {}) {
  const answer = await signInAs(server, email, app, headers);
  const viewer = await sessions.authenticate(tokenOf(answer));
  if (viewer === null) throw new Error('not signed in');
  return { viewer, token: tokenOf(answer), cookie: answer.cookie };
}
const list = (viewer: Viewer) => openSessionsOf(harness.database.api.manager, viewer, harness.clock.now());
const key = () => ({ idempotencyKey: randomUUID() });

describe('the list of sessions', () => {
  test('has those of the same person that are open, with device and place, the one used last first', async () => {
    const process = await startSignIn(harness);
    const { email } = await company.addPerson('Alda', { role: 'MANAGER' });
    const phone = await signedIn(process, email, 'portal', { ...from('192.0.2.7'), 'user-agent': 'Phone' });
    harness.clock.advance(60_000);
    const office = await signedIn(process, email, 'admin', { ...from('198.51.100.7'), 'user-agent': 'Office' });
    await signedIn(process, company.adminEmail, 'admin');

    const before = await list(office.viewer);
    harness.clock.advance(60_000);
    await refresh(process.server, phone.cookie, 'portal');
    const after = await list(office.viewer);

    expect(before).toMatchObject([
      { id: office.viewer.sessionId, app: 'admin', ip: '198.51.100.7', userAgent: 'Office' },
      { id: phone.viewer.sessionId, app: 'portal', ip: '192.0.2.7', userAgent: 'Phone' },
    ]);
    expect(after.map(({ id }) => id)).toEqual([phone.viewer.sessionId, office.viewer.sessionId]);
    expect(after[0]?.usedAt).toEqual(harness.clock.now());
  });

  test('leaves out what lay unused for too long', async () => {
    const process = await startSignIn(harness);
    const { email } = await company.addPerson('Beatriz', { role: 'MANAGER' });
    await signedIn(process, email, 'admin');
    const portal = await signedIn(process, email, 'portal');
    harness.clock.advance(24 * 3_600_000);

    expect((await list(portal.viewer)).map(({ app }) => app)).toEqual(['portal']);
  });
});

describe('a person', () => {
  test('ends one session: here at once, in another process as soon as it looks, and tells who holds its sockets', async () => {
    const redis = new RedisMock();
    const [here, there, alone] = [await startSignIn(harness, redis), await startSignIn(harness, redis), await startSignIn(harness)];
    const { email } = await company.addPerson('Clara');
    const [lost, kept] = [await signedIn(here, email), await signedIn(here, email)];
    const news: unknown[] = [];
    alone.watch.onNews((item) => news.push(item));

    await here.own.end(kept.viewer, { ...key(), sessionId: lost.viewer.sessionId });
    await alone.watch.look();

    for (const process of [here, there, alone]) expect(await process.sessions.authenticate(lost.token)).toBeNull();
    expect(news).toContainEqual({ sessionId: lost.viewer.sessionId, ended: true });
    expect(await refresh(here.server, lost.cookie, 'portal')).toMatchObject({ status: 401 });
    expect(await here.sessions.authenticate(kept.token)).not.toBeNull();
  });

  test('ends all others and stays', async () => {
    const process = await startSignIn(harness);
    const { email } = await company.addPerson('Dina', { role: 'MANAGER' });
    const [one, two, mine] = [await signedIn(process, email), await signedIn(process, email, 'admin'), await signedIn(process, email)];

    await process.own.endOthers(mine.viewer, key());

    expect(await process.sessions.authenticate(one.token)).toBeNull();
    expect(await process.sessions.authenticate(two.token)).toBeNull();
    expect((await list(mine.viewer)).map(({ id }) => id)).toEqual([mine.viewer.sessionId]);
  });

  test('cannot end the session of somebody else, or one that is over, or the own one', async () => {
    const process = await startSignIn(harness);
    const { email } = await company.addPerson('Elsa');
    const mine = await signedIn(process, email);
    const admins = await signedIn(process, company.adminEmail, 'admin');
    const end = (sessionId: string) => process.own.end(mine.viewer, { ...key(), sessionId });

    await expect(end(admins.viewer.sessionId)).rejects.toThrow(NotFoundError);
    await expect(end(randomUUID())).rejects.toThrow(NotFoundError);
    await expect(end('session')).rejects.toThrow(NotFoundError);
    await expect(end(mine.viewer.sessionId)).rejects.toThrow(InvalidInputError);
    expect(await process.sessions.authenticate(admins.token)).not.toBeNull();
  });

  test('asks twice with one key and does it once', async () => {
    const process = await startSignIn(harness);
    const { email } = await company.addPerson('Fausta');
    const [lost, mine] = [await signedIn(process, email), await signedIn(process, email)];
    const input = { ...key(), sessionId: lost.viewer.sessionId };

    await process.own.end(mine.viewer, input);
    await process.own.end(mine.viewer, input);

    const rows = await harness.database.api.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.company_id', $1, true)`, [company.companyId]);
      return manager.query(`SELECT actor_id, subject_id FROM audit_events WHERE command = 'session.end' AND after->'ended' ? $1`, [
        lost.viewer.sessionId,
      ]);
    });
    expect(rows).toEqual([{ actor_id: mine.viewer.userId, subject_id: mine.viewer.identityId }]);
  });

  test('who runs the installation does so as well', async () => {
    const process = await startSignIn(harness);
    const operators = new OperatorService(harness.clone.urls.owner, harness.sealer, harness.clock);
    await operators.ensure({ email: 'sessions@installation.example', displayName: 'Olga', password: PASSWORD });
    const [lost, mine] = [
      await signedIn(process, 'sessions@installation.example', 'admin'),
      await signedIn(process, 'sessions@installation.example', 'admin'),
    ];

    await process.own.endOthers(mine.viewer, key());

    expect(await process.sessions.authenticate(lost.token)).toBeNull();
    expect(await process.sessions.authenticate(mine.token)).not.toBeNull();
  });
});
