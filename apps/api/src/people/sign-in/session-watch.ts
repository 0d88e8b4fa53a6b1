import type { Database } from '../../platform/database.ts';
import type { SessionStore } from './session-store.ts';

export type SessionNews = {
  readonly sessionId: string;
  /** False when the person's access changed: the viewer is to be read anew. */
  readonly ended: boolean;
};

const EVERY_MS = 400;
/** Looked at again and again, so that a change is heard whose transaction took a while, and a stale entry does not survive. */
const LOOK_BACK = '5 seconds';
const LOOK_BACK_MS = 5_000;
const SWEEP_MS = 3_600_000;

/**
 * Hears within half a second of sessions that ended or changed, in whichever process that happened and whether Redis is there or
 * not: mends the store, and tells who holds a socket. One small indexed query a round.
 */
export class SessionWatch {
  readonly #listeners = new Set<(news: SessionNews) => void>();
  /** What the listeners have heard: a change's moment, by session. */
  readonly #heard = new Map<string, { readonly changedAtMs: number; readonly atMs: number }>();
  #timer: NodeJS.Timeout | null = null;
  #sweptAtMs = 0;
  #silent = false;

  constructor(
    private readonly database: Pick<Database, 'api' | 'clock' | 'log'>,
    private readonly store: SessionStore,
  ) {}

  onNews(listener: (news: SessionNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#timer ??= setTimeout(() => void this.#round(), EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #round(): Promise<void> {
    try {
      await this.look();
      await this.#sweep();
      this.#silent = false;
    } catch (error) {
      if (!this.#silent) this.database.log.warn({ err: error }, 'sessions: cannot hear of changes, trying on');
      this.#silent = true;
    }
    if (this.#timer !== null) this.#timer = setTimeout(() => void this.#round(), EVERY_MS);
  }

  /** One round. */
  async look(): Promise<void> {
    const rows = await this.database.api.query<{ id: string; ended: boolean; changed_at: Date }[]>(
      'SELECT id, ended, changed_at FROM auth_changed_sessions($1)',
      [LOOK_BACK],
    );
    for (const { id, ended, changed_at: changedAt } of rows) {
      await (ended ? this.store.end(id) : this.store.forget(id));
      if (this.#heard.get(id)?.changedAtMs === changedAt.getTime()) continue;
      this.#heard.set(id, { changedAtMs: changedAt.getTime(), atMs: performance.now() });
      for (const listener of this.#listeners) listener({ sessionId: id, ended });
    }
    for (const [id, { atMs }] of this.#heard) if (performance.now() - atMs > 2 * LOOK_BACK_MS) this.#heard.delete(id);
  }

  /** Old sessions and old wrong passwords are forgotten once an hour. */
  async #sweep(): Promise<void> {
    const now = this.database.clock.now();
    if (now.getTime() - this.#sweptAtMs < SWEEP_MS) return;
    this.#sweptAtMs = now.getTime();
    await this.database.api.query('SELECT auth_sweep($1)', [now]);
  }
}
