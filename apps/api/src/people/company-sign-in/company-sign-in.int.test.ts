import { randomUUID } from 'node:crypto';
import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { StepUpRequiredError } from '../../access/step-up.ts';
import type { Viewer } from '../../access/viewer.ts';
import { InvalidInputError } from '../../platform/errors.ts';
import { type DnsServer, openDnsServer } from '../../testing/dns-server.ts';
import { type ForgingProvider, openForgingProvider, type Saying } from '../../testing/identity-provider.ts';
import { openPeople, PASSWORD, type PeopleHarness, type TestCompany } from '../../testing/people-harness.ts';
import { post, PUBLIC_URL, refresh, signInAs, startSignIn, tokenOf } from '../../testing/sign-in-process.ts';
import { InvitationService } from '../invitation.service.ts';
import { openSessionsOf } from '../sign-in/own-sessions.ts';
import {
  DnsUnavailableError,
  DomainNotProvenError,
  DomainTakenError,
  IdentityProviderError,
  NoIdentityProviderError,
  NotTriedError,
  OwnSignInOnlyError,
} from './company-sign-in.errors.ts';
import { GRACE_MS, recordOf } from './domain-proof.ts';
import { providerOf } from './provider.service.ts';
import { PersonCommands } from '../manage/person-commands.ts';
import { LastSparedAdminError } from '../people.errors.ts';

let harness: PeopleHarness;
let api: Awaited<ReturnType<typeof startSignIn>>;
let idp: ForgingProvider;
let otherIdp: ForgingProvider;
let dns: DnsServer;

beforeAll(async () => {
  harness = await openPeople();
  dns = await openDnsServer();
  api = await startSignIn(harness, null, 1_000, [dns.address]);
  [idp, otherIdp] = await Promise.all([openForgingProvider(), openForgingProvider()]);
});
// Providers live in the real time.
beforeEach(() => harness.clock.set(new Date()));
afterAll(async () => {
  await Promise.all([idp.close(), otherIdp.close(), dns.close()]);
  await harness.close();
});

const key = () => ({ idempotencyKey: randomUUID() });
const domain = ({ adminEmail }: TestCompany) => adminEmail.slice(adminEmail.indexOf('@') + 1);
const clientOf = ({ companyId }: TestCompany) => `client-${companyId}`;

async function withProvider({ issuer }: { issuer: string } = idp): Promise<TestCompany> {
  const company = await harness.createCompany();
  const input = { issuer, clientId: clientOf(company), clientSecret: 'the secret', domains: [domain(company)] };
  await api.providers.set(company.system, { ...key(), ...input });
  await setRecord(company);
  await api.providers.prove(company.system, { ...key(), domain: domain(company) });
  return company;
}

/** Puts into the DNS what a company is told to. */
async function setRecord(company: TestCompany, of = domain(company)): Promise<{ name: string; value: string }> {
  const record = recordOf(await claimOf(company, of));
  dns.set(record.name, 'v=spf1 -all', record.value);
  return record;
}

async function claimOf({ companyId }: TestCompany, of: string) {
  const claim = (await providerOf(harness.database, companyId))?.domains.find((each) => each.domain === of);
  if (claim === undefined) throw new Error(`nobody claims ${of}`);
  return claim;
}

type Away = { readonly url: URL; readonly cookie: string };

/** Begins, as the sign-in page does. */
async function begin(email: string, app = 'portal', returnTo?: string): Promise<Away> {
  const answer = await post(api.server, 'company/start', { email, app, ...(returnTo === undefined ? {} : { returnTo }) });
  expect(answer.status).toBe(200);
  return { url: new URL(String(answer.body['redirectTo'])), cookie: answer.cookie ?? '' };
}

type Back = { readonly status: number; readonly location: string; readonly cookie: string | undefined };

/** Comes back from the provider with what it gave. */
async function comeBack(companyId: string, query: Record<string, string>, cookie: string): Promise<Back> {
  const response = await api.server.inject({
    method: 'GET',
    url: `/auth/company/${companyId}/callback?${new URLSearchParams(query).toString()}`,
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  });
  const set = response.cookies.find(({ name }) => name === 'afc_portal' || name === 'afc_admin');
  return {
    status: response.statusCode,
    location: String(response.headers.location),
    cookie: set === undefined ? undefined : `${set.name}=${set.value}`,
  };
}

/** What an honest provider says of somebody now. */
function claimsOf(company: TestCompany, subject: string, email: string, nonce: string): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: idp.issuer,
    aud: clientOf(company),
    sub: subject,
    email,
    email_verified: true,
    nonce,
    iat: now,
    exp: now + 300,
    auth_time: now,
  };
}

type As = { subject?: string; email: string; app?: string; but?: object; provider?: ForgingProvider; sign?: Saying['sign'] };

