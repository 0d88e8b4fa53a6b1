import { CloseCode } from 'graphql-ws';
import { decodeJwt } from 'jose';
import type { Locale, Viewer } from '../access/viewer.ts';
import type { Clock } from '../platform/clock.ts';

/** Who shows an access token or an API key; null when it is not good or its session is over. */
export type Authenticate = (token: string, ip: string) => Promise<Viewer | null>;

/** What a socket shows. */
export type Credentials = { readonly token: string; readonly ip: string; readonly locale: string | undefined };

/** Tells of sessions that ended, or whose person's access changed. */
export interface SessionNewsSource {
  onNews(listener: (news: { readonly sessionId: string; readonly ended: boolean }) => void): () => void;
}

export type SocketSession = {
  readonly viewer: Viewer;
  readonly locale: Locale;
  readonly expiresAtMs: number;
  readonly close: (code: number, reason: string) => void;
};

const EVERY_MS = 1_000;
/** "Service restart": the client comes back, and is read anew. */
const ACCESS_CHANGED = 1012;

/** The sessions behind the sockets. A socket does not outlive its token, its session, or what its viewer was allowed. */
export class SocketSessions {
  readonly #bySession = new Map<string, Set<SocketSession>>();
  #timer: NodeJS.Timeout | null = null;
  #stopHearing: () => void;

  constructor(
    private readonly authenticate: Authenticate,
    news: SessionNewsSource,
    private readonly clock: Clock,
    private readonly localeOf: (asked: string | undefined, viewer: Viewer) => Locale,
  ) {
    this.#stopHearing = news.onNews(({ sessionId, ended }) => {
      for (const session of this.#bySession.get(sessionId) ?? [])
        if (ended) session.close(CloseCode.Unauthorized, 'Session ended');
        else session.close(ACCESS_CHANGED, 'Access changed: come back and resume');
    });
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#closeExpired(), EVERY_MS);
  }

  stop(): void {
    this.#stopHearing();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Null for a token that is not good. */
  async enter({ token, ip, locale }: Credentials, close: SocketSession['close']): Promise<SocketSession | null> {
    const first = await this.authenticate(token, ip);
    if (first === null) return null;
    const known = this.#bySession.get(first.sessionId) ?? new Set();
    const session: SocketSession = {
      viewer: first,
      locale: this.localeOf(locale, first),
      expiresAtMs: Math.min(first.key?.expiresAtMs ?? (decodeJwt(token).exp ?? 0) * 1_000, first.reading?.untilMs ?? Infinity),
      close,
    };
    known.add(session);
    this.#bySession.set(first.sessionId, known);
    // Asked again now that news reaches the socket: what happened while we first asked was told to nobody.
    const viewer = await this.authenticate(token, ip);
    if (viewer !== null && viewer.accessVersion === first.accessVersion && viewer.companyId === first.companyId) return session;
    this.left(session);
    return null;
  }

  left(session: SocketSession): void {
    const { sessionId } = session.viewer;
    const known = this.#bySession.get(sessionId);
    known?.delete(session);
    if (known?.size === 0) this.#bySession.delete(sessionId);
  }

  #closeExpired(): void {
    const now = this.clock.now().getTime();
    for (const sessions of this.#bySession.values())
      for (const session of sessions) if (session.expiresAtMs <= now) session.close(CloseCode.Unauthorized, 'Token expired');
  }
}
