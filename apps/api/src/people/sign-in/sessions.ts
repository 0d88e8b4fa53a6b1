import type { Role, Viewer } from '../../access/viewer.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { gate } from '../../platform/gate.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { transact, type Tx } from '../../platform/transact.ts';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-token.ts';
import type { RefreshTokens } from './refresh-token.ts';
import type { KnownViewer, SessionStore } from './session-store.ts';
import { SessionEndedError } from './sign-in.errors.ts';
import { noteSession } from './sign-in-log.ts';

export type App = 'admin' | 'portal';

/** How long a session lasts at most. */
const DAYS: Readonly<Record<App, number>> = { admin: 7, portal: 90 };
/** How long it survives without being used. */
export const IDLE: Readonly<Record<App, string>> = { admin: '24 hours', portal: '30 days' };
/** Who leaves the company's provider should not stay in for long. */
const DAYS_BY_COMPANY: Readonly<Record<App, number>> = { admin: 1, portal: 7 };
const GRACE = '10 seconds';
const DAY_MS = 86_400_000;

export type Grant = {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
};

export type NewSession = {
  readonly identityId: string;
  /** Null for an operator. */
  readonly person: { readonly companyId: string; readonly userId: string } | null;
  readonly app: App;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** By which they have shown who they are, if it was one: it stands in the log. */
  readonly passkeyId?: string;
};

/** Who has signed in by the company's provider. */
export type NewCompanySession = Pick<NewSession, 'app' | 'ip' | 'userAgent'> & {
  readonly companyId: string;
  readonly userId: string;
  /** When they last showed the provider who they are; null when it does not say. */
  readonly authenticatedAt: Date | null;
};

export type SessionsNeeds = {
  readonly database: Database;
  readonly clock: Clock;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly store: SessionStore;
};

type ViewerRow = {
  identity_id: string;
  company_id: string | null;
  user_id: string | null;
  role: Role;
  display_name: string;
  locale: string;
  access_version: number;
  team_ids: string[];
  managed_team_ids: string[];
  opened_by: 'own' | 'company';
  reading_id: string | null;
  reading_until: Date | null;
};

/** Opens, moves on and ends sessions, and says who one is. PostgreSQL is the truth, Redis what each request asks. */
export class Sessions {
  constructor(private readonly needs: SessionsNeeds) {}

