import { createMarqetaClient, type MarqetaClient } from '@afc/marqeta';
import type { Redis } from 'ioredis';
import { cardEntities } from './cards/entities.ts';
import type { Config } from './config.ts';
import { type FeedBus, localFeedBus, redisFeedBus } from './feed/publisher.ts';
import { peopleEntities } from './people/entities.ts';
import type { Clock } from './platform/clock.ts';
import { type Database, openDatabase } from './platform/database.ts';
import type { Log } from './platform/log.ts';
import { openRedis } from './platform/redis.ts';
import { Sealer } from './platform/seal.ts';

export type AppOptions = { readonly config: Config; readonly clock: Clock; readonly log: Log };

/** What everything else stands on: where things are kept, how they are told, whom we ask. */
export type Foundation = AppOptions & {
  readonly redis: Redis;
  readonly bus: FeedBus;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly marqeta: MarqetaClient;
};

export async function openFoundation({ config, clock, log }: AppOptions): Promise<Foundation> {
  const redis = openRedis({ url: config.redisUrl, log });
  const bus = busOf(config, redis, log);
  const database = await openDatabase({
    urls: { api: config.databaseUrl, gateway: config.databaseGatewayUrl, owner: config.databaseOwnerUrl },
    entities: [...peopleEntities, ...cardEntities],
    clock,
    publisher: bus,
    log,
  });
  const sealer = new Sealer(config.masterKeys);
  const marqeta = createMarqetaClient({ ...config.marqeta, logger: log });
  return { config, clock, log, redis, bus, database, sealer, marqeta };
}

/** With a Redis of its own, processes hear of each other; without one there is one process. */
function busOf(config: Config, redis: Redis, log: Log): FeedBus {
  return config.redisUrl === null ? localFeedBus() : redisFeedBus(redis, log);
}
