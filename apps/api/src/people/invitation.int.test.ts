import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ForbiddenError } from '../access/access.errors.ts';
import { StepUpRequiredError } from '../access/step-up.ts';
import type { Mail } from '../notifications/mailer.ts';
import { MailInvitation } from '../notifications/mail-identity.job.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { memberAs } from '../testing/feed-harness.ts';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { post, startSignIn, tokenOf } from '../testing/sign-in-process.ts';
import { type InvitePerson, InvitationService } from './invitation.service.ts';
import { InvitationBulkService } from './invite-many/invitation-bulk.service.ts';
import { InvitationOverError, PersonExistsError, PersonInvitedError, TooManyInvitationsError } from './people.errors.ts';

let harness: PeopleHarness;
let company: TestCompany;
let invitations: InvitationService;
let api: Awaited<ReturnType<typeof startSignIn>>;
let admin: pg.Pool;

beforeAll(async () => {
  harness = await openPeople();
  invitations = new InvitationService(harness.database, harness.sealer);
  api = await startSignIn(harness);
  admin = new pg.Pool({ connectionString: harness.clone.adminUrl, max: 2 });
  admin.on('error', () => undefined);
});
afterAll(async () => {
  await admin.end();
  await harness.close();
});
beforeEach(async () => {
  company = await harness.createCompany();
  // What the test before left waiting.
  await links();
});

const ana = () => memberAs({ companyId: company.companyId, userId: company.adminId });
const key = () => ({ idempotencyKey: randomUUID() });
const nuno = (but: Partial<InvitePerson> = {}): InvitePerson => ({
  ...{ ...key(), firstName: 'Nuno', lastName: 'Reis', email: `nuno@${company.companyId}.example`, role: 'EMPLOYEE' },
  ...but,
});
const invite = (but: Partial<InvitePerson> = {}) => invitations.invite(ana(), nuno(but));

/** Mails what waits, as a worker would. @returns the links, and what was mailed */
async function links(): Promise<{ url: URL; token: string; mail: Mail }[]> {
  const sent: Mail[] = [];
  const mailer = { send: (mail: Mail) => Promise.resolve(void sent.push(mail)), close: () => undefined };
  const needs = { database: harness.database, sealer: harness.sealer, mailer, tokens: api.tokens, publicUrl: 'https://cards.example.com' };
  const { rows } = await admin.query<{ payload: never }>(
    `WITH taken AS (DELETE FROM graphile_worker._private_jobs j USING graphile_worker._private_tasks t
                     WHERE t.id = j.task_id AND t.identifier = 'invitation.mail' RETURNING j.payload) SELECT payload FROM taken`,
  );
  for (const { payload } of rows) await new MailInvitation(needs).run(payload);
  return sent.map((mail) => {
    const url = new URL(/https:\S+/.exec(mail.text)?.[0] ?? '');
    return { url, token: url.hash.slice(1), mail };
  });
}

async function linkOf(but: Partial<InvitePerson> = {}) {
  const { invitationId } = await invite(but);
  const [link] = await links();
  if (link === undefined) throw new Error('nothing was mailed');
  return { ...link, invitationId };
}

const join = (token: string, password = PASSWORD, app = 'portal') => post(api.server, 'join', { token, password, app });
const show = (token: string) => post(api.server, 'invitation', { token });

