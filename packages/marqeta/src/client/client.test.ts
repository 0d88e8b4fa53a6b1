import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMarqetaClient, type MarqetaClient } from './client.ts';
import { MarqetaError } from './errors.ts';
import type { MarqetaClientOptions } from './http.ts';
import { type ScriptedAnswer, type ScriptedServer, scriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
let waits: number[];
let logged: string[];
let client: MarqetaClient;

const user = { status: 201, body: '{"token":"usr_maya","status":"ACTIVE"}' };

function connect(options: Partial<MarqetaClientOptions> = {}): MarqetaClient {
  const log = (fields: object, message: string): void => void logged.push(JSON.stringify({ ...fields, message }));
  return createMarqetaClient({
    baseUrl: server.url,
    applicationToken: 'application',
    accessToken: 'very secret',
    random: () => 0.5,
    sleep: (ms) => Promise.resolve(waits.push(ms)),
    clock: { now: () => Date.parse('2026-03-02T09:00:00Z') },
    logger: { debug: log, warn: log },
    ...options,
  });
}

beforeEach(async () => {
  [waits, logged] = [[], []];
  server = await scriptedServer();
  client = connect();
});
afterEach(async () => {
  vi.useRealTimers();
  await client.close();
  await server.close();
});

const failure = async (call: Promise<unknown>): Promise<MarqetaError> => {
  const error: unknown = await call.then(() => null).catch((thrown: unknown) => thrown);
  if (error instanceof MarqetaError) return error;
  throw new Error(`expected a MarqetaError, got ${String(error)}`);
};

describe('a request', () => {
  test('carries both tokens as Basic authentication', async () => {
    server.answers = [user];
    await client.users.get('usr_maya');

    expect(server.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('application:very secret').toString('base64')}`);
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/v3/users/usr_maya' });
  });

  test('quotes what could leave its path', async () => {
    server.answers = [user];
    await client.users.get('../cards?x=1');

    expect(server.seen[0]?.url).toBe('/v3/users/..%2Fcards%3Fx%3D1');
  });

  test('sends exact amounts', async () => {
    server.answers = [
      { status: 201, body: '{"transaction":{"token":"t","type":"authorization","state":"PENDING","amount":1234567890123.45}}' },
    ];
    const { transaction } = await client.simulate('authorization', { card_token: 'c', amount: '1234567890123.45' });

    expect(server.seen[0]?.body).toContain('"amount":1234567890123.45');
    expect(transaction.amount).toBe('1234567890123.45');
  });
});

describe('a creation', () => {
  test('is repeated with the very same token and body until it is answered', async () => {
    server.answers = [{ status: 503 }, { status: 502, body: '<html>' }, user];
    await client.users.create({ first_name: 'Maya' });

    expect(server.seen).toHaveLength(3);
    expect(new Set(server.seen.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({ first_name: 'Maya', token: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test('waits with full jitter, longer each time', async () => {
    server.answers = [{ status: 503 }, { status: 503 }, user];
    await client.users.create({ token: 'usr_maya' });

    expect(waits).toEqual([100, 200]);
  });

  test('keeps the token that the caller chose', async () => {
    server.answers = [user];
    await client.users.create({ token: 'usr_maya' });

    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ token: 'usr_maya' });
  });

  test('is given up after three attempts, its outcome unknown', async () => {
    server.answers = [{ status: 503 }, { status: 503 }, { status: 503 }, user];
    const error = await failure(client.users.create({}));

    expect(server.seen).toHaveLength(3);
    expect(error).toMatchObject({ kind: 'unavailable', status: 503, isTransient: true });
  });
});

describe('what has no token', () => {
  test('is never repeated on a doubtful outcome', async () => {
    server.answers = [{ status: 502 }, { status: 201, body: '{}' }];
    const error = await failure(client.transactions.releaseAuthorization('t'));

    expect(error.kind).toBe('unavailable');
    expect(server.seen).toHaveLength(1);
  });

  test('may knock again where it was turned away at the door', async () => {
    server.answers = [
      { status: 429 },
      { status: 201, body: '{"transaction":{"token":"r","type":"authorization.reversal","state":"CLEARED"}}' },
    ];
    const { transaction } = await client.transactions.releaseAuthorization('t');

    expect(transaction.token).toBe('r');
  });
});

describe('a refusal is named', () => {
  test.each([
    [400, '{"error_code":"400008","error_message":"Missing a required field."}', 'refused', '400008'],
    [401, '<html>who are you</html>', 'unauthenticated', null],
    [403, '', 'forbidden', null],
    [404, '{"error_code":"404004","error_message":"Cardholder not found"}', 'not_found', '404004'],
    [409, '{"error_code":"409001","error_message":"other payload"}', 'conflict', '409001'],
    [412, '{"message":"edge"}', 'refused', null],
    [422, '{"error_code":"422600","error_message":"Webhook operation failed"}', 'refused', '422600'],
    [422, 'null', 'refused', null],
    [422, '{"error_code":422600}', 'refused', null],
  ])('%i with %s', async (status, body, kind, errorCode) => {
    server.answers = [{ status, body }, user];
    const error = await failure(client.users.create({}));

    expect(error).toMatchObject({ name: 'MarqetaError', kind, status, errorCode, method: 'POST', path: '/users', isTransient: false });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  test.each([
    ['2', 2_100],
    ['Mon, 02 Mar 2026 09:00:03 GMT', 3_100],
    ['soon', 100],
  ])('that says Retry-After: %s is waited for', async (header, wait) => {
    server.answers = [{ status: 429, headers: { 'retry-after': header } }, user];
    await client.users.get('usr_maya');

    expect(waits).toEqual([wait]);
  });

  test('that asks for more patience than we have goes to the caller', async () => {
    server.answers = [{ status: 429, headers: { 'retry-after': '3600' } }, user];
    const error = await failure(client.users.get('usr_maya'));

    expect(error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 3_600_000, isTransient: true });
    expect(waits).toEqual([]);
  });
});

describe('an answer', () => {
  test('that does not come in time is unavailable', async () => {
    await client.close();
    client = connect({ timeoutMs: 50, retry: { attempts: 2 } });
    server.answers = [
      { ...user, afterMs: 400 },
      { ...user, afterMs: 400 },
    ];
    const error = await failure(client.users.get('usr_maya'));

    expect(error).toMatchObject({ kind: 'unavailable', status: null });
    expect(server.seen).toHaveLength(2);
  });

  test.each(['<html>', '[]', '{}', '{"token":""}'])('that is a success but not the documented body is unreadable: %s', async (body) => {
    server.answers = [{ status: 200, body }, user];
    const error = await failure(client.users.get('usr_maya'));

    expect(error).toMatchObject({ kind: 'unreadable', status: 200, isTransient: false });
    expect(server.seen).toHaveLength(1);
  });

  test('from a host that is not there is unavailable', async () => {
    const nowhere = connect({ baseUrl: 'http://127.0.0.1:9/v3', retry: { attempts: 1 } });
    const error = await failure(nowhere.ping());
    await nowhere.close();

    expect(error.kind).toBe('unavailable');
  });
});

describe('a list', () => {
  const page = (tokens: readonly string[], more: boolean): ScriptedAnswer => ({
    status: 200,
    body: JSON.stringify({ count: tokens.length, is_more: more, data: tokens.map((token) => ({ token })) }),
  });
  const tokensOf = async (): Promise<string[]> => {
    const tokens: string[] = [];
    for await (const { token } of client.users.list()) tokens.push(token);
    return tokens;
  };

  test('is walked page by page', async () => {
    server.answers = [page(['a', 'b'], true), page(['c'], false)];

    expect(await tokensOf()).toEqual(['a', 'b', 'c']);
    expect(server.seen.map(({ url }) => url)).toEqual(['/v3/users?count=100&start_index=0', '/v3/users?count=100&start_index=2']);
  });

  test('ends with an empty page, whatever it promises', async () => {
    server.answers = [page(['a'], true), page([], true), page(['never'], false)];

    expect(await tokensOf()).toEqual(['a']);
  });

  test('is asked for no further than it is read', async () => {
    server.answers = [page(['a', 'b'], true), page(['c'], false)];
    for await (const { token } of client.users.list()) if (token === 'a') break;

    expect(server.seen).toHaveLength(1);
  });

  test('with an item that is none is unreadable', async () => {
    server.answers = [{ status: 200, body: '{"data":[{"nothing":1}]}' }];

    await expect(tokensOf()).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('while Marqeta is away', () => {
  const fail = async (times: number): Promise<void> => {
    server.answers = Array.from({ length: times }, () => ({ status: 503 }));
    for (let index = 0; index < times; index += 1) await failure(client.ping());
  };

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await client.close();
    client = connect({ retry: { attempts: 1 }, breaker: { failures: 3, pauseMs: 10_000 } });
  });

  test('nothing is sent after so many failures in a row', async () => {
    await fail(3);
    const error = await failure(client.ping());

    expect(error).toMatchObject({ kind: 'unavailable', status: null, notSent: true, isTransient: true });
    expect(server.seen).toHaveLength(3);
    expect(client.circuit()).toBe('OPEN');
    expect(logged.at(-1)).toContain('"circuit":"OPEN"');
  });

  test('a refusal between failures is an answer, and starts the count again', async () => {
    await fail(2);
    server.answers = [{ status: 404 }];
    await failure(client.users.get('nobody'));
    await fail(2);

    expect(client.circuit()).toBe('CLOSED');
  });

  test('one call tries again after the pause, and an answer ends it', async () => {
    await fail(3);
    vi.setSystemTime(Date.now() + 10_001);
    server.answers = [{ status: 200, body: '{"success":true}' }];

    await client.ping();

    expect(client.circuit()).toBe('CLOSED');
  });

  test('the pause begins again when that call fails too', async () => {
    await fail(3);
    vi.setSystemTime(Date.now() + 10_001);
    await fail(1);

    expect((await failure(client.ping())).notSent).toBe(true);
    expect(server.seen).toHaveLength(4);
  });
});

test('a Retry-After is for all calls: the next one waits it out, and one that would wait too long is not sent', async () => {
  await client.close();
  client = connect({ retry: { attempts: 1, baseMs: 200 } });
  server.answers = [{ status: 429, headers: { 'retry-after': '5' } }, user, { status: 429, headers: { 'retry-after': '3600' } }];

  await failure(client.users.get('usr_maya'));
  await client.users.get('usr_maya');
  expect(waits).toEqual([5_100]);

  await failure(client.users.get('usr_maya'));
  expect(await failure(client.users.get('usr_maya'))).toMatchObject({ kind: 'rate_limited', notSent: true, retryAfterMs: 3_600_000 });
  expect(server.seen).toHaveLength(3);
});

describe('the log', () => {
  test('holds the id of each call, how long it took, and what Marqeta calls it', async () => {
    server.answers = [{ ...user, headers: { 'x-marqeta-request-trace-id': 'trace-1' } }];
    await client.users.get('usr_maya');
    server.answers = [{ status: 404, headers: { 'x-marqeta-request-trace-id': 'trace-2' } }];
    const error = await failure(client.users.get('nobody'));

    expect(error.traceId).toBe('trace-2');
    expect(logged.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        status: 201,
        traceId: 'trace-1',
        attempt: 1,
        durationMs: expect.any(Number),
        requestId: expect.any(String),
      }),
      expect.objectContaining({ status: 404, traceId: 'trace-2', requestId: error.requestId }),
    ]);
  });

  test('never holds what could be a card number, wherever it came from', async () => {
    server.answers = [{ status: 400, body: '{"error_code":"400037","error_message":"PAN 4111 1111 1111 1111 is in use"}' }];
    const error = await failure(client.users.get('4111111111111111'));

    expect([error.message, ...logged].join('\n')).not.toMatch(/1111/);
    expect(error.message).toContain('[digits]');
  });

  test('keeps tokens, which are what a person looks for', async () => {
    server.answers = [user];
    await client.users.get('019a2b3c-1111-7222-8333-444455556666');

    expect(logged[0]).toContain('019a2b3c-1111-7222-8333-444455556666');
  });
});

test('secrets and bodies stay out of the log, request ids are in it', async () => {
  server.answers = [{ status: 503 }, user];
  await client.users.create({ first_name: 'Maya', email: 'maya@example.com' });
  server.answers = [{ status: 400, body: '{"error_code":"400008"}' }];
  const error = await failure(client.users.create({ first_name: 'Maya' }));

  const text = logged.join('\n');
  expect(logged).toHaveLength(3);
  expect(text).toContain(error.requestId);
  expect(text).not.toMatch(/very secret|Maya|maya@example|Basic|dmVyeSBzZWNyZXQ/);
});
