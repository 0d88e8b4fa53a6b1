import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Mail } from '../notifications/mailer.ts';
import { MailReset, MailResetDone } from '../notifications/mail-identity.job.ts';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { from, post, signInAs, startSignIn, tokenOf } from '../testing/sign-in-process.ts';
import { OperatorService } from './operator.service.ts';

const NEW = 'quiet otter paints lanterns';

let harness: PeopleHarness;
let company: TestCompany;
let api: Awaited<ReturnType<typeof startSignIn>>;
let admin: pg.Pool;

beforeAll(async () => {
  harness = await openPeople();
  company = await harness.createCompany();
  api = await startSignIn(harness);
  admin = new pg.Pool({ connectionString: harness.clone.adminUrl, max: 2 });
  admin.on('error', () => undefined);
});
afterAll(async () => {
  await admin.end();
  await harness.close();
});

/** Runs the jobs of a name that wait, as a worker would. @returns what was mailed */
async function mailed(name: 'password.mailReset' | 'password.mailResetDone'): Promise<Mail[]> {
  const sent: Mail[] = [];
  const mailer = { send: (mail: Mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
  const needs = { database: harness.database, sealer: harness.sealer, mailer, tokens: api.tokens, publicUrl: 'https://cards.example.com' };
  const { rows } = await admin.query<{ payload: never }>(
    `WITH taken AS (DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
                     WHERE t.id = j.task_id AND t.identifier = $1 RETURNING j.payload) SELECT payload FROM taken`,
    [name],
  );
  for (const { payload } of rows) await (name === 'password.mailReset' ? new MailReset(needs) : new MailResetDone(needs)).run(payload);
  return sent;
}

/** Asks for a link and takes it out of the mail. */
async function linkFor(email: string): Promise<{ url: URL; token: string; mail: Mail }> {
  await api.resets.ask(email);
  const [mail] = await mailed('password.mailReset');
  if (mail === undefined) throw new Error('nothing was mailed');
  const url = new URL(/https:\S+/.exec(mail.text)?.[0] ?? '');
  return { url, token: url.hash.slice(1), mail };
}

const reset = (token: string, password = NEW) => post(api.server, 'reset', { token, password }, from('192.0.2.9'));
const signIn = (email: string, password: string) => post(api.server, 'sign-in', { email, password, app: 'portal' });

describe('asking', () => {
  test('is answered alike, whether the mailbox is known or not', async () => {
    const { email } = await company.addPerson('Alda');

    const known = await post(api.server, 'forgot', { email });
    const unknown = await post(api.server, 'forgot', { email: 'nobody@nowhere.example' });

    expect(known).toMatchObject({ status: 202, body: {}, cookie: undefined });
    expect(unknown).toEqual(known);
    const [mail] = await vi.waitFor(async () => {
      const sent = await mailed('password.mailReset');
      expect(sent).toHaveLength(1);
      return sent;
    });
    expect(mail).toMatchObject({ to: email, subject: 'Set a new password' });
  });

  test('mails a link whose token no server sees, in the language of the person', async () => {
    const { email } = await company.addPerson('Bruna', { locale: 'pt-PT' });

    const { url, mail } = await linkFor(email);

    expect(url.origin + url.pathname).toBe('https://cards.example.com/portal/reset');
    expect(url.search).toBe('');
    expect(mail.subject).toBe('Defina uma nova palavra-passe');
  });

  test('mails at most three links an hour', async () => {
    const { email } = await company.addPerson('Celia');
    for (let n = 0; n < 5; n += 1) await api.resets.ask(email);

    expect(await mailed('password.mailReset')).toHaveLength(3);
    harness.clock.advance(3_600_001);
    await api.resets.ask(email);
    expect(await mailed('password.mailReset')).toHaveLength(1);
  });
});

describe('the link', () => {
  test('sets the password once, ends every session, says so by mail and in the audit log', async () => {
    const { email, personId } = await company.addPerson('Dulce');
    const before = tokenOf(await signInAs(api.server, email, 'portal'));
    const { token } = await linkFor(email);

    expect(await reset(token)).toMatchObject({ status: 204 });

    expect(await signIn(email, PASSWORD)).toMatchObject({ status: 401 });
    expect(await signIn(email, NEW)).toMatchObject({ status: 200 });
    expect(await api.sessions.authenticate(before)).toBeNull();
    expect(await reset(token)).toMatchObject({ status: 404, body: { code: 'LINK_OVER' } });
    expect(await mailed('password.mailResetDone')).toMatchObject([{ to: email, subject: 'Your password was changed' }]);
    const { rows } = await admin.query(
      `SELECT actor_id, host(ip::inet) AS ip FROM audit_events WHERE command = 'password.reset' AND actor_id = $1`,
      [personId],
    );
    expect(rows).toEqual([{ actor_id: personId, ip: '192.0.2.9' }]);
  });

  test('sets it once, of two who use it together', async () => {
    const { email } = await company.addPerson('Edna');
    const { token } = await linkFor(email);

    const answers = await Promise.all([reset(token), reset(token, 'another otter paints walls')]);

    expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([204, 404]);
  });

  test('is over after half an hour, and after another was used', async () => {
    const { email } = await company.addPerson('Flor');
    const [one, two] = [await linkFor(email), await linkFor(email)];
    await reset(two.token);
    expect(await reset(one.token)).toMatchObject({ status: 404 });

    const three = await linkFor(email);
    harness.clock.advance(30 * 60_000);
    expect(await reset(three.token)).toMatchObject({ status: 404, body: { code: 'LINK_OVER' } });
  });

  test('stays good when the password given is refused', async () => {
    const { email } = await company.addPerson('Graça');
    const { token } = await linkFor(email);

    expect(await reset(token, 'too short')).toMatchObject({ status: 400, body: { code: 'PASSWORD_LENGTH', field: 'password' } });
    expect(await reset(token, 'password1234')).toMatchObject({ status: 400, body: { code: 'PASSWORD_GUESSABLE' } });
    expect(await reset(token)).toMatchObject({ status: 204 });
  });

  test.each([
    ['none', () => 'none'],
    ['one that we never wrote', (token: string) => `${token.slice(0, -4)}AAAA`],
    ['one of an invitation', (token: string) => api.tokens.write('invitation', { id: token.split('.')[0] ?? '', round: 1 })],
  ])('that is %s is refused', async (_what, forge) => {
    const { email } = await company.addPerson(`Hugo${Math.random().toString(36).slice(2, 8)}`);
    const { token } = await linkFor(email);

    expect(await reset(forge(token))).toMatchObject({ status: 404, body: { code: 'LINK_OVER' } });
  });

  test('gives a first password to who was added without one', async () => {
    const { email } = await company.addPerson('Irene', { password: undefined });
    expect(await signIn(email, NEW)).toMatchObject({ status: 401 });

    await reset((await linkFor(email)).token);

    expect(await signIn(email, NEW)).toMatchObject({ status: 200 });
  });

  test('leads an operator to their own app, and is noted in their log', async () => {
    const email = 'reset@installation.example';
    await new OperatorService(harness.clone.urls.owner, harness.sealer, harness.clock).ensure({
      email,
      displayName: 'Olga',
      password: PASSWORD,
    });
    const { url, token } = await linkFor(email);

    expect(url.pathname).toBe('/admin/reset');
    expect(await reset(token)).toMatchObject({ status: 204 });
    const { rows } = await admin.query(`SELECT actor_name FROM operator_audit_events WHERE command = 'password.reset'`);
    expect(rows).toEqual([{ actor_name: 'Olga' }]);
  });
});