/** The whole way to the provider and back. */
async function signInBy(company: TestCompany, { subject = randomUUID(), email, app, but = {}, provider = idp, sign }: As): Promise<Back> {
  const { url, cookie } = await begin(email, app);
  const code = randomUUID();
  provider.says(code, (nonce) => ({
    claims: { ...claimsOf(company, subject, email, nonce), iss: provider.issuer, ...but },
    ...(sign === undefined ? {} : { sign }),
  }));
  const [state, nonce] = [url.searchParams.get('state') ?? '', url.searchParams.get('nonce') ?? ''];
  return comeBack(company.companyId, { state, code: `${code}~${nonce}` }, cookie);
}

async function viewerOf({ cookie }: Back): Promise<Viewer> {
  const app = cookie?.startsWith('afc_admin') === true ? 'admin' : 'portal';
  const viewer = await api.sessions.authenticate(tokenOf(await refresh(api.server, cookie, app)));
  if (viewer === null) throw new Error('not signed in');
  return viewer;
}

const refusedWith = (code: string) => ({ status: 303, location: `/portal/#refused=${code}`, cookie: undefined });

describe('signing in with the company', () => {
  test('lets in who has the address in the company, and binds them to who they are at the provider', async () => {
    const company = await withProvider();
    const { personId, email } = await company.addPerson('Alice');

    const entered = await signInBy(company, { subject: 'alice', email });

    expect(entered).toMatchObject({ status: 303, location: '/portal/', cookie: expect.stringMatching(/^afc_portal=/) });
    expect(await viewerOf(entered)).toMatchObject({ companyId: company.companyId, userId: personId, byCompany: true });
  });

  test('sends the browser away with PKCE, a nonce and an address of this company alone', async () => {
    const company = await withProvider();

    const { url } = await begin(`somebody@${domain(company)}`);

    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: clientOf(company),
      redirect_uri: `${PUBLIC_URL}/auth/company/${company.companyId}/callback`,
      code_challenge_method: 'S256',
      scope: 'openid email profile',
    });
    expect(url.search).not.toContain('secret');
  });

  test('knows them by the subject from then on, whatever address the provider gives them', async () => {
    const company = await withProvider();
    const [bruno, carol] = [await company.addPerson('Bruno'), await company.addPerson('Carol')];
    await signInBy(company, { subject: 'bruno', email: bruno.email });

    const renamed = await signInBy(company, { subject: 'bruno', email: carol.email });
    const unverified = await signInBy(company, { subject: 'bruno', email: bruno.email, but: { email_verified: false } });
    const hijack = await signInBy(company, { subject: 'new one at the provider', email: bruno.email });

    expect((await viewerOf(renamed)).userId).toBe(bruno.personId);
    expect((await viewerOf(unverified)).userId).toBe(bruno.personId);
    expect(hijack).toEqual(refusedWith('OTHER_COMPANY_ACCOUNT'));
  });

  test('makes who is invited a person of the company, without a password, and nobody else', async () => {
    const company = await withProvider();
    const email = `dora@${domain(company)}`;
    const invite = { ...key(), firstName: 'Dora', lastName: 'Reis', email, role: 'EMPLOYEE' } as const;
    expect(await signInBy(company, { subject: 'dora', email })).toEqual(refusedWith('NOT_INVITED'));
    await new InvitationService(harness.database, harness.sealer).invite(company.system, invite);

    const entered = await signInBy(company, { subject: 'dora', email });

    expect(await viewerOf(entered)).toMatchObject({ displayName: 'Dora Reis', role: 'EMPLOYEE', byCompany: true });
  });

  test('does not take an identity from elsewhere along that its owner has not brought', async () => {
    const company = await withProvider();
    const elsewhere = await harness.createCompany('Elsewhere');
    const email = `eva@${domain(company)}`;
    await elsewhere.addPerson('Eva', { email });
    const invite = { ...key(), firstName: 'Eva', lastName: 'Reis', email, role: 'EMPLOYEE' } as const;
    await new InvitationService(harness.database, harness.sealer).invite(company.system, invite);

    expect(await signInBy(company, { email })).toEqual(refusedWith('OPEN_YOUR_INVITATION'));
  });

  test.each<[string, object, string]>([
    ['the provider does not vouch for the address', { email_verified: false }, 'EMAIL_NOT_VOUCHED'],
    ['it says nothing of whether it does', { email_verified: undefined }, 'EMAIL_NOT_VOUCHED'],
    ['the address is of another domain', { email: 'x@elsewhere.example' }, 'NOT_INVITED'],
  ])('refuses where %s', async (_when, but, code) => {
    const company = await withProvider();
    const { email } = await company.addPerson('Filipa');

    expect(await signInBy(company, { email, but })).toEqual(refusedWith(code));
  });

  test('keeps who runs no cards out of the office, and who is suspended out of both', async () => {
    const company = await withProvider();
    const { email, personId } = await company.addPerson('Gil');
    expect(await signInBy(company, { subject: 'gil', email, app: 'admin' })).toMatchObject({ location: '/admin/#refused=USE_PORTAL' });
    await asSuperuser('UPDATE users SET status = $2 WHERE id = $1', [personId, 'SUSPENDED']);

    expect(await signInBy(company, { subject: 'gil', email })).toEqual(refusedWith('ACCOUNT_CLOSED'));
  });

  test.each([
    '//evil.example/',
    'https://evil.example/portal/',
    '/admin/',
    '/portal/../admin',
    '/portal\\..\\..\\x',
    '/portal/..//evil.example/portal/',
    '/portalx',
  ])('does not lead on to %s', async (returnTo) => {
    const company = await withProvider();

    expect(await post(api.server, 'company/start', { email: `x@${domain(company)}`, app: 'portal', returnTo })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
  });

  test('says of an address only whether its domain leads to a company', async () => {
    const company = await withProvider();
    const { email } = await company.addPerson('Ines');
    const start = (of: string) => post(api.server, 'company/start', { email: of, app: 'portal' });

    const [known, unknown] = [await start(email), await start(`nobody@${domain(company)}`)];
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(await start('x@elsewhere.example')).toMatchObject({ status: 422, body: { code: 'NO_COMPANY_SIGN_IN' } });
    expect(await start('nonsense')).toMatchObject({ status: 422, body: { code: 'NO_COMPANY_SIGN_IN' } });
  });
});

