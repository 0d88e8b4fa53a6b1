import RedisMock from 'ioredis-mock';
import { beforeEach, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { ManualClock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { RequestRates, TooManyRequestsError } from './request-rates.ts';

const redis = new RedisMock();
const counting = () => ({ redis, clock: new ManualClock(new Date('2026-03-02T09:15:04Z')), log: createLog('silent') });
const ana = { role: 'ADMIN', userId: 'ana', identityId: 'i', sessionId: 's' } as Viewer;
const service = { role: 'SERVICE', userId: 'account', identityId: 'account', sessionId: 'key-1' } as Viewer;

beforeEach(() => redis.flushall());

test.each([
  ['192.0.2.1', '192.0.2.1', false],
  ['192.0.2.1', '192.0.2.2', true],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', false],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
  ['2001:db8::1:2:3:4', '2001:db8::9:2:3:4', false],
  ['2001:db8::1', '2001:db8:0:0:5:6:7:8', false],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', true],
])('one request a minute from %s, then one from %s: %s', async (first, second, admitted) => {
  const rates = new RequestRates(counting(), { address: 1, person: 0, key: 0 });
  await rates.admitAddress(first);

  const refusal = await rates.admitAddress(second).catch((error: unknown) => error);

  expect(refusal instanceof TooManyRequestsError).toBe(!admitted);
});

test('each key of a service account, and each person, counts alone; 0 is as often as one likes', async () => {
  const rates = new RequestRates(counting(), { address: 0, person: 0, key: 1 });

  await rates.admit(service);
  await rates.admit({ ...service, sessionId: 'key-2' });
  await rates.admit(ana);
  await rates.admit(ana);
  await expect(rates.admit(service)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 56_000 });
});

test('whoever asks too often is not even looked up', async () => {
  const rates = new RequestRates(counting(), { address: 1, person: 5, key: 5 });
  let lookUps = 0;
  const admitting = rates.admitting(() => {
    lookUps += 1;
    return Promise.resolve(ana);
  });

  expect(await admitting('token', '192.0.2.1')).toBe(ana);
  await expect(admitting('token', '192.0.2.1')).rejects.toThrow(TooManyRequestsError);
  expect(lookUps).toBe(1);
});
