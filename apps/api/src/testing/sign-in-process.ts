import Fastify, { type FastifyInstance } from 'fastify';
import { authRoutes } from '../people/auth.route.ts';
import { tellDomain } from '../notifications/tell-domain.ts';
import { CheckDomains } from '../people/company-sign-in/check-domains.job.ts';
import { CompanySignIn } from '../people/company-sign-in/company-sign-in.ts';
import { companySignInRoutes } from '../people/company-sign-in/company-sign-in.route.ts';
import { domainRecords } from '../people/company-sign-in/domain-records.ts';
import { OpenId } from '../people/company-sign-in/openid.ts';
import { ProviderService } from '../people/company-sign-in/provider.service.ts';
import { AccessTokens } from '../people/sign-in/access-token.ts';
import { Challenges } from '../people/sign-in/challenge.ts';
import { KnownDevices } from '../people/sign-in/known-device.ts';
import { InvitationLinks } from '../people/accept-invitation.ts';
import { PasswordResets } from '../people/password-reset.ts';
import { MailTokens } from '../people/sign-in/mail-token.ts';
import { Assertions } from '../people/passkeys/assertions.ts';
import { OwnPasskeys } from '../people/passkeys/own-passkeys.ts';
import { PasskeyProof } from '../people/passkeys/passkey-proof.ts';
import { passkeyRoutes } from '../people/passkeys/passkey.route.ts';
import { PasskeySignIn } from '../people/passkeys/passkey-sign-in.ts';
import { relyingPartyOf } from '../people/passkeys/relying-party.ts';
import { OwnSecondFactor } from '../people/second-factor/own-second-factor.ts';
import { StepUp } from '../people/sign-in/step-up.ts';
import { OwnSessions } from '../people/sign-in/own-sessions.ts';
import { PasswordVerifier } from '../people/sign-in/password.ts';
import { RefreshTokens } from '../people/sign-in/refresh-token.ts';
import { type SessionRedis, SessionStore } from '../people/sign-in/session-store.ts';
import { SessionWatch } from '../people/sign-in/session-watch.ts';
import { Sessions } from '../people/sign-in/sessions.ts';
import { SignIn } from '../people/sign-in/sign-in.ts';
import { outgoing } from '../platform/outgoing.ts';
import { PASSWORD, type PeopleHarness } from './people-harness.ts';

export const PUBLIC_URL = 'http://localhost:4000';
const secret = new Uint8Array(32).fill(7);

/** One API process as far as signing in goes: several of them share the database, and Redis when it is there. */
export async function startSignIn(
  harness: PeopleHarness,
  redis: SessionRedis | null = null,
  signInsPerMinute = 1_000,
  dnsServers: readonly string[] = [],
) {
  const { database, clock, sealer } = harness;
  const store = new SessionStore(redis, database.log);
  const sessions = new Sessions({
    database,
    clock,
    store,
    accessTokens: new AccessTokens(secret, clock),
    refreshTokens: new RefreshTokens(secret),
  });
  const passwords = new PasswordVerifier();
  const common = { database, clock, sealer, passwords, sessions };
  const challenges = new Challenges(secret, clock);
  const signIn = new SignIn({ ...common, challenges, devices: new KnownDevices(secret) });
  const stepUp = new StepUp(common);
  const relyingParty = relyingPartyOf(PUBLIC_URL);
  const assertions = new Assertions({ database, relyingParty });
  const passkeySignIn = new PasskeySignIn({ database, signIn, challenges, assertions });
  const tokens = new MailTokens(secret);
  const resets = new PasswordResets({ database, sealer, tokens, store });
  const links = new InvitationLinks({ database, sealer, tokens, passwords });
  const openId = new OpenId(outgoing({ allowed: ['127.0.0.1'] }), clock);
  const records = domainRecords(dnsServers);
  const companySignIn = new CompanySignIn({ database, sealer, sessions, invitations: links, openId, publicUrl: PUBLIC_URL });
  const server = Fastify({ trustProxy: true });
  await server.register(companySignInRoutes, { companySignIn, publicUrl: PUBLIC_URL, log: database.log, perMinute: signInsPerMinute });
  await server.register(authRoutes, {
    ...{ signIn, sessions, stepUp, resets, invitations: links, log: database.log },
    ...{ publicUrl: PUBLIC_URL, signInsPerMinute, mailsPerMinute: 1_000 },
  });
  await server.register(passkeyRoutes, {
    ...{ signIn: passkeySignIn, proof: new PasskeyProof({ sessions, assertions }) },
    ...{ publicUrl: PUBLIC_URL, perMinute: signInsPerMinute },
  });
  return {
    server,
    signIn,
    tokens,
    resets,
    links,
    sessions,
    watch: new SessionWatch(database, store),
    own: new OwnSessions(database, store),
    providers: new ProviderService({ database, sealer, openId, store, records }),
    checkDomains: new CheckDomains({ database, records, store, tell: tellDomain }),
    factor: new OwnSecondFactor({ database, sealer }),
    passkeys: new OwnPasskeys({ database, sealer, relyingParty }),
  };
}

export type Answer = {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string | undefined;
  readonly setCookie: string;
  /** What the browser keeps as one that signed in before. */
  readonly device: string | undefined;
  readonly retryAfter: unknown;
};

export async function post(server: FastifyInstance, path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await server.inject({ method: 'POST', url: `/auth/${path}`, payload: body, headers });
  const set = response.cookies.find(({ name }) => !name.endsWith('_device'));
  return {
    status: response.statusCode,
    body: response.body === '' ? {} : response.json(),
    cookie: set === undefined || set.value === '' ? undefined : `${set.name}=${set.value}`,
    setCookie: [response.headers['set-cookie'] ?? []].flat().find((text) => !text.includes('_device=')) ?? '',
    device: response.cookies.filter(({ name }) => name.endsWith('_device')).map(({ name, value }) => `${name}=${value}`)[0],
    retryAfter: response.headers['retry-after'],
  };
}

/** Who asks from a network address. */
export const from = (ip: string) => ({ 'x-forwarded-for': ip });
export const signInAs = (server: FastifyInstance, email: string, app: 'admin' | 'portal', headers = {}) =>
  post(server, 'sign-in', { email, password: PASSWORD, app }, headers);
export const refresh = (server: FastifyInstance, cookie: string | undefined, app: 'admin' | 'portal' = 'admin') =>
  post(server, 'refresh', { app }, { cookie: cookie ?? '' });
export const tokenOf = (answer: Answer) => String(answer.body['accessToken']);