  async open({ identityId, person, app, ip, userAgent, passkeyId }: NewSession): Promise<Grant> {
    const id = uuidv7(this.needs.clock);
    const now = this.needs.clock.now();
    const until = new Date(now.getTime() + DAYS[app] * DAY_MS);
    await this.#query('SELECT auth_open_session($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      id,
      identityId,
      person?.companyId ?? null,
      person?.userId ?? null,
      app,
      now,
      until,
      ip,
      userAgent?.slice(0, 300) ?? null,
    ]);
    await this.#noteOpened(id, { app, ip, userAgent, ...(passkeyId === undefined ? {} : { passkeyId }) });
    return this.#grant(id, 1, until, now);
  }

  /**
   * As fresh a proof as the provider says it is.
   * @param assertMayOpen in the transaction that writes the session, under the company's gate
   */
  async openByCompany(
    { companyId, userId, app, ip, userAgent, authenticatedAt }: NewCompanySession,
    assertMayOpen: (tx: Tx) => Promise<void>,
  ): Promise<Grant> {
    const id = uuidv7(this.needs.clock);
    const now = this.needs.clock.now();
    const until = new Date(now.getTime() + DAYS_BY_COMPANY[app] * DAY_MS);
    const provenAt = new Date(Math.min(authenticatedAt?.getTime() ?? 0, now.getTime()));
    const actor = { kind: 'system', companyId, name: 'company-sign-in' } as const;
    await transact(this.needs.database, { command: 'session.open', actor }, async (tx) => {
      await gate(tx, companyId);
      await assertMayOpen(tx);
      await tx.query('SELECT auth_open_company_session($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
        ...[id, companyId, userId, app, now, until, provenAt, ip, userAgent?.slice(0, 300) ?? null],
      ]);
    });
    await this.#noteOpened(id, { app, ip, userAgent });
    return this.#grant(id, 1, until, provenAt);
  }

  async #noteOpened(id: string, { ip, userAgent, ...after }: Pick<NewSession, 'app' | 'ip' | 'userAgent' | 'passkeyId'>): Promise<void> {
    const viewer = await this.find(id);
    const where = { ...(ip === null ? {} : { ip }), ...(userAgent === null ? {} : { userAgent }) };
    if (viewer !== null) await noteSession(this.needs.database, 'session.open', viewer, after, where);
  }

  /** @throws SessionEndedError */
  async refresh(refreshToken: string, app: App): Promise<Grant> {
    const token = this.needs.refreshTokens.read(refreshToken);
    if (token === null) throw new SessionEndedError();
    const [row] = await this.#query<{ outcome: string; current_generation: number; until: Date }>(
      'SELECT * FROM auth_rotate_session($1, $2, $3, $4, $5, $6)',
      [token.sessionId, token.generation, app, this.needs.clock.now(), GRACE, IDLE[app]],
    );
    if (row === undefined || row.outcome === 'ended' || row.outcome === 'reused') {
      if (row?.outcome === 'reused') await this.needs.store.end(token.sessionId);
      throw new SessionEndedError();
    }
    if ((await this.find(token.sessionId)) === null) throw new SessionEndedError();
    const [proof] = await this.#query<{ at: Date }>('SELECT auth_proved_at($1) AS at', [token.sessionId]);
    if (proof === undefined) throw new SessionEndedError();
    return this.#grant(token.sessionId, row.current_generation, row.until, proof.at);
  }

  /** Ends the session of any refresh token that it ever had. */
  async signOut(refreshToken: string): Promise<void> {
    const token = this.needs.refreshTokens.read(refreshToken);
    if (token !== null) await this.leave(token.sessionId);
  }

  /** Ends a session, as whoever is in it. */
  async leave(sessionId: string): Promise<void> {
    const viewer = await this.find(sessionId);
    await this.#query('SELECT auth_revoke_session($1, $2, $3)', [sessionId, this.needs.clock.now(), 'signed_out']);
    await this.needs.store.end(sessionId);
    if (viewer !== null) await noteSession(this.needs.database, 'session.close', viewer, {});
  }

  /** Keeps with a session that it has just proved whose it is, and gives it an access token that says so. */
  async prove(sessionId: string): Promise<Pick<Grant, 'accessToken' | 'expiresIn'>> {
    const now = this.needs.clock.now();
    await this.#query('SELECT auth_prove_session($1, $2)', [sessionId, now]);
    return { accessToken: await this.needs.accessTokens.write({ sessionId, provenAt: now }), expiresIn: ACCESS_TOKEN_SECONDS };
  }

  /** Who shows this access token; null when it is not good, or its session is over. */
  async authenticate(accessToken: string): Promise<Viewer | null> {
    const token = await this.needs.accessTokens.read(accessToken);
    if (token === null) return null;
    const known = await this.needs.store.find(token.sessionId);
    if (known === 'ended') return null;
    const viewer = known === null || this.#hasReadToTheEnd(known) ? await this.find(token.sessionId) : known;
    return viewer === null ? null : { ...viewer, provenAtMs: token.provenAt.getTime() };
  }

  #hasReadToTheEnd({ reading }: KnownViewer): boolean {
    return reading !== undefined && reading.untilMs <= this.needs.clock.now().getTime();
  }

  /** Whose session it is, as the database knows it; null when it is over. */
  async find(sessionId: string): Promise<KnownViewer | null> {
    const [row] = await this.#query<ViewerRow>('SELECT * FROM auth_viewer($1, $2)', [sessionId, this.needs.clock.now()]);
    if (row === undefined) return null;
    const viewer: KnownViewer = {
      identityId: row.identity_id,
      sessionId,
      companyId: row.company_id,
      userId: row.role === 'READER' ? row.identity_id : row.user_id,
      role: row.role,
      teamIds: row.team_ids,
      managedTeamIds: row.managed_team_ids,
      displayName: row.display_name,
      locale: row.locale === 'pt-PT' ? 'pt-PT' : 'en',
      accessVersion: row.access_version,
      ...(row.opened_by === 'company' ? { byCompany: true } : {}),
      ...(row.reading_id === null ? {} : { reading: { id: row.reading_id, untilMs: row.reading_until?.getTime() ?? 0 } }),
    };
    await this.needs.store.keep(sessionId, viewer);
    return viewer;
  }

  async #grant(sessionId: string, generation: number, until: Date, provenAt: Date): Promise<Grant> {
    return {
      accessToken: await this.needs.accessTokens.write({ sessionId, provenAt }),
      expiresIn: ACCESS_TOKEN_SECONDS,
      refreshToken: this.needs.refreshTokens.write({ sessionId, generation }),
      refreshExpiresAt: until,
    };
  }

  #query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.needs.database.api.query<Row[]>(sql, parameters);
  }
}
