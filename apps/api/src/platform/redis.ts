import { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import type { Log } from './log.ts';

export type RedisOptions = {
  readonly url: string | null;
  readonly log: Log;
};

/**
 * A connection to Redis, or, without a URL, one that lives in this process: enough for one process that is both API and
 * worker. Commands fail at once while Redis is away, so that nobody waits for a cache.
 */
export function openRedis({ url, log }: RedisOptions): Redis {
  if (url === null) {
    log.info('no REDIS_URL: sessions and live hints stay in this process');
    return new RedisMock();
  }
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    // Requests that ask in the same turn travel together.
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ err: error.message }, 'redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('redis is back');
    away = false;
  });
  return redis;
}
