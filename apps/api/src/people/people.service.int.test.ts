import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ForbiddenError } from '../access/access.errors.ts';
import type { Viewer } from '../access/viewer.ts';
import { IdempotencyKeyReusedError, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { read } from '../platform/transact.ts';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../testing/people-harness.ts';
import { startSignIn } from '../testing/sign-in-process.ts';
import { IdentityTakenError, PersonExistsError, TeamExistsError } from './people.errors.ts';
import type { AddPersonInput } from './person.service.ts';
import type { Sessions } from './sign-in/sessions.ts';
import type { SignIn, SignInRequest } from './sign-in/sign-in.ts';
import { GuessablePasswordError, PasswordLengthError } from './sign-in/password-strength.ts';
import { AccountClosedError } from './sign-in/sign-in.errors.ts';

let harness: PeopleHarness;
let company: TestCompany;
let signIn: SignIn;
let sessions: Sessions;

beforeAll(async () => {
  harness = await openPeople();
  ({ signIn, sessions } = await startSignIn(harness));
});
afterAll(() => harness.close());
beforeEach(async () => {
  company = await harness.createCompany();
});

const bruno = (but: Partial<AddPersonInput> = {}): AddPersonInput => ({
  ...{ firstName: 'Bruno', lastName: 'Silva', email: `bruno@${company.companyId}.example`, password: PASSWORD, role: 'EMPLOYEE' },
  ...but,
});
async function enter(email: string, password = PASSWORD, but: Partial<SignInRequest> = {}) {
  const done = await signIn.signIn({ email, password, app: 'portal', ip: '192.0.2.1', userAgent: null, device: null, ...but });
  if (!('grant' in done)) throw new Error('asked for a code');
  return done.grant;
}
const query = <Row>(sql: string): Promise<Row[]> => read(harness.database, company.companyId, (manager) => manager.query<Row[]>(sql));

describe('adding a person', () => {
  test('seals the address, enqueues the cardholder for Marqeta, and writes no personal field into the audit log', async () => {
    const { personId } = await harness.people.add(company.system, bruno({ email: ' Bruno@Quay.Example ' }));

    const [row] = await query<{ email_sealed: Buffer; email_hash: Buffer }>(
      `SELECT email_sealed, email_hash FROM users WHERE id = '${personId}'`,
    );
    expect(row?.email_sealed.toString('latin1')).not.toMatch(/bruno|quay/i);
    expect(row?.email_hash).toEqual(harness.sealer.emailHash('bruno@quay.example'));
    expect(await query(`SELECT command, after FROM audit_events WHERE command = 'person.add'`)).toEqual([
      { command: 'person.add', after: { role: 'EMPLOYEE', teams: [] } },
    ]);
    expect(await jobs()).toContain(`person.tellMarqeta:${personId}`);
  });

  test('twice with one key is one person; the same address again is refused', async () => {
    const input = bruno({ idempotencyKey: 'add bruno' });
    const [one, two] = await Promise.all([harness.people.add(company.system, input), harness.people.add(company.system, input)]);

    expect(one).toEqual(two);
    await expect(harness.people.add(company.system, { ...input, firstName: 'Bento' })).rejects.toThrow(IdempotencyKeyReusedError);
    await expect(harness.people.add(company.system, bruno({ email: input.email.toUpperCase() }))).rejects.toThrow(PersonExistsError);
  });

  test.each<[string, (other: TestCompany) => Promise<Partial<AddPersonInput>>, new (...all: never[]) => Error]>([
    ['a team of another company', async (other) => ({ teams: [{ teamId: await other.addTeam('Theirs') }] }), NotFoundError],
    [
      'a team twice',
      async () => {
        const teamId = await company.addTeam('Design');
        return { teams: [{ teamId }, { teamId }] };
      },
      InvalidInputError,
    ],
    ['no name', async () => ({ lastName: ' ' }), InvalidInputError],
    ['an address that is none', async () => ({ email: 'bruno at quay' }), InvalidInputError],
    ['a short password', async () => ({ password: 'elevenchars' }), PasswordLengthError],
    ['a password that leaked', async () => ({ password: 'password1234' }), GuessablePasswordError],
  ])('with %s is refused', async (_what, but, error) => {
    const other = await harness.createCompany();

    await expect(harness.people.add(company.system, bruno(await but(other)))).rejects.toThrow(error);

    expect(await query(`SELECT first_name FROM users`)).toEqual([{ first_name: 'Ana' }]);
  });

  test('is for admins', async () => {
    const manager: Viewer = {
      ...{ identityId: company.adminId, sessionId: company.adminId, companyId: company.companyId, userId: company.adminId },
      ...{ role: 'MANAGER', teamIds: [], managedTeamIds: [], displayName: 'Marta', locale: 'en', accessVersion: 1, provenAtMs: 0 },
    };

    await expect(harness.people.add(manager, bruno())).rejects.toThrow(ForbiddenError);
    await harness.people.add({ ...manager, role: 'ADMIN' }, bruno());
  });
});

describe('one address in two companies', () => {
  test('signs in to both when the password given is the one that they have', async () => {
    const other = await harness.createCompany();
    const input = bruno();
    await harness.people.add(company.system, input);
    const { personId } = await harness.people.add(other.system, input);

    const grant = await enter(input.email, PASSWORD, { companyId: other.companyId });

    expect(await sessions.authenticate(grant.accessToken)).toMatchObject({ companyId: other.companyId, userId: personId });
    expect(await sessions.authenticate((await enter(input.email)).accessToken)).toMatchObject({ companyId: company.companyId });
  });

  test('does not let the one who took the address first in where it is added later', async () => {
    const attackers = await harness.createCompany('Attackers');
    const victim = bruno();
    await harness.people.add(attackers.system, { ...victim, password: 'known to the attacker' });

    await harness.people.add(company.system, victim);

    const theirs = await enter(victim.email, 'known to the attacker');
    expect(await sessions.authenticate(theirs.accessToken)).toMatchObject({ companyId: attackers.companyId });
    const into = enter(victim.email, 'known to the attacker', { companyId: company.companyId });
    await expect(into).rejects.toThrow(AccountClosedError);
  });

  test('cannot be the first admin of a company that they could not enter', async () => {
    const input = bruno();
    await harness.people.add(company.system, input);
    const create = (password: string) =>
      harness.companies.create('test', { name: 'Second', timeZone: 'UTC', currency: 'USD', admin: { ...input, password } });

    await expect(create('another password')).rejects.toThrow(IdentityTakenError);
    await create(PASSWORD);
  });
});

describe('a company', () => {
  test.each<[string, object, string]>([
    ['a zone that is none', { timeZone: 'Mars/Base' }, 'timeZone'],
    ['a currency that is none', { currency: 'DOL' }, 'currency'],
    ['no name', { name: ' ' }, 'name'],
  ])('with %s is refused by its field', async (_what, but, field) => {
    const admin = { firstName: 'Ana', lastName: 'Costa', email: 'ana@new.example', password: PASSWORD };
    const created = harness.companies.create('test', { name: 'New', timeZone: 'UTC', currency: 'USD', admin, ...but });

    await expect(created).rejects.toMatchObject({ code: 'INVALID_INPUT', field });
  });
});

describe('a team', () => {
  test('has a name of its own in its company, and members of its company', async () => {
    const other = await harness.createCompany();
    const teamId = await company.addTeam('Design');
    const { personId } = await company.addPerson('Carla');

    await expect(company.addTeam(' Design ')).rejects.toThrow(TeamExistsError);
    await other.addTeam('Design');
    const set = (system: TestCompany['system'], input: { teamId: string; personId: string }) =>
      harness.teams.setMember(system, { ...input, isManager: true });
    await expect(set(company.system, { teamId, personId: other.adminId })).rejects.toThrow(NotFoundError);
    await expect(set(other.system, { teamId, personId: other.adminId })).rejects.toThrow(NotFoundError);
    await set(company.system, { teamId, personId });
    await harness.teams.setMember(company.system, { teamId, personId, isManager: false });

    expect(await query(`SELECT team_id, user_id, is_manager FROM memberships`)).toEqual([
      { team_id: teamId, user_id: personId, is_manager: false },
    ]);
  });
});

async function jobs(): Promise<string[]> {
  const client = new pg.Client({ connectionString: harness.clone.adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string }>(`SELECT key FROM graphile_worker._private_jobs WHERE key IS NOT NULL`);
    return rows.map(({ key }) => key);
  } finally {
    await client.end();
  }
}
