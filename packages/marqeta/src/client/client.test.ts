import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMarqetaClient, type MarqetaClient } from './client.ts';
import { MarqetaError } from './errors.ts';
import type { MarqetaClientOptions } from './http.ts';

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly afterMs?: number;
}
interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let answers: Answer[];
let seen: Seen[];
let waits: number[];
let logged: string[];
let client: MarqetaClient;

const user = { status: 201, body: '{"token":"usr_maya","status":"ACTIVE"}' };

function connect(options: Partial<MarqetaClientOptions> = {}): MarqetaClient {
  const log = (fields: object, message: string): void => void logged.push(JSON.stringify({ ...fields, message }));
  return createMarqetaClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
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
  [answers, seen, waits, logged] = [[], [], [], []];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      const answer = answers.shift() ?? { status: 500 };
      void delay(answer.afterMs ?? 0).then(() => response.writeHead(answer.status, answer.headers).end(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = connect();
});
afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
});

const failure = async (call: Promise<unknown>): Promise<MarqetaError> => {
  const error: unknown = await call.then(() => null).catch((thrown: unknown) => thrown);
  if (error instanceof MarqetaError) return error;
  throw new Error(`expected a MarqetaError, got ${String(error)}`);
};

describe('a request', () => {
  test('carries both tokens as Basic authentication', async () => {
    answers = [user];
    await client.users.get('usr_maya');

    expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('application:very secret').toString('base64')}`);
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/v3/users/usr_maya' });
  });

  test('quotes what could leave its path', async () => {
    answers = [user];
    await client.users.get('../cards?x=1');

    expect(seen[0]?.url).toBe('/v3/users/..%2Fcards%3Fx%3D1');
  });

  test('sends exact amounts', async () => {
    answers = [{ status: 201, body: '{"transaction":{"token":"t","type":"authorization","state":"PENDING","amount":1234567890123.45}}' }];
    const { transaction } = await client.simulate('authorization', { card_token: 'c', amount: '1234567890123.45' });

    expect(seen[0]?.body).toContain('"amount":1234567890123.45');
    expect(transaction.amount).toBe('1234567890123.45');
  });
});

describe('a creation', () => {
  test('is repeated with the very same token and body until it is answered', async () => {
    answers = [{ status: 503 }, { status: 502, body: '<html>' }, user];
    await client.users.create({ first_name: 'Maya' });

    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ first_name: 'Maya', token: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test('waits with full jitter, longer each time', async () => {
    answers = [{ status: 503 }, { status: 503 }, user];
    await client.users.create({ token: 'usr_maya' });

    expect(waits).toEqual([100, 200]);
  });

  test('keeps the token that the caller chose', async () => {
    answers = [user];
    await client.users.create({ token: 'usr_maya' });

    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ token: 'usr_maya' });
  });

  test('is given up after three attempts, its outcome unknown', async () => {
    answers = [{ status: 503 }, { status: 503 }, { status: 503 }, user];
    const error = await failure(client.users.create({}));

    expect(seen).toHaveLength(3);
    expect(error).toMatchObject({ kind: 'unavailable', status: 503, isTransient: true });
  });
});

describe('what has no token', () => {
  test('is never repeated on a doubtful outcome', async () => {
    answers = [{ status: 502 }, { status: 201, body: '{}' }];
    const error = await failure(client.transactions.releaseAuthorization('t'));

    expect(error.kind).toBe('unavailable');
    expect(seen).toHaveLength(1);
  });

  test('may knock again where it was turned away at the door', async () => {
    answers = [{ status: 429 }, { status: 201, body: '{"transaction":{"token":"r","type":"authorization.reversal","state":"CLEARED"}}' }];
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
    answers = [{ status, body }, user];
    const error = await failure(client.users.create({}));

    expect(error).toMatchObject({ name: 'MarqetaError', kind, status, errorCode, method: 'POST', path: '/users', isTransient: false });
    expect(seen).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  test.each([
    ['2', 2_100],
    ['Mon, 02 Mar 2026 09:00:03 GMT', 3_100],
    ['soon', 100],
  ])('that says Retry-After: %s is waited for', async (header, wait) => {
    answers = [{ status: 429, headers: { 'retry-after': header } }, user];
    await client.users.get('usr_maya');

    expect(waits).toEqual([wait]);
  });

  test('that asks for more patience than we have goes to the caller', async () => {
    answers = [{ status: 429, headers: { 'retry-after': '3600' } }, user];
    const error = await failure(client.users.get('usr_maya'));

    expect(error).toMatchObject({ kind: 'rate_limited', retryAfterMs: 3_600_000, isTransient: true });
    expect(waits).toEqual([]);
  });
});

describe('an answer', () => {
  test('that does not come in time is unavailable', async () => {
    await client.close();
    client = connect({ timeoutMs: 50, retry: { attempts: 2 } });
    answers = [
      { ...user, afterMs: 400 },
      { ...user, afterMs: 400 },
    ];
    const error = await failure(client.users.get('usr_maya'));

    expect(error).toMatchObject({ kind: 'unavailable', status: null });
    expect(seen).toHaveLength(2);
  });

  test.each(['<html>', '[]', '{}', '{"token":""}'])('that is a success but not the documented body is unreadable: %s', async (body) => {
    answers = [{ status: 200, body }, user];
    const error = await failure(client.users.get('usr_maya'));

    expect(error).toMatchObject({ kind: 'unreadable', status: 200, isTransient: false });
    expect(seen).toHaveLength(1);
  });

  test('from a host that is not there is unavailable', async () => {
    const nowhere = connect({ baseUrl: 'http://127.0.0.1:9/v3', retry: { attempts: 1 } });
    const error = await failure(nowhere.ping());
    await nowhere.close();

    expect(error.kind).toBe('unavailable');
  });
});

describe('a list', () => {
  const page = (tokens: readonly string[], more: boolean): Answer => ({
    status: 200,
    body: JSON.stringify({ count: tokens.length, is_more: more, data: tokens.map((token) => ({ token })) }),
  });
  const tokensOf = async (): Promise<string[]> => {
    const tokens: string[] = [];
    for await (const { token } of client.users.list()) tokens.push(token);
    return tokens;
  };

  test('is walked page by page', async () => {
    answers = [page(['a', 'b'], true), page(['c'], false)];

    expect(await tokensOf()).toEqual(['a', 'b', 'c']);
    expect(seen.map(({ url }) => url)).toEqual(['/v3/users?count=100&start_index=0', '/v3/users?count=100&start_index=2']);
  });

  test('ends with an empty page, whatever it promises', async () => {
    answers = [page(['a'], true), page([], true), page(['never'], false)];

    expect(await tokensOf()).toEqual(['a']);
  });

  test('is asked for no further than it is read', async () => {
    answers = [page(['a', 'b'], true), page(['c'], false)];
    for await (const { token } of client.users.list()) if (token === 'a') break;

    expect(seen).toHaveLength(1);
  });

  test('with an item that is none is unreadable', async () => {
    answers = [{ status: 200, body: '{"data":[{"nothing":1}]}' }];

    await expect(tokensOf()).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

test('secrets and bodies stay out of the log, request ids are in it', async () => {
  answers = [{ status: 503 }, user];
  await client.users.create({ first_name: 'Maya', email: 'maya@example.com' });
  answers = [{ status: 400, body: '{"error_code":"400008"}' }];
  const error = await failure(client.users.create({ first_name: 'Maya' }));

  const text = logged.join('\n');
  expect(logged).toHaveLength(3);
  expect(text).toContain(error.requestId);
  expect(text).not.toMatch(/very secret|Maya|maya@example|Basic|dmVyeSBzZWNyZXQ/);
});