describe('what a provider says is refused', () => {
  const forged: readonly [string, Omit<As, 'email'>][] = [
    ['with another nonce', { but: { nonce: 'of an earlier sign-in' } }],
    ['without a nonce', { but: { nonce: undefined } }],
    ['made for another client', { but: { aud: 'another client' } }],
    ['made for several, and not for us', { but: { azp: 'another client' } }],
    ['of another issuer', { but: { iss: 'http://127.0.0.1:1' } }],
    ['when it is over', { but: { iat: 1, exp: 2 } }],
    ['when it was made long ago, however long it lasts', { but: { iat: 1, exp: 4_000_000_000 } }],
    ['of nobody', { but: { sub: '' } }],
    ['without a signature', { sign: (claims) => Promise.resolve(new UnsecuredJWT(claims).encode()) }],
    [
      'signed with the public key as if it were a secret',
      {
        sign: (claims, { publicJwk }) =>
          new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(Buffer.from(JSON.stringify(publicJwk))),
      },
    ],
    [
      'signed with the client secret',
      { sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('the secret'.padEnd(32))) },
    ],
    [
      'signed with a key that is not the provider’s',
      {
        sign: async (claims) =>
          new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign((await generateKeyPair('RS256')).privateKey),
      },
    ],
  ];

  test.each(forged)('%s', async (_how, as) => {
    const company = await withProvider();
    const { email } = await company.addPerson('Joana');

    expect(await signInBy(company, { email, ...as })).toEqual(refusedWith('COMPANY_SIGN_IN_FAILED'));
  });

  test('when it comes a second time', async () => {
    const company = await withProvider();
    const { email } = await company.addPerson('Kira');
    const { url, cookie } = await begin(email);
    const nonce = url.searchParams.get('nonce') ?? '';
    const query = { state: url.searchParams.get('state') ?? '', code: `twice~${nonce}` };
    for (const code of ['twice', 'twice']) idp.says(code, () => ({ claims: claimsOf(company, 'kira', email, nonce) }));

    expect(await comeBack(company.companyId, query, cookie)).toMatchObject({ location: '/portal/' });
    idp.says('twice', () => ({ claims: claimsOf(company, 'kira', email, nonce) }));
    expect(await comeBack(company.companyId, query, cookie)).toEqual(refusedWith('COMPANY_SIGN_IN_FAILED'));
  });

  test('when it comes to another browser, with another state, or too late', async () => {
    const company = await withProvider();
    const { email } = await company.addPerson('Lara');
    const [mine, theirs] = [await begin(email), await begin(email)];
    const back = ({ url }: Away, { cookie }: Away | { cookie: string }) => {
      const nonce = url.searchParams.get('nonce') ?? '';
      idp.says('code', () => ({ claims: claimsOf(company, 'lara', email, nonce) }));
      return comeBack(company.companyId, { state: url.searchParams.get('state') ?? '', code: `code~${nonce}` }, cookie);
    };

    expect(await back(mine, theirs)).toEqual(refusedWith('COMPANY_SIGN_IN_FAILED'));
    expect(await back(mine, { cookie: '' })).toEqual(refusedWith('COMPANY_SIGN_IN_FAILED'));
    harness.clock.advance(600_001);
    expect(await back(theirs, theirs)).toEqual(refusedWith('COMPANY_SIGN_IN_FAILED'));
  });

  test('when it comes to the address of another company, or names another issuer', async () => {
    const company = await withProvider();
    const attacker = await withProvider(otherIdp);
    const { email } = await company.addPerson('Mara');
    const [one, two] = [await begin(email), await begin(email)];
    const query = ({ url }: Away) => ({ state: url.searchParams.get('state') ?? '', code: `code~${url.searchParams.get('nonce') ?? ''}` });
    const before = otherIdp.asked.length;

    expect(await comeBack(attacker.companyId, query(one), one.cookie)).toEqual(refusedWith('COMPANY_SIGN_IN_FAILED'));
    expect(await comeBack(company.companyId, { ...query(two), iss: otherIdp.issuer }, two.cookie)).toEqual(
      refusedWith('COMPANY_SIGN_IN_FAILED'),
    );
    // The code has gone to nobody.
    expect(otherIdp.asked).toHaveLength(before);
  });

  test('of somebody in another company: a provider opens its own company alone', async () => {
    const [company, attacker] = [await withProvider(), await withProvider(otherIdp)];
    const victim = await company.addPerson('Nuno');

    const { url, cookie } = await begin(`x@${domain(attacker)}`);
    const nonce = url.searchParams.get('nonce') ?? '';
    otherIdp.says('victim', () => ({
      claims: { ...claimsOf(attacker, 'nuno', victim.email, nonce), iss: otherIdp.issuer },
    }));
    const query = { state: url.searchParams.get('state') ?? '', code: `victim~${nonce}` };

    expect(await comeBack(attacker.companyId, query, cookie)).toEqual(refusedWith('NOT_INVITED'));
  });
});