describe('an invitation', () => {
  test('mails a link to the app that fits the role, and names company and host', async () => {
    const { url, mail } = await linkOf();
    const team = await company.addTeam('Design');
    const manager = await linkOf({ email: 'mira@elsewhere.example', role: 'MANAGER', teamId: team });

    expect(mail.to).toBe(`nuno@${company.companyId}.example`);
    expect(mail.text).toContain('Ana Costa invites you to Harborline');
    expect(url.origin + url.pathname + url.search).toBe('https://cards.example.com/portal/join');
    expect(manager.url.pathname).toBe('/admin/join');
  });

  test('lets the invited one set a password, and be signed in as a person of the company and its team', async () => {
    const teamId = await company.addTeam('Design');
    const { token } = await linkOf({ role: 'MANAGER', teamId });

    expect(await show(token)).toMatchObject({
      status: 200,
      body: { companyName: 'Harborline', firstName: 'Nuno', email: `nuno@${company.companyId}.example`, hasPassword: false },
    });
    const joined = await join(token, PASSWORD, 'admin');

    expect(joined).toMatchObject({ status: 200, cookie: expect.stringMatching(/^afc_admin=/) });
    expect(await api.sessions.authenticate(tokenOf(joined))).toMatchObject({
      ...{ companyId: company.companyId, role: 'MANAGER', displayName: 'Nuno Reis', managedTeamIds: [teamId] },
    });
    expect(await join(token)).toMatchObject({ status: 404, body: { code: 'LINK_OVER' } });
    expect(await show(token)).toMatchObject({ status: 404 });
  });

  test('makes one person, of two who follow the link together', async () => {
    const { token } = await linkOf();

    const answers = await Promise.all([join(token), join(token)]);

    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
    const { rows } = await admin.query(`SELECT count(*)::int AS people FROM users WHERE company_id = $1 AND first_name = 'Nuno'`, [
      company.companyId,
    ]);
    expect(rows).toEqual([{ people: 1 }]);
  });

  test('asks who signs in already for the password that they have, slowly when it is wrong', async () => {
    const other = await harness.createCompany('Elsewhere');
    const { email } = await other.addPerson('Nuno');
    const { token } = await linkOf({ email });

    expect(await show(token)).toMatchObject({ body: { hasPassword: true } });
    for (let n = 0; n < 5; n += 1)
      expect(await join(token, 'quiet otter paints lanterns')).toMatchObject({ status: 401, body: { code: 'WRONG_CREDENTIALS' } });
    expect(await join(token)).toMatchObject({ status: 429 });
    harness.clock.advance(60_000);
    const joined = await join(token);

    expect(await api.sessions.authenticate(tokenOf(joined))).toMatchObject({ companyId: company.companyId });
  });

  test('gives a first password to who was added elsewhere without one', async () => {
    const other = await harness.createCompany('Elsewhere');
    const { email } = await other.addPerson('Nuno', { password: undefined });
    const { token } = await linkOf({ email });

    expect(await show(token)).toMatchObject({ body: { hasPassword: false } });
    expect(await join(token)).toMatchObject({ status: 200 });
  });

  test('takes no password that leaked, and stays good', async () => {
    const { token } = await linkOf();

    expect(await join(token, 'password1234')).toMatchObject({ status: 400, body: { code: 'PASSWORD_GUESSABLE' } });
    expect(await join(token)).toMatchObject({ status: 200 });
  });

  test('is over after seven days, and good again when it is sent again', async () => {
    const { token, invitationId } = await linkOf();
    harness.clock.advance(7 * 24 * 3_600_000);
    expect(await show(token)).toMatchObject({ status: 404, body: { code: 'LINK_OVER' } });

    await invitations.resend(ana(), { ...key(), invitationId });
    const [again] = await links();

    expect(await join(token)).toMatchObject({ status: 404 });
    expect(await join(again?.token ?? '')).toMatchObject({ status: 200 });
  });

  test('is good no more once it is withdrawn, or sent anew', async () => {
    const one = await linkOf();
    await invitations.resend(ana(), { ...key(), invitationId: one.invitationId });
    expect(await show(one.token)).toMatchObject({ status: 404 });
    const [two] = await links();

    await invitations.withdraw(ana(), { ...key(), invitationId: one.invitationId });

    expect(await join(two?.token ?? '')).toMatchObject({ status: 404 });
    await expect(invitations.resend(ana(), { ...key(), invitationId: one.invitationId })).rejects.toThrow(InvitationOverError);
  });

  test('that was withdrawn before its mail went out is not mailed', async () => {
    const { invitationId } = await invite();
    await invitations.withdraw(ana(), { ...key(), invitationId });

    expect(await links()).toEqual([]);
  });

  test('is mailed ten times and no more', async () => {
    const { invitationId } = await invite();
    for (let n = 1; n < 10; n += 1) await invitations.resend(ana(), { ...key(), invitationId });

    await expect(invitations.resend(ana(), { ...key(), invitationId })).rejects.toThrow(TooManyInvitationsError);
  });
});

describe('inviting is refused', () => {
  test('to who is no admin, for a team of another company, for a manager of nothing', async () => {
    const other = await harness.createCompany('Elsewhere');
    const theirs = await other.addTeam('Theirs');

    await expect(async () => invitations.invite({ ...ana(), role: 'MANAGER' }, nuno())).rejects.toThrow(ForbiddenError);
    await expect(invite({ teamId: theirs })).rejects.toThrow(NotFoundError);
    await expect(async () => invite({ role: 'MANAGER' })).rejects.toThrow(InvalidInputError);
    await expect(async () => invite({ email: 'no address' })).rejects.toThrow(InvalidInputError);
  });

  test('for another admin, to who has not shown lately that it is them', async () => {
    const stale = { ...ana(), provenAtMs: harness.database.clock.now().getTime() - 600_001 };
    const bulk = new InvitationBulkService(harness.database, harness.sealer);
    const admins = [nuno(), nuno({ role: 'ADMIN', email: `second@${company.companyId}.example` })];

    await expect(invitations.invite(stale, nuno({ role: 'ADMIN' }))).rejects.toThrow(StepUpRequiredError);
    await expect(bulk.invite(stale, { ...key(), people: admins })).rejects.toThrow(StepUpRequiredError);
    expect((await invitations.invite(stale, nuno())).invitationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('for who is there, or invited already', async () => {
    const { email } = await company.addPerson('Bruno');
    await invite();

    await expect(invite({ email })).rejects.toThrow(PersonExistsError);
    await expect(invite({ email: ` NUNO@${company.companyId}.example` })).rejects.toThrow(PersonInvitedError);
  });

  test('for another company: its invitations can be neither sent nor withdrawn', async () => {
    const { invitationId } = await invite();
    const other = await harness.createCompany('Elsewhere');
    const stranger = memberAs({ companyId: other.companyId, userId: other.adminId });

    await expect(invitations.resend(stranger, { ...key(), invitationId })).rejects.toThrow(NotFoundError);
    await expect(invitations.withdraw(stranger, { ...key(), invitationId })).rejects.toThrow(NotFoundError);
  });
});

test('asked twice with one key, it invites once', async () => {
  const input = nuno();

  expect(await invitations.invite(ana(), input)).toEqual(await invitations.invite(ana(), input));
  expect(await links()).toHaveLength(1);
});

test('what the database holds of an invitation makes no link and names no mailbox', async () => {
  const { token, mail } = await linkOf();
  const { rows } = await admin.query('SELECT * FROM invitations');
  const text = JSON.stringify(rows, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : value));

  expect(text).not.toContain(mail.to);
  expect(text).not.toContain(token.split('.')[2]);
});
