import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CertifiedProvider, openCertifiedProvider } from '../../testing/certified-provider.ts';
import { type DnsServer, openDnsServer } from '../../testing/dns-server.ts';
import { openPeople, type PeopleHarness, type TestCompany } from '../../testing/people-harness.ts';
import { post, PUBLIC_URL, refresh, startSignIn, tokenOf } from '../../testing/sign-in-process.ts';
import { recordOf } from './domain-proof.ts';
import { providerOf } from './provider.service.ts';

/** With the certified provider that others run, as it comes: its endpoints, its cookies, its ID tokens and its userinfo. */
let harness: PeopleHarness;
let api: Awaited<ReturnType<typeof startSignIn>>;
let company: TestCompany;
let provider: CertifiedProvider;
let dns: DnsServer;
let issuer: string;
const SECRET = 'a secret of the client: with + and %';

beforeAll(async () => {
  harness = await openPeople();
  dns = await openDnsServer();
  api = await startSignIn(harness, null, 1_000, [dns.address]);
  company = await harness.createCompany();
  const redirectUri = `${PUBLIC_URL}/auth/company/${company.companyId}/callback`;
  provider = await openCertifiedProvider({ id: 'cards', secret: SECRET, redirectUri });
  ({ issuer } = provider);
});
beforeEach(() => harness.clock.set(new Date()));
afterAll(async () => {
  await provider.close();
  await dns.close();
  await harness.close();
});

/** A browser that keeps cookies and follows the provider's pages until they lead back to us. */
class Browser {
  readonly #cookies = new Map<string, string>();

  /** Signs in there and agrees. @returns the address that the provider sends it back to */
  async through(address: string, login: string): Promise<URL> {
    let at = address;
    for (let steps = 0; steps < 12 && at.startsWith(issuer); steps += 1) {
      const asksFor = at.includes('/interaction/') ? await this.#promptOf(at) : null;
      const form = asksFor === 'login' ? { prompt: 'login', login, password: 'any' } : { prompt: 'consent' };
      at = await this.#go(at, asksFor === null ? null : new URLSearchParams(form).toString());
    }
    return new URL(at);
  }

  async #promptOf(at: string): Promise<'login' | 'consent'> {
    const page = await (await fetch(at, { headers: { cookie: this.#cookie } })).text();
    return page.includes('name="login"') ? 'login' : 'consent';
  }

  async #go(at: string, body: string | null): Promise<string> {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = body === null ? {} : { method: 'POST', body };
    const headers = { cookie: this.#cookie, ...(body === null ? {} : form) };
    const response = await fetch(at, { ...sent, headers, redirect: 'manual' });
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    return new URL(location, at).href;
  }

  get #cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

async function comeBack(address: URL, cookie: string) {
  harness.clock.set(new Date());
  const response = await api.server.inject({ method: 'GET', url: `${address.pathname}${address.search}`, headers: { cookie } });
  const set = response.cookies.find(({ name }) => name === 'afc_portal');
  return { location: String(response.headers.location), cookie: set === undefined ? undefined : `${set.name}=${set.value}` };
}

test('signs in, once, and proves anew who somebody is', async () => {
  const domains = [company.adminEmail.slice(company.adminEmail.indexOf('@') + 1)];
  const client = { clientId: 'cards', clientSecret: SECRET };
  await api.providers.set(company.system, { idempotencyKey: randomUUID(), issuer, ...client, domains });
  const [claim] = (await providerOf(harness.database, company.companyId))?.domains ?? [];
  if (claim === undefined) throw new Error('the provider has no domain');
  const { name, value } = recordOf(claim);
  dns.set(name, value);
  await api.providers.prove(company.system, { idempotencyKey: randomUUID(), domain: claim.domain });
  const { personId, email } = await company.addPerson('Alice');
  const browser = new Browser();

  const start = await post(api.server, 'company/start', { email, app: 'portal' });
  const address = await browser.through(String(start.body['redirectTo']), email);
  const entered = await comeBack(address, start.cookie ?? '');

  expect(address.searchParams.get('iss')).toBe(issuer);
  expect(entered).toMatchObject({ location: '/portal/', cookie: expect.any(String) });
  const token = tokenOf(await refresh(api.server, entered.cookie, 'portal'));
  expect(await api.sessions.authenticate(token)).toMatchObject({ userId: personId, byCompany: true });
  expect(await comeBack(address, start.cookie ?? '')).toEqual({ location: '/portal/#refused=COMPANY_SIGN_IN_FAILED', cookie: undefined });

  const again = await post(api.server, 'company/step-up', { app: 'portal' }, { authorization: `Bearer ${token}` });
  const proof = await browser.through(String(again.body['redirectTo']), email);
  expect(await comeBack(proof, again.cookie ?? '')).toEqual({ location: '/portal/', cookie: undefined });
  const proven = await api.sessions.authenticate(tokenOf(await refresh(api.server, entered.cookie, 'portal')));
  expect((proven?.provenAtMs ?? 0) > Date.now() - 600_000).toBe(true);

  // Its code, shown by another with another browser's secret, is worth nothing: PKCE and state are that browser's own.
  const [mine, theirs] = [
    await post(api.server, 'company/start', { email, app: 'portal' }),
    await post(api.server, 'company/start', { email, app: 'portal' }),
  ];
  const stolen = await browser.through(String(mine.body['redirectTo']), email);
  const injected = new URL(stolen);
  injected.searchParams.set('state', new URL(String(theirs.body['redirectTo'])).searchParams.get('state') ?? '');
  expect(await comeBack(injected, theirs.cookie ?? '')).toMatchObject({ location: '/portal/#refused=COMPANY_SIGN_IN_FAILED' });
});