describe('who was signed in by the company', () => {
  async function signedIn() {
    const company = await withProvider();
    const { email, personId } = await company.addPerson('Olga');
    const entered = await refresh(api.server, (await signInBy(company, { subject: 'olga', email })).cookie, 'portal');
    const viewer = await api.sessions.authenticate(tokenOf(entered));
    if (viewer === null) throw new Error('not signed in');
    return { company, email, personId, viewer, token: tokenOf(entered), cookie: entered.cookie };
  }

  test('changes nothing of an identity that reaches beyond the company, nor shows it by their password', async () => {
    const { viewer, token } = await signedIn();

    await expect(api.factor.begin(viewer, key())).rejects.toThrow(OwnSignInOnlyError);
    await expect(api.factor.renewCodes(viewer, '000000')).rejects.toThrow(OwnSignInOnlyError);
    expect(await post(api.server, 'step-up', { proof: PASSWORD }, { authorization: `Bearer ${token}` })).toMatchObject({
      status: 403,
      body: { code: 'USE_COMPANY_SIGN_IN' },
    });
  });

  test('sees and ends their sessions in the company alone', async () => {
    const { company, viewer, email } = await signedIn();
    const elsewhere = await harness.createCompany('Elsewhere');
    await elsewhere.addPerson('Olga', { email });
    const { body } = await post(api.server, 'sign-in', { email, password: PASSWORD, app: 'portal', companyId: elsewhere.companyId });
    const there = await api.sessions.authenticate(String(body['accessToken']));

    const listed = await openSessionsOf(harness.database.api.manager, viewer, harness.clock.now());
    await api.own.endOthers(viewer, key());

    expect(there?.companyId).toBe(elsewhere.companyId);
    expect(listed.map(({ id }) => id)).toEqual([viewer.sessionId]);
    expect(await api.sessions.find(there?.sessionId ?? '')).not.toBeNull();
    expect(viewer.companyId).toBe(company.companyId);
  });

  test('proves who they are by showing it to the provider anew', async () => {
    const { company, email, token, cookie, viewer } = await signedIn();
    const prove = async (subject: string, authenticatedAt: number) => {
      const answer = await post(
        api.server,
        'company/step-up',
        { app: 'portal', returnTo: '/portal/cards' },
        { authorization: `Bearer ${token}` },
      );
      const url = new URL(String(answer.body['redirectTo']));
      const nonce = url.searchParams.get('nonce') ?? '';
      idp.says('again', () => ({ claims: { ...claimsOf(company, subject, email, nonce), auth_time: authenticatedAt } }));
      const back = await comeBack(
        company.companyId,
        { state: url.searchParams.get('state') ?? '', code: `again~${nonce}` },
        answer.cookie ?? '',
      );
      return { url, back };
    };
    const now = Math.floor(harness.clock.now().getTime() / 1_000);
    await signInBy(company, { subject: 'another', email: (await company.addPerson('Paula')).email });

    // It is told where they were, and where they can try it again.
    const refused = { ...refusedWith('COMPANY_SIGN_IN_FAILED'), location: '/portal/cards#refused=COMPANY_SIGN_IN_FAILED' };
    expect((await prove('olga', now - 300)).back).toEqual(refused);
    expect((await prove('another', now)).back).toEqual(refused);
    harness.clock.advance(20_000);
    const { url, back } = await prove('olga', now + 20);

    expect(Object.fromEntries(url.searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    expect(back).toEqual({ status: 303, location: '/portal/cards', cookie: undefined });
    const proven = await api.sessions.authenticate(tokenOf(await refresh(api.server, cookie, 'portal')));
    expect(proven).toMatchObject({ sessionId: viewer.sessionId, provenAtMs: (now + 20) * 1_000 });
  });

  test('has proved as much as the provider says: nothing where it does not say when', async () => {
    const company = await withProvider();
    const { email } = await company.addPerson('Rita');

    const entered = await signInBy(company, { email, but: { auth_time: undefined } });

    expect((await viewerOf(entered)).provenAtMs).toBe(0);
  });
});

describe('requiring it', () => {
  /** A company whose provider was tried, with an admin and an employee who are signed in by their passwords. */
  async function tried() {
    const company = await withProvider();
    const { email } = await company.addPerson('Sara');
    await signInBy(company, { subject: 'sara', email });
    const [admin, employee] = [await signInAs(api.server, company.adminEmail, 'admin'), await signInAs(api.server, email, 'portal')];
    return { company, email, admin: tokenOf(admin), employee: tokenOf(employee) };
  }
  const require = (company: TestCompany, sparedAdminIds: string[], required = true) =>
    api.providers.require(company.system, { ...key(), required, sparedAdminIds });

  test('leaves the provider as the only way in, but for the admins named', async () => {
    const { company, email, admin, employee } = await tried();

    await require(company, [company.adminId]);

    expect(await api.sessions.authenticate(employee)).toBeNull();
    expect(await api.sessions.authenticate(admin)).not.toBeNull();
    expect(await signInAs(api.server, email, 'portal')).toMatchObject({ status: 403, body: { code: 'USE_COMPANY_SIGN_IN' } });
    expect(await signInAs(api.server, company.adminEmail, 'admin')).toMatchObject({ status: 200 });
    expect(await signInBy(company, { subject: 'sara', email })).toMatchObject({ location: '/portal/' });
    await require(company, [], false);
    expect(await signInAs(api.server, email, 'portal')).toMatchObject({ status: 200 });
  });

  test('does not keep anybody out of another company, nor tell who does not know the password', async () => {
    const { company, email } = await tried();
    const elsewhere = await harness.createCompany('Elsewhere');
    await elsewhere.addPerson('Sara', { email });
    await require(company, [company.adminId]);

    const { body } = await post(api.server, 'sign-in', { email, password: PASSWORD, app: 'portal' });
    const wrong = await post(api.server, 'sign-in', { email, password: 'a wrong password', app: 'portal' });

    expect(await api.sessions.authenticate(String(body['accessToken']))).toMatchObject({ companyId: elsewhere.companyId });
    expect(wrong.body['code']).toBe('WRONG_CREDENTIALS');
  });

  test('takes an admin who can still come in by a password', async () => {
    const { company } = await tried();
    const { personId: withoutPassword } = await company.addPerson('Tiago', { role: 'ADMIN', password: undefined });
    const { personId: employee } = await company.addPerson('Vera');

    for (const spared of [[], [withoutPassword], [employee], [company.adminId, employee], [randomUUID()]])
      await expect(require(company, spared)).rejects.toThrow(InvalidInputError);
  });

  test('leaves somebody of those who come in when it fails, whatever becomes of the other admins', async () => {
    const { company } = await tried();
    const { personId: spared } = await company.addPerson('Tiago', { role: 'ADMIN' });
    const { personId: another } = await company.addPerson('Vera', { role: 'ADMIN' });
    const people = new PersonCommands({ database: harness.database, store: { end: () => Promise.resolve() } });
    const suspend = (personId: string) => people.suspend(company.system, { ...key(), personId });
    await require(company, [company.adminId, spared]);

    await suspend(another);
    await suspend(company.adminId);
    await people.lift(company.system, { ...key(), personId: another });

    await expect(suspend(spared)).rejects.toThrow(LastSparedAdminError);
    await require(company, [], false);
    await suspend(spared);
  });

  test('takes somebody who has signed in by the provider, as it is set up now', async () => {
    const company = await withProvider();

    await expect(require(company, [company.adminId])).rejects.toThrow(NotTriedError);
  });
});

describe('whose a domain is', () => {
  const start = (email: string) => post(api.server, 'company/start', { email, app: 'portal' });
  const claiming = async (of: string) => {
    const company = await harness.createCompany();
    const input = { issuer: otherIdp.issuer, clientId: clientOf(company), clientSecret: 'the secret', domains: [domain(company), of] };
    await api.providers.set(company.system, { ...key(), ...input });
    return company;
  };
  const prove = (company: TestCompany, of = domain(company)) => api.providers.prove(company.system, { ...key(), domain: of });
  const logOf = async ({ companyId }: TestCompany) =>
    JSON.stringify(await asSuperuser('SELECT command, after FROM audit_events WHERE company_id = $1 ORDER BY id', [companyId]));

  test('is not said by who claims it: it leads nowhere, and keeps nobody else out', async () => {
    const attacker = await claiming('harbor.example');
    const { email } = await attacker.addPerson('Olga', { email: 'olga@harbor.example' });
    expect(await start(email)).toMatchObject({ status: 422, body: { code: 'NO_COMPANY_SIGN_IN' } });

    const owner = await claiming('harbor.example');
    await setRecord(owner, 'harbor.example');
    await prove(owner, 'harbor.example');

    expect(new URL(String((await start(email)).body['redirectTo'])).searchParams.get('client_id')).toBe(clientOf(owner));
  });

  test('matters for whom the provider vouches as well: of a domain that is not proven it lets nobody in', async () => {
    const company = await withProvider();
    const input = { issuer: idp.issuer, clientId: clientOf(company), clientSecret: null, domains: [domain(company), 'claimed.example'] };
    await api.providers.set(company.system, { ...key(), ...input });
    const { email } = await company.addPerson('Ana', { email: 'ana@claimed.example' });

    expect(await signInBy(company, { email: `x@${domain(company)}`, but: { email } })).toEqual(refusedWith('NOT_INVITED'));
  });

  test('its DNS says, to who claims it and no other', async () => {
    const [owner, attacker] = [await claiming('bay.example'), await claiming('bay.example')];
    await expect(prove(owner, 'bay.example')).rejects.toThrow(DomainNotProvenError);
    await setRecord(owner, 'bay.example');

    await expect(prove(attacker, 'bay.example')).rejects.toThrow(DomainNotProvenError);
    await prove(owner, 'bay.example');

    expect(await claimOf(owner, 'bay.example')).toMatchObject({ provenAt: harness.clock.now(), missingSince: null });
    expect(await logOf(owner)).toContain('companySignIn.proveDomain');
  });

  test('is told by the DNS of one company alone, as long as that has its record', async () => {
    const [first, second] = [await claiming('cove.example'), await claiming('cove.example')];
    const [mine, theirs] = [await setRecord(first, 'cove.example'), await setRecord(second, 'cove.example')];
    dns.set(mine.name, mine.value, theirs.value);
    await prove(first, 'cove.example');

    await expect(prove(second, 'cove.example')).rejects.toThrow(DomainTakenError);
  });

  test('is not decided while the DNS does not answer, nor of a domain that the provider does not have', async () => {
    const company = await claiming('reef.example');
    await expect(prove(company, 'elsewhere.example')).rejects.toThrow(InvalidInputError);
    dns.breakDown(true);
    try {
      await expect(prove(company, 'reef.example')).rejects.toThrow(DnsUnavailableError);
    } finally {
      dns.breakDown(false);
    }
  });

  test('stays known when the provider is set up anew, and is asked for a domain that is new', async () => {
    const company = await withProvider();
    const input = {
      issuer: otherIdp.issuer,
      clientId: clientOf(company),
      clientSecret: 'another',
      domains: [domain(company), 'new.example'],
    };
    await api.providers.set(company.system, { ...key(), ...input });

    expect(await start(`x@${domain(company)}`)).toMatchObject({ status: 200 });
    expect(await start('x@new.example')).toMatchObject({ status: 422 });
  });

  test('is asked every day: a week without its record, and the domain leads nowhere', async () => {
    const company = await withProvider();
    const email = `x@${domain(company)}`;
    const { name, value } = await setRecord(company);
    dns.set(name);

    await api.checkDomains.run();
    expect(await claimOf(company, domain(company))).toMatchObject({ missingSince: harness.clock.now() });
    harness.clock.advance(GRACE_MS - 1);
    await api.checkDomains.run();
    expect(await start(email)).toMatchObject({ status: 200 });
    dns.breakDown(true);
    harness.clock.advance(1);
    await api.checkDomains.run().finally(() => dns.breakDown(false));
    expect(await start(email)).toMatchObject({ status: 200 });
    await api.checkDomains.run();

    expect(await start(email)).toMatchObject({ status: 422, body: { code: 'NO_COMPANY_SIGN_IN' } });
    expect(await logOf(company)).toMatch(/"record":"GONE".*"record":"LOST"/);
    dns.set(name, value);
    await prove(company);
    expect(await start(email)).toMatchObject({ status: 200 });
  });

  test('is spoken of to the admins when its record is gone and when it has lapsed, and then who came in by it is signed out', async () => {
    const [company, another] = [await withProvider(), await withProvider()];
    for (const each of [company, another]) {
      await signInBy(each, { email: (await each.addPerson('Vera')).email });
      await signInAs(api.server, each.adminEmail, 'admin');
    }
    const openOf = ({ companyId }: TestCompany) =>
      asSuperuser('SELECT opened_by FROM sessions WHERE company_id = $1 AND revoked_at IS NULL ORDER BY opened_by', [companyId]);
    const told = ({ companyId }: TestCompany) =>
      asSuperuser(
        `SELECT n.user_id AS to, n.kind, n.detail, n.href, (SELECT count(*)::int FROM graphile_worker.jobs j WHERE j.key = 'notification.mail:' || n.id) AS mails
           FROM notifications n WHERE n.company_id = $1 ORDER BY n.id`,
        [companyId],
      );
    const to = { to: company.adminId, href: '/admin/security', mails: 1 };
    dns.set((await setRecord(company)).name);

    await api.checkDomains.run();
    await api.checkDomains.run();
    const lapsesAt = new Date(harness.clock.now().getTime() + GRACE_MS).toISOString();
    const missing = { ...to, kind: 'domain.proof_missing', detail: { domain: domain(company), lapsesAt } };
    expect(await told(company)).toEqual([missing]);
    expect(await openOf(company)).toEqual([{ opened_by: 'company' }, { opened_by: 'own' }]);

    harness.clock.advance(GRACE_MS);
    await api.checkDomains.run();
    expect(await told(company)).toEqual([missing, { ...to, kind: 'domain.proof_lost', detail: { domain: domain(company) } }]);
    expect(await openOf(company)).toEqual([{ opened_by: 'own' }]);
    expect(await told(another)).toEqual([]);
    expect(await openOf(another)).toEqual([{ opened_by: 'company' }, { opened_by: 'own' }]);
  });

  test('is spoken of as the last way in where the company requires its provider, both times', async () => {
    const company = await withProvider();
    await signInBy(company, { email: (await company.addPerson('Vera')).email });
    await api.providers.require(company.system, { ...key(), required: true, sparedAdminIds: [company.adminId] });
    const bodies = () =>
      asSuperuser(
        `SELECT kind, detail->'locksOut' AS "locksOut" FROM notifications WHERE company_id = $1 AND kind LIKE 'domain.%' ORDER BY id`,
        [company.companyId],
      );
    dns.set((await setRecord(company)).name);

    await api.checkDomains.run();
    harness.clock.advance(GRACE_MS);
    await api.checkDomains.run();

    expect(await bodies()).toEqual([
      { kind: 'domain.proof_missing', locksOut: true },
      { kind: 'domain.proof_lost', locksOut: true },
    ]);
    expect(await signInAs(api.server, company.adminEmail, 'admin')).toMatchObject({ status: 200 });
  });

  describe('that lapses while somebody is at the provider', () => {
    /** Somebody who is known by their subject, on their way for the second time. */
    async function away() {
      const company = await withProvider();
      const { email } = await company.addPerson('Vera');
      await signInBy(company, { subject: 'vera', email });
      return { company, back: await wayBack(company, 'vera', email) };
    }
    async function wayBack(company: TestCompany, subject: string, email: string): Promise<() => Promise<Back>> {
      const { url, cookie } = await begin(email);
      const [code, nonce, state] = [randomUUID(), url.searchParams.get('nonce') ?? '', url.searchParams.get('state') ?? ''];
      idp.says(code, () => ({ claims: claimsOf(company, subject, email, nonce) }));
      return () => comeBack(company.companyId, { state, code: `${code}~${nonce}` }, cookie);
    }
    async function lapse(company: TestCompany): Promise<void> {
      dns.set((await setRecord(company)).name);
      await api.checkDomains.run();
      await asSuperuser(
        `UPDATE identity_provider_domains SET missing_since = missing_since - interval '7 days' WHERE company_id = $1 AND domain = $2`,
        [company.companyId, domain(company)],
      );
      await api.checkDomains.run();
    }
    const openOf = ({ companyId }: TestCompany) =>
      asSuperuser(`SELECT FROM sessions WHERE company_id = $1 AND opened_by = 'company' AND revoked_at IS NULL`, [companyId]);

    test('lets them in no more', async () => {
      const { company, back } = await away();
      await lapse(company);

      expect(await back()).toEqual(refusedWith('NO_COMPANY_SIGN_IN'));
      expect(await openOf(company)).toEqual([]);
    });

    test('lets them in where it was another domain of the company that led them there', async () => {
      const company = await withProvider();
      const other = `other.${domain(company)}`;
      const input = { issuer: idp.issuer, clientId: clientOf(company), clientSecret: null, domains: [domain(company), other] };
      await api.providers.set(company.system, { ...key(), ...input });
      await setRecord(company, other);
      await prove(company, other);
      const { email } = await company.addPerson('Vera');
      await signInBy(company, { subject: 'vera', email });
      const back = await wayBack(company, 'vera', `vera@${other}`);

      await lapse(company);

      expect(await back()).toMatchObject({ location: '/portal/' });
    });

    test.each<[string, string]>([
      ['lapses', 'UPDATE identity_provider_domains SET proven_at = NULL, missing_since = NULL WHERE company_id = $1'],
      ['goes with its provider', 'DELETE FROM identity_providers WHERE company_id = $1'],
    ])('and %s in the very moment in which they come back: the session waits for it, and is not written', async (_how, change) => {
      const { company, back } = await away();
      const other = new pg.Client({ connectionString: harness.clone.adminUrl });
      await other.connect();
      await other.query('BEGIN');
      await other.query('SELECT FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE', [company.companyId]);

      const answer = back();
      await waiting();
      await other.query(change, [company.companyId]);
      await other.query('COMMIT');
      await other.end();

      expect((await answer).location).toMatch(/#refused=(NO_COMPANY_SIGN_IN|COMPANY_SIGN_IN_FAILED)$/);
      expect(await asSuperuser(`SELECT FROM sessions WHERE company_id = $1 AND opened_by = 'company'`, [company.companyId])).toHaveLength(
        1,
      );
    });
  });

  /** Until somebody of this database waits for a lock. */
  async function waiting(): Promise<void> {
    const lock = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect(await asSuperuser(lock, [])).not.toEqual([]), { timeout: 10_000, interval: 20 });
  }

  test('is known again as soon as the record is back', async () => {
    const company = await withProvider();
    const { name, value } = await setRecord(company);
    dns.set(name);
    await api.checkDomains.run();
    dns.set(name, value);

    await api.checkDomains.run();

    expect(await claimOf(company, domain(company))).toMatchObject({ missingSince: null });
    expect(await logOf(company)).toContain('"record":"BACK"');
  });

  test('asks an admin for a fresh proof, and nobody else may', async () => {
    const company = await claiming('sound.example');
    const admin = await api.sessions.authenticate(tokenOf(await signInAs(api.server, company.adminEmail, 'admin')));
    const employee = await api.sessions.authenticate(
      tokenOf(await signInAs(api.server, (await company.addPerson('Zeno')).email, 'portal')),
    );
    if (admin === null || employee === null) throw new Error('not signed in');
    await setRecord(company, 'sound.example');
    const input = { domain: 'sound.example' };

    await expect(api.providers.prove({ ...admin, provenAtMs: 0 }, { ...key(), ...input })).rejects.toThrow(StepUpRequiredError);
    await expect(api.providers.prove(employee, { ...key(), ...input })).rejects.toThrow(/may not/);
    await api.providers.prove(admin, { ...key(), ...input });
  });
});

describe('setting it up', () => {
  const input = (company: TestCompany, but: object = {}) => ({
    ...{ ...key(), issuer: idp.issuer, clientId: clientOf(company), clientSecret: 'the secret', domains: [domain(company)] },
    ...but,
  });

  test.each<[string, object, new (...of: never[]) => Error]>([
    ['no domain', { domains: [] }, InvalidInputError],
    ['what is no domain', { domains: ['a b'] }, InvalidInputError],
    ['no secret', { clientSecret: null }, InvalidInputError],
    ['an address inside', { issuer: 'https://10.0.0.1' }, IdentityProviderError],
    ['an address without TLS', { issuer: 'http://login.example' }, IdentityProviderError],
    ['what is no address', { issuer: 'login' }, IdentityProviderError],
  ])('is refused with %s', async (_what, but, error) => {
    const company = await harness.createCompany();

    await expect(api.providers.set(company.system, input(company, but))).rejects.toThrow(error);
  });

  test('is refused with a provider that says it is another', async () => {
    const liar = await openForgingProvider({ issuer: idp.issuer });
    const company = await harness.createCompany();

    await expect(api.providers.set(company.system, input(company, { issuer: liar.issuer }))).rejects.toThrow(/another issuer/);
    await liar.close();
  });

  test('asks an admin for a fresh proof, and nobody else may', async () => {
    const company = await harness.createCompany();
    const admin = await api.sessions.authenticate(tokenOf(await signInAs(api.server, company.adminEmail, 'admin')));
    if (admin === null) throw new Error('not signed in');
    const { email } = await company.addPerson('Zita');
    const employee = await api.sessions.authenticate(tokenOf(await signInAs(api.server, email, 'portal')));

    await expect(api.providers.set({ ...admin, provenAtMs: 0 }, input(company))).rejects.toThrow(StepUpRequiredError);
    await expect(api.providers.set(employee ?? admin, input(company))).rejects.toThrow(/may not/);
    await api.providers.set(admin, input(company));
  });

  test('keeps the secret sealed, out of the log, and when none is given', async () => {
    const company = await withProvider();
    await api.providers.set(company.system, input(company, { clientSecret: null }));
    const { email } = await company.addPerson('Aurora');

    expect(await signInBy(company, { email })).toMatchObject({ location: '/portal/' });
    const rows = await asSuperuser(
      `SELECT p.*, (SELECT json_agg(a) FROM audit_events a WHERE a.company_id = p.company_id) AS log FROM identity_providers p WHERE company_id = $1`,
      [company.companyId],
    );
    const text = JSON.stringify(rows, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : value));
    expect(text).toContain('companySignIn.set');
    expect(text).not.toContain('the secret');
  });

  test('with another issuer binds everybody anew, and ends what the one before has opened', async () => {
    const company = await withProvider();
    const { email } = await company.addPerson('Bela');
    const viewer = await viewerOf(await signInBy(company, { subject: 'bela', email }));

    await api.providers.set(company.system, input(company, { issuer: otherIdp.issuer }));

    expect(await api.sessions.find(viewer.sessionId)).toBeNull();
    expect(await signInBy(company, { subject: 'bela there', email, provider: otherIdp })).toMatchObject({ location: '/portal/' });
  });

  test('is undone by removing it, which signs out whom it has signed in', async () => {
    const company = await withProvider();
    const { email } = await company.addPerson('Cloe');
    const viewer = await viewerOf(await signInBy(company, { email }));

    await api.providers.remove(company.system, key());

    expect(await api.sessions.find(viewer.sessionId)).toBeNull();
    expect(await post(api.server, 'company/start', { email, app: 'portal' })).toMatchObject({ body: { code: 'NO_COMPANY_SIGN_IN' } });
    await expect(api.providers.remove(company.system, key())).rejects.toThrow(NoIdentityProviderError);
  });
});

async function asSuperuser(sql: string, parameters: unknown[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: harness.clone.adminUrl });
  await client.connect();
  const { rows } = await client.query(sql, parameters);
  await client.end();
  return rows as unknown[];
}
