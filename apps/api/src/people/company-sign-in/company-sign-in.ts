import type { PersonRole } from '../../access/viewer.ts';
import type { Database } from '../../platform/database.ts';
import { DomainError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Sealer } from '../../platform/seal.ts';
import { audit, read, transact, type Tx } from '../../platform/transact.ts';
import type { InvitationLinks } from '../accept-invitation.ts';
import type { App, Grant, Sessions } from '../sign-in/sessions.ts';
import { isFor } from '../sign-in/sign-in.ts';
import { AccountClosedError, SessionEndedError, WrongAppError } from '../sign-in/sign-in.errors.ts';
import {
  CompanySignInFailedError,
  EmailNotVouchedError,
  IdentityElsewhereError,
  NoCompanySignInError,
  NotInvitedError,
  SubjectTakenError,
} from './company-sign-in.errors.ts';
import { flowIn, newFlowSecret, tiesOf } from './flow-secret.ts';
import type { Client, OpenId, Redeemed } from './openid.ts';
import { clientSecretOf, domainOf, findProvider, type Provider, provenDomains } from './provider.ts';
import { providerOf } from './provider.service.ts';

export type CompanySignInNeeds = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly sessions: Sessions;
  readonly invitations: InvitationLinks;
  readonly openId: OpenId;
  /** Origin under which people reach the product. */
  readonly publicUrl: string;
};

/** Where the browser is sent, and what it keeps until it comes back. */
export type SentAway = { readonly redirectTo: string; readonly secret: string };

/** What a provider sends the browser back with (RFC 6749 §4.1.2, RFC 9207). */
export type Returned = {
  /** Whose address it came back to. */
  readonly companyId: string;
  readonly state: string;
  readonly code?: string | undefined;
  readonly iss?: string | undefined;
  readonly error?: string | undefined;
  /** What the browser has kept. */
  readonly secret: string | undefined;
  readonly ip: string;
  readonly userAgent: string | null;
};

/** `grant` is null for who is signed in already and has proved once more who they are, and for whom `refusal` keeps out. */
export type CameBack = { readonly app: App; readonly returnTo: string; readonly grant: Grant | null; readonly refusal: DomainError | null };

type Flow = {
  readonly company_id: string;
  readonly app: App;
  readonly return_to: string;
  readonly session_id: string | null;
  /** Of the address that led to the provider; null for a proof. */
  readonly domain: string | null;
  readonly begun_at: Date;
};
type Member = { readonly id: string; readonly role: PersonRole; readonly status: string; readonly hasIdentity: boolean };

const LASTS_MS = 10 * 60_000;
/** How far a provider's clock may be off. */
const TOLERANCE_MS = 30_000;

/** Where a provider sends people back to. One for each company: an answer of one provider cannot be passed off as another's. */
export function redirectUriOf(publicUrl: string, companyId: string): string {
  return new URL(`/auth/company/${companyId}/callback`, publicUrl).href;
}

/** Signing in by the company's own provider of OpenID Connect. It opens the company whose provider it is, and no other. */
export class CompanySignIn {
  constructor(private readonly needs: CompanySignInNeeds) {}

  /**
   * From an address to the provider of its domain. Nothing is said of whether somebody has it.
   * @throws NoCompanySignInError, IdentityProviderError
   */
  async begin(email: string, app: App, returnTo: string): Promise<SentAway> {
    const domain = domainOf(email.trim());
    const [row] = await this.needs.database.api.query<{ company_id: string | null }[]>('SELECT auth_provider_of($1) AS company_id', [
      domain,
    ]);
    const companyId = row?.company_id ?? null;
    if (companyId === null) throw new NoCompanySignInError();
    return this.#send(companyId, { app, returnTo, sessionId: null, domain, email: email.trim() });
  }

  /**
   * Has who was signed in by the provider show it once more who they are.
   * @throws SessionEndedError, NoCompanySignInError, IdentityProviderError
   */
  async beginProof(accessToken: string, app: App, returnTo: string): Promise<SentAway> {
    const viewer = await this.needs.sessions.authenticate(accessToken);
    if (viewer === null) throw new SessionEndedError();
    if (viewer.byCompany !== true || viewer.companyId === null) throw new NoCompanySignInError();
    return this.#send(viewer.companyId, { app, returnTo, sessionId: viewer.sessionId, domain: null, email: null });
  }

