import type { Viewer } from '../../access/viewer.ts';
import type { Log } from '../../platform/log.ts';
import { PatientRedis } from '../../platform/patient-redis.ts';

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
const KEPT_SECONDS = 60;
/** Longer than an access token lives, so that an ended session stays ended while one may still be shown. */
const ENDED_SECONDS = 600;

/**
 * Sessions in Redis, which every request asks; API keys likewise, under their own ids. Redis is a hint in both directions: when it is away or
 * does not know, the caller asks PostgreSQL, which is the truth.
 */
export class SessionStore<Kept = KnownViewer> {
  readonly #redis: PatientRedis<SessionRedis>;

  constructor(redis: SessionRedis | null, log: Log) {
    this.#redis = new PatientRedis(redis, log, 'sessions are asked for in the database');
  }

  async find(id: string): Promise<Kept | 'ended' | null> {
    const text = await this.#redis.ask((redis) => redis.get(key(id)));
    if (text === null || text === undefined) return null;
    return text === ENDED ? 'ended' : (JSON.parse(text) as Kept);
  }

  /** Does not overwrite: a session that ended while it was being read stays ended. */
  async keep(id: string, kept: Kept): Promise<void> {
    await this.#redis.ask((redis) => redis.set(key(id), JSON.stringify(kept), 'EX', KEPT_SECONDS, 'NX'));
  }

  async end(id: string): Promise<void> {
    await this.#redis.ask((redis) => redis.set(key(id), ENDED, 'EX', ENDED_SECONDS));
  }

  async forget(id: string): Promise<void> {
    await this.#redis.ask((redis) => redis.del(key(id)));
  }
}

function key(id: string): string {
  return `afc:session:${id}`;
}
