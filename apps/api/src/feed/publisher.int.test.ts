import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { redisProgram, type RunningRedis, startRedis } from '../../../../scripts/lib/redis.mjs';
import { createLog } from '../platform/log.ts';
import { openRedis } from '../platform/redis.ts';
import { type FeedBus, localFeedBus, redisFeedBus } from './publisher.ts';

const log = createLog('silent');
const company = '0190a000-0000-7000-8000-000000000001';

test('within one process a hint is heard, but not in the turn of who gives it', async () => {
  const bus = localFeedBus();
  const heard: [string, bigint][] = [];
  bus.listen((...hint) => heard.push(hint));

  bus.companyAt(company, 7n);

  expect(heard).toEqual([]);
  await vi.waitFor(() => expect(heard).toEqual([[company, 7n]]));
});

// On CI its absence fails: the test script installs it there.
describe.skipIf(redisProgram() === undefined && process.env['CI'] !== 'true')('between processes, by a real Redis', () => {
  let dataDir: string;
  let server: RunningRedis | undefined;
  const buses: FeedBus[] = [];
  const connections: ReturnType<typeof openRedis>[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'afc-redis-'));
    server = await startRedis({ dataDir, port: 0 });
  });
  afterAll(async () => {
    for (const bus of buses) await bus.close();
    for (const redis of connections) redis.disconnect();
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  function process_(): FeedBus {
    const redis = openRedis({ url: server?.url ?? '', log });
    const bus = redisFeedBus(redis, log);
    connections.push(redis);
    buses.push(bus);
    return bus;
  }

  test('a hint of one is heard by the other, and after a restart of Redis again', async () => {
    const [one, other] = [process_(), process_()];
    const heard = new Set<bigint>();
    other.listen((_companyId, number) => heard.add(number));
    const say = (number: bigint) =>
      vi.waitFor(
        () => {
          one.companyAt(company, number);
          expect(heard).toContain(number);
        },
        { timeout: 15_000, interval: 50 },
      );

    await say(1n);
    const port = server?.port ?? 0;
    await server?.stop();
    one.companyAt(company, 2n);
    server = await startRedis({ dataDir, port });

    await say(3n);
  });
});
