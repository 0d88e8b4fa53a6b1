import RedisMock from 'ioredis-mock';
import { expect, test } from 'vitest';
import { ManualClock } from './clock.ts';
import { createLog } from './log.ts';
import { rateLimit } from './rate-limit.ts';

const log = createLog('silent');
const twice = { name: 'of a test', aMinute: 2 } as const;
const clock = () => new ManualClock(new Date('2026-03-02T09:15:04Z'));
const AWAY = { incrby: () => Promise.reject(new Error('away')), pexpire: () => Promise.reject(new Error('away')) };
const HANGING = { incrby: () => new Promise<number>(() => undefined), pexpire: () => new Promise<number>(() => undefined) };

test('so many a minute, told what is left and until when, and a new count in the next', async () => {
  const time = clock();
  const limit = rateLimit({ redis: new RedisMock(), clock: time, log }, twice);

  expect(await limit.take('ana')).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 56 });
  expect(await limit.take('ana')).toMatchObject({ allowed: true, remaining: 0 });
  expect(await limit.take('ana')).toMatchObject({ allowed: false, remaining: 0 });
  expect(await limit.take('bruno')).toMatchObject({ allowed: true });
  time.advance(56_000);
  expect(await limit.take('ana')).toMatchObject({ allowed: true, remaining: 1, resetSeconds: 60 });
});

test('processes that share a Redis count together', async () => {
  const redis = new RedisMock();
  const [one, other] = [clock(), clock()].map((time) => rateLimit({ redis, clock: time, log }, { name: 'shared', aMinute: 1 }));

  expect((await one?.take('ana'))?.allowed).toBe(true);
  expect((await other?.take('ana'))?.allowed).toBe(false);
});

test('where a minute has hundreds a process asks for several at once, and all together give no more than there are', async () => {
  const redis = new RedisMock();
  let questions = 0;
  const counted = {
    incrby: (key: string, by: number) => {
      questions += 1;
      return redis.incrby(key, by);
    },
    pexpire: redis.pexpire.bind(redis),
  };
  const processes = [clock(), clock(), clock()].map((time) =>
    rateLimit({ redis: counted, clock: time, log }, { name: 'many', aMinute: 1_000 }),
  );

  const standings = await Promise.all(processes.flatMap((each) => Array.from({ length: 400 }, () => each.take('ana'))));

  const allowed = standings.filter((standing) => standing.allowed).length;
  expect(allowed).toBeLessThanOrEqual(1_000);
  expect(allowed).toBeGreaterThan(1_000 - 8 * processes.length);
  expect(questions).toBeLessThanOrEqual(1_000 / 8 + processes.length);
});

test('what was left of a minute is nothing in the next', async () => {
  const time = clock();
  const limit = rateLimit({ redis: new RedisMock(), clock: time, log }, { name: 'minutes', aMinute: 800 });
  await limit.take('ana');

  time.advance(60_000);

  expect(await limit.take('ana')).toMatchObject({ remaining: 799 });
});

test.each([
  ['away', AWAY],
  ['silent', HANGING],
])('while Redis is %s requests go on, counted by each process', async (_how, redis) => {
  const limit = rateLimit({ redis, clock: clock(), log }, twice);

  const allowed = [await limit.take('ana'), await limit.take('ana'), await limit.take('ana')].map((standing) => standing.allowed);

  expect(allowed).toEqual([true, true, false]);
});
