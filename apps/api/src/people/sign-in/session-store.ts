import type { Viewer } from '../../access/viewer.ts';
import type { Log } from '../../platform/log.ts';

/** The part of ioredis that is used here. */
export type SessionRedis = {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ex: 'EX', seconds: number): Promise<unknown>;
  set(key: string, value: string, ex: 'EX', seconds: number, nx: 'NX'): Promise<unknown>;
  del(key: string): Promise<unknown>;
};

/** A viewer but for what each access token says of them itself. */
export type KnownViewer = Omit<Viewer, 'provenAtMs'>;

const ENDED = 'ended';
const VIEWER_SECONDS = 60;
/** Longer than an access token lives, so that an ended session stays ended while one may still be shown. */
const ENDED_SECONDS = 600;
const PATIENCE_MS = 100;
const PAUSE_MS = 1_000;

/**
 * Sessions in Redis, which every request asks. Redis is a hint in both directions: when it is away or does not know, the caller
 * asks PostgreSQL, which is the truth.
 */
export class SessionStore {
  #silentUntilMs = 0;

  constructor(
    private readonly redis: SessionRedis | null,
    private readonly log: Log,
  ) {}

  async find(sessionId: string): Promise<KnownViewer | 'ended' | null> {
    const text = await this.#ask((redis) => redis.get(key(sessionId)));
    if (text === null || text === undefined) return null;
    return text === ENDED ? 'ended' : (JSON.parse(text) as KnownViewer);
  }

  /** Does not overwrite: a session that ended while it was being read stays ended. */
  async keep(viewer: KnownViewer): Promise<void> {
    await this.#ask((redis) => redis.set(key(viewer.sessionId), JSON.stringify(viewer), 'EX', VIEWER_SECONDS, 'NX'));
  }

  async end(sessionId: string): Promise<void> {
    await this.#ask((redis) => redis.set(key(sessionId), ENDED, 'EX', ENDED_SECONDS));
  }

  async forget(sessionId: string): Promise<void> {
    await this.#ask((redis) => redis.del(key(sessionId)));
  }

  /** Undefined when Redis is away or slow; then it is left alone for a second, so that requests do not queue up behind it. */
  async #ask<T>(question: (redis: SessionRedis) => Promise<T>): Promise<T | undefined> {
    if (this.redis === null || performance.now() < this.#silentUntilMs) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([question(this.redis), tooLate]);
    } catch (error) {
      this.#silentUntilMs = performance.now() + PAUSE_MS;
      this.log.debug({ err: String(error) }, 'sessions: redis does not answer, asking the database');
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

function key(sessionId: string): string {
  return `afc:session:${sessionId}`;
}