  /**
   * What is refused of a way that began here leads back to where it began as well.
   * @throws CompanySignInFailedError when it did not begin in this browser, or is over
   */
  async finish(returned: Returned): Promise<CameBack> {
    const { secret } = returned;
    const flowId = flowIn(returned.state, secret);
    if (flowId === null || secret === undefined) throw new CompanySignInFailedError('it did not begin in this browser');
    const flow = await this.#take(flowId);
    const { app, return_to: returnTo } = flow;
    try {
      return { app, returnTo, grant: await this.#judge(flow, tiesOf(secret, flowId), returned), refusal: null };
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      return { app, returnTo, grant: null, refusal };
    }
  }

  /**
   * @throws CompanySignInFailedError, IdentityProviderError, EmailNotVouchedError, NotInvitedError, IdentityElsewhereError,
   *   SubjectTakenError, AccountClosedError, WrongAppError, NoCompanySignInError
   */
  async #judge(flow: Flow, { codeVerifier, nonce }: ReturnType<typeof tiesOf>, returned: Returned): Promise<Grant | null> {
    const { sealer, openId } = this.needs;
    const { companyId, code } = returned;
    if (flow.company_id !== companyId) throw new CompanySignInFailedError('it came back to the address of another company');
    if (code === undefined) throw new CompanySignInFailedError(`the provider answered ${returned.error ?? 'without a code'}`);
    const provider = await providerOf(this.needs.database, companyId);
    if (provider === null) throw new CompanySignInFailedError('the company has no provider any more');
    const at = await openId.discover(provider.issuer);
    if ((at.namesIssuer || returned.iss !== undefined) && returned.iss !== provider.issuer)
      throw new CompanySignInFailedError('another issuer answered');
    const who = await openId.redeem(at, this.#client(provider, clientSecretOf(sealer, provider)), { code, codeVerifier, nonce });
    if (flow.session_id === null) return this.#enter(flow, provider, who, returned);
    await this.#prove(flow.begun_at, flow.session_id, provider, who);
    return null;
  }

  async #send(
    companyId: string,
    {
      app,
      returnTo,
      sessionId,
      domain,
      email,
    }: Pick<Flow, 'app' | 'domain'> & { returnTo: string; sessionId: string | null; email: string | null },
  ): Promise<SentAway> {
    const { database, openId } = this.needs;
    const provider = await providerOf(database, companyId);
    if (provider === null) throw new NoCompanySignInError();
    const at = await openId.discover(provider.issuer);
    const [flowId, secret, now] = [uuidv7(database.clock), newFlowSecret(), database.clock.now()];
    await database.api.query('SELECT auth_begin_flow($1, $2, $3, $4, $5, $6, $7, $8)', [
      ...[flowId, companyId, app, returnTo, sessionId, domain, now, new Date(now.getTime() + LASTS_MS)],
    ]);
    const client = this.#client(provider, '');
    return { redirectTo: openId.authorizationUrl(at, client, tiesOf(secret, flowId), { email, again: sessionId !== null }), secret };
  }

