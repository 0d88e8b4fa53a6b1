import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { type ConnectionEvent, nextConnection, notYetConnected } from './connection.ts';
import { newIdempotencyKey } from './idempotency-key.ts';
import { accessTokenOf, isFresh } from './token.ts';

const after = (...events: ConnectionEvent[]) => events.reduce(nextConnection, notYetConnected).status;

test.each<[string, ConnectionEvent[], string]>([
  ['connecting before anything', [], 'connecting'],
  ['live once acknowledged', ['acknowledged'], 'live'],
  ['reconnecting after a break', ['acknowledged', 'broken'], 'reconnecting'],
  ['reconnecting on the third break in a row', ['broken', 'broken', 'broken'], 'reconnecting'],
  ['lost on the fourth', ['broken', 'broken', 'broken', 'broken'], 'lost'],
  ['live again at once', ['broken', 'broken', 'broken', 'broken', 'acknowledged'], 'live'],
  ['nothing to worry about when nobody listens', ['acknowledged', 'left'], 'connecting'],
])('the connection is %s', (_what, events, status) => {
  expect(after(...events)).toBe(status);
});

test('the wait doubles, is spread over its upper half, and has an end', () => {
  expect([0, 1, 2].map((attempt) => backoffMs(attempt, () => 0))).toEqual([250, 500, 1000]);
  expect([0, 1, 2].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1000, 2000]);
  expect(backoffMs(1_000, () => 1)).toBe(15_000);
});

test('a token is fresh until 45 seconds before its end, and a short one until half of its life', () => {
  const long = accessTokenOf({ accessToken: 'a', expiresIn: 300 }, 1_000);
  const short = accessTokenOf({ accessToken: 'a', expiresIn: 10 }, 0);

  expect([isFresh(long, 255_999), isFresh(long, 256_000)]).toEqual([true, false]);
  expect([isFresh(short, 4_999), isFresh(short, 5_000)]).toEqual([true, false]);
});

test('an idempotency key is a random UUID', () => {
  const keys = Array.from({ length: 100 }, newIdempotencyKey);

  expect(new Set(keys).size).toBe(100);
  expect(keys.every((key) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(key))).toBe(true);
});
