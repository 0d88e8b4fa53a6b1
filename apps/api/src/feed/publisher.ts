import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Log } from '../platform/log.ts';
import type { Publisher } from '../platform/publish.ts';

/** Hears how far the companies' feeds have come, in whichever process that was committed. */
export interface FeedHints {
  listen(listener: (companyId: string, number: bigint) => void): void;
}

export type FeedBus = Publisher & FeedHints & { close(): Promise<void> };

const CHANNEL = 'afc:feed';

/** Between processes, by Redis. A hint that is lost while Redis is away is made good by the reader's sweep. */
export function redisFeedBus(redis: Redis, log: Log): FeedBus {
  const heard = new EventEmitter();
  // A connection that subscribes can do nothing else. It waits for Redis instead of failing, and subscribes again by itself.
  const subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
  subscriber.on('error', (error: Error) => log.debug({ err: error.message }, 'feed hints: redis is away'));
  subscriber.on('message', (_channel: string, message: string) => {
    const [companyId, number] = message.split(' ');
    if (companyId !== undefined && number !== undefined) heard.emit('at', companyId, BigInt(number));
  });
  void subscriber.subscribe(CHANNEL).catch((error: Error) => log.warn({ err: error.message }, 'feed hints: not subscribed'));
  return {
    companyAt(companyId, number) {
      redis.publish(CHANNEL, `${companyId} ${number}`).catch((error: Error) => log.debug({ err: error.message }, 'feed hint not sent'));
    },
    listen: (listener) => void heard.on('at', listener),
    async close() {
      heard.removeAllListeners();
      subscriber.disconnect();
    },
  };
}

/** Within one process. */
export function localFeedBus(): FeedBus {
  const heard = new EventEmitter();
  return {
    // Not within the caller's turn: it has committed, and waits for nobody.
    companyAt: (companyId, number) => void setImmediate(() => heard.emit('at', companyId, number)),
    listen: (listener) => void heard.on('at', listener),
    close: () => Promise.resolve(void heard.removeAllListeners()),
  };
}