  /** Once: what comes back again was copied. */
  async #take(flowId: string): Promise<Flow> {
    const { api, clock } = this.needs.database;
    const [flow] = await api.query<Flow[]>('SELECT * FROM auth_take_flow($1, $2)', [flowId, clock.now()]);
    if (flow === undefined) throw new CompanySignInFailedError('it was finished before, or took too long');
    return flow;
  }

  async #enter({ app, domain }: Flow, provider: Provider, who: Redeemed, { ip, userAgent }: Returned): Promise<Grant> {
    const { companyId } = provider;
    const known = await this.#boundTo(provider, who.subject);
    const person = known ?? (await this.#byAddress(provider, who));
    if (person.status !== 'ACTIVE') throw new AccountClosedError();
    if (!person.hasIdentity) throw new IdentityElsewhereError();
    if (!isFor(app, person.role)) throw new WrongAppError('portal');
    if (known === null || provider.provenAt === null) await this.#bind(provider, who.subject, person.id);
    const session = { companyId, userId: person.id, app, ip, userAgent, authenticatedAt: who.authenticatedAt };
    return this.needs.sessions.openByCompany(session, (tx) => assertStillLeads(tx, provider, domain));
  }

  async #prove(begunAt: Date, sessionId: string, provider: Provider, who: Redeemed): Promise<void> {
    const { sessions } = this.needs;
    const viewer = await sessions.find(sessionId);
    const person = await this.#boundTo(provider, who.subject);
    if (viewer === null || person === null || viewer.companyId !== provider.companyId || viewer.userId !== person.id)
      throw new CompanySignInFailedError('another has signed in at the provider');
    // Asked to have them show it anew, a provider may still answer from a session of its own.
    if (who.authenticatedAt === null || who.authenticatedAt.getTime() < begunAt.getTime() - TOLERANCE_MS)
      throw new CompanySignInFailedError('the provider did not ask who they are');
    await sessions.prove(sessionId);
  }

  #boundTo({ companyId, issuer }: Provider, subject: string): Promise<Member | null> {
    return read(this.needs.database, companyId, async (manager) => {
      const [row] = await manager.query<Member[]>(
        `SELECT u.id, u.role, u.status, u.identity_id IS NOT NULL AS "hasIdentity"
           FROM provider_subjects s JOIN users u ON u.company_id = s.company_id AND u.id = s.user_id
          WHERE s.company_id = $1 AND s.issuer = $2 AND s.subject = $3`,
        [companyId, issuer, subject],
      );
      return row ?? null;
    });
  }

  /** The person of the company who has this mailbox; who is invited becomes one. */
  async #byAddress(provider: Provider, { email }: Redeemed): Promise<Member> {
    if (email === null) throw new EmailNotVouchedError();
    if (!provenDomains(provider).includes(domainOf(email) ?? '')) throw new NotInvitedError();
    const { companyId } = provider;
    const { database, sealer, invitations } = this.needs;
    const find = () =>
      read(database, companyId, async (manager) => {
        const [row] = await manager.query<Member[]>(
          `SELECT id, role, status, identity_id IS NOT NULL AS "hasIdentity" FROM users WHERE company_id = $1 AND email_hash = ANY ($2)`,
          [companyId, sealer.emailHashes(email)],
        );
        return row ?? null;
      });
    const person = (await find()) ?? ((await invitations.acceptFor(companyId, email)) === null ? null : await find());
    if (person === null) throw new NotInvitedError();
    return person;
  }

  /** From here on it is the provider's subject that says who they are; whose address it has there does not matter any more. */
  async #bind({ companyId, issuer, version }: Provider, subject: string, userId: string): Promise<void> {
    const { database } = this.needs;
    const actor = { kind: 'system', companyId, name: 'company-sign-in' } as const;
    await transact(database, { command: 'companySignIn.bind', actor }, async (tx) => {
      await gate(tx, companyId);
      const now = database.clock.now();
      const [, current] = await tx.query<[unknown[], number]>(
        'UPDATE identity_providers SET proven_at = coalesce(proven_at, $3) WHERE company_id = $1 AND issuer = $2 AND version = $4',
        [companyId, issuer, now, version],
      );
      if (current !== 1) throw new CompanySignInFailedError('the provider was set up anew meanwhile');
      const [row] = await tx.query<{ subject: string }[]>('SELECT subject FROM provider_subjects WHERE company_id = $1 AND user_id = $2', [
        companyId,
        userId,
      ]);
      if (row !== undefined && row.subject !== subject) throw new SubjectTakenError();
      if (row === undefined)
        await tx.query('INSERT INTO provider_subjects (company_id, issuer, subject, user_id, bound_at) VALUES ($1, $2, $3, $4, $5)', [
          ...[companyId, issuer, subject, userId, now],
        ]);
      audit(tx, { subjectType: 'person', subjectId: userId, after: { companySignIn: 'bound', issuer } });
    });
  }

  #client({ companyId, clientId }: Provider, secret: string): Client {
    return { id: clientId, secret, redirectUri: redirectUriOf(this.needs.publicUrl, companyId) };
  }
}

/**
 * Somebody was away at the provider for minutes. Under the company's gate, by which domains lapse and providers change and the sessions
 * that hang on them end: what is found here holds for the session that is written with it, or ends it.
 */
async function assertStillLeads(tx: Tx, { companyId, issuer }: Provider, domain: string | null): Promise<void> {
  const current = await findProvider(tx, companyId);
  if (current?.issuer !== issuer) throw new CompanySignInFailedError('the provider was set up anew meanwhile');
  if (domain === null) throw new CompanySignInFailedError('it began in a release that did not note by which domain');
  if (!provenDomains(current).includes(domain)) throw new NoCompanySignInError();
}
