import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { contextOf, graphqlRoute } from '../graphql-route.ts';
import { API_CONNECTIONS } from '../platform/database.ts';
import { TrustedDocuments } from '../platform/graphql/trusted-documents.ts';
import { createLog } from '../platform/log.ts';
import { MOST_WAITING } from '../platform/request-pool.ts';
import { restRoutes } from '../rest/rest.route.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { holdConnections, until } from '../testing/hold-connections.ts';
import { serveApps } from './apps.ts';
import { edge, serverOptions } from './edge.ts';
import { graphqlPage } from './graphql-page.ts';
import { healthRoutes } from './health.route.ts';
import { openRedis } from '../platform/redis.ts';
import { HttpMetrics, metricsRoute } from './metrics.ts';
import { RequestRates } from './request-rates.ts';

let harness: GraphQLHarness;
let server: FastifyInstance;
let folder: string;
let scene: Scene;
const viewers = new Map<string, Viewer>();
const LIMITS = { address: 0, person: 1_000, key: 3 };

beforeAll(async () => {
  harness = await openGraphQL();
  folder = await mkdtemp(join(tmpdir(), 'afc-apps-'));
  for (const app of ['admin', 'portal']) {
    await mkdir(join(folder, app, 'assets'), { recursive: true });
    await writeFile(join(folder, app, 'index.html'), `<title>${app}</title>`);
    await writeFile(join(folder, app, 'assets', 'main-DiwrgTda.js'), 'export {}');
    await writeFile(join(folder, app, 'assets', 'main-DiwrgTda.js.br'), brotliCompressSync('export {}'));
    await writeFile(join(folder, app, 'icon.svg'), '<svg/>');
  }
  const log = createLog('silent');
  const metrics = new HttpMetrics();
  metrics.add({ name: 'feed_sockets', help: 'Open sockets.', read: () => 3 });
  server = fastify(serverOptions(log));
  await edge(server, { log, publicUrl: 'https://cards.example', widgetOrigin: 'https://widgets.example', metrics });
  healthRoutes(server, { source: harness.database.api, log });
  metricsRoute(server, metrics, 'scrape-me');
  graphqlPage(server);
  const admission = {
    database: harness.database,
    authenticate: (token: string) => Promise.resolve(viewers.get(token) ?? null),
    rates: new RequestRates({ redis: openRedis({ url: null, log }), clock: harness.clock, log }, LIMITS),
  };
  graphqlRoute(server, { server: harness.server, trusted: new TrustedDocuments(harness.schema, new Map()), log, ...admission });
  await server.register(restRoutes, {
    ...{ schema: harness.schema, version: 'test' },
    open: (request, reply) => contextOf(admission, request, reply),
  });
  await serveApps(server, [
    { path: '/admin', folder: join(folder, 'admin') },
    { path: '/portal', folder: join(folder, 'portal') },
  ]);
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await harness.close();
  await rm(folder, { recursive: true });
});

function post(query: string, { token, headers = {} }: { token?: string; headers?: Record<string, string> } = {}) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return server.inject({ method: 'POST', url: '/graphql', headers: { ...authorization, ...headers }, payload: { query } });
}

const errorOf = (answer: { json(): unknown }) =>
  (answer.json() as { errors: { message: string; extensions: Record<string, unknown> }[] }).errors[0];

describe('POST /graphql', () => {
  beforeEach(async () => {
    scene ??= await harness.prepare();
    viewers.set('ana', scene.as.ana);
  });

  test('tells who asks', async () => {
    const answer = await post('{ viewer { displayName } company { name } }', { token: 'ana' });

    expect(answer.json()).toEqual({ data: { viewer: { displayName: 'Ana Costa' }, company: { name: 'Harborline' } } });
  });

  test('says before sign-in that nobody is signed in, and nothing else', async () => {
    expect((await post('{ viewer { id } }')).json()).toEqual({ data: { viewer: null } });
    for (const query of [
      '{ viewer { id } company { name } }',
      '{ __schema { types { name } } }',
      '{ ...q } fragment q on Query { company { id } }',
    ]) {
      const answer = await post(query);
      expect(answer.statusCode).toBe(401);
      expect(errorOf(answer)?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  test('refuses a token that is not good with 401', async () => {
    for (const headers of [{ authorization: 'Bearer forged' }, { authorization: 'Basic YTpi' }]) {
      const answer = await post('{ viewer { id } }', { headers });
      expect(answer.statusCode).toBe(401);
      expect(errorOf(answer)?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', traceId: answer.headers['x-trace-id'] });
    }
  });

  test('shows the schema to who is signed in', async () => {
    const answer = await post('{ __type(name: "Money") { fields { name } } }', { token: 'ana' });

    expect(answer.json()).toMatchObject({ data: { __type: { fields: [{ name: 'minor' }, { name: 'currency' }, { name: 'formatted' }] } } });
  });

  test.each([
    ['a field that is not there', '{ company { secret } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a text that is no GraphQL', '{ company', 400, 'GRAPHQL_PARSE_FAILED'],
    ['too many words', `{ ${'viewer { id } '.repeat(1_500)} }`, 400, 'GRAPHQL_PARSE_FAILED'],
    [
      'too much at once',
      '{ people(first: 200) { edges { node { cards { limits { control { id } } history { id } } } } } }',
      413,
      'QUERY_TOO_LARGE',
    ],
    ['a page that is too long', '{ cards(first: 201) { totalCount } }', 200, 'INVALID_INPUT'],
    [
      'a cursor of another list',
      '{ transactions(after: "WyJNaW5hIiwiMDE5MGEwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIl0") { totalCount } }',
      200,
      'CURSOR_OF_ANOTHER_SORT',
    ],
    ['a language that is none', '{ company { balances { available { formatted(locale: "?") } } } }', 200, 'INVALID_INPUT'],
  ])('refuses %s', async (_what, query, status, code) => {
    const answer = await post(query, { token: 'ana' });

    expect(errorOf(answer)?.extensions).toMatchObject({ code, traceId: answer.headers['x-trace-id'] });
    expect(answer.statusCode).toBe(status);
  });

  test('refuses a body that is too large with 413', async () => {
    expect((await post(`{ viewer { id } } # ${'x'.repeat(200_000)}`, { token: 'ana' })).statusCode).toBe(413);
  });

  test('masks a defect, and names the trace under which it is logged', async () => {
    await harness.admin.query('ALTER TABLE notifications RENAME TO notifications_gone');
    try {
      const answer = await post('{ notifications { edges { cursor } } }', { token: 'ana' });

      expect(errorOf(answer)).toMatchObject({
        message: expect.stringMatching(/^Something went wrong on our side/),
        extensions: { code: 'INTERNAL', traceId: answer.headers['x-trace-id'] },
      });
      expect(answer.body).not.toMatch(/notifications_gone|relation|SELECT/);
    } finally {
      await harness.admin.query('ALTER TABLE notifications_gone RENAME TO notifications');
    }
  });

  test('gives its connection back, whatever became of the query', async () => {
    for (const query of [
      '{ company { name } }',
      '{ cards(first: 201) { totalCount } }',
      '{ company { secret } }',
      '{ transactions(after: "x") { totalCount } }',
    ])
      await post(query, { token: 'ana' });

    const { rows } = await harness.admin.query(
      `SELECT count(*)::int AS open FROM pg_stat_activity WHERE usename = 'afc_api' AND datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
    expect(rows).toEqual([{ open: 0 }]);
  });

  test('a mutation reads what the one before it committed', async () => {
    const set = (alias: string, amount: string) =>
      `${alias}: setBudget(input: { idempotencyKey: "${alias}", month: "2026-03", amountMinor: "${amount}" }) { amount { minor } version }`;

    const answer = await post(`mutation { ${set('first', '100')} ${set('second', '200')} }`, { token: 'ana' });

    expect(answer.json()).toEqual({
      data: { first: { amount: { minor: '100' }, version: 1 }, second: { amount: { minor: '200' }, version: 2 } },
    });
  });

  test('speaks the language that the browser asks for', async () => {
    const query = '{ company { balances { available { formatted } } } }';

    expect((await post(query, { token: 'ana', headers: { 'accept-language': 'pt-PT' } })).json()).toMatchObject({
      data: { company: { balances: [{ available: { formatted: '10\u00a0000,00\u00a0€' } }] } },
    });
  });
});

/** Fragment by fragment four times as much. */
const fourfold = (i: number): string => `fragment f${i} on Query { ${`...f${i + 1} `.repeat(4)}}`;

describe('a program with an API key', () => {
  /** A key of its own, so that what one test asks is not counted in another. */
  const keyOfTest = async (name: string): Promise<string> => {
    scene ??= await harness.prepare();
    const key = { scopes: ['SPEND_READ'] as const, expiresAtMs: Number.MAX_SAFE_INTEGER };
    viewers.set(name, { ...scene.as.ana, role: 'SERVICE', sessionId: name, key });
    return name;
  };

  test.each([
    [
      'a depth bomb',
      `{ cards { edges { node { ${'program { emergencyStop { id } } replaces { '.repeat(12)} id ${'} '.repeat(12)} } } } }`,
      413,
    ],
    ['a flood of aliases', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: feedCursor`).join(' ')} }`, 413],
    ['a page of pages', '{ transactions(first: 200) { edges { node { card { recentTransactions { timeline { id kind } } } } } } }', 413],
    ['fragments in fragments', `{ ...f0 } ${[...Array(10).keys()].map(fourfold).join(' ')} fragment f10 on Query { feedCursor }`, 413],
  ])('is refused %s', async (what, query, status) => {
    const answer = await post(query, { token: await keyOfTest(what.replaceAll(' ', '-')) });

    expect([answer.statusCode, errorOf(answer)?.extensions['code']]).toEqual([status, 'QUERY_TOO_LARGE']);
  });

  test('is refused a batch: one operation a request', async () => {
    const headers = { authorization: `Bearer ${await keyOfTest('batch')}` };
    const operation = { query: '{ feedCursor }' };

    const answer = await server.inject({ method: 'POST', url: '/graphql', headers, payload: [operation, operation] });

    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('feedCursor');
  });

  test('is told how it stands, and beyond its rate to wait: it alone', async () => {
    const token = await keyOfTest('busy');

    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(await post('{ feedCursor }', { token }));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429]);
    expect(answers[0]?.headers).toMatchObject({ 'ratelimit-policy': '"key";q=3;w=60', ratelimit: '"key";r=2;t=56' });
    expect(answers[3]?.headers).toMatchObject({ ratelimit: '"key";r=0;t=56', 'retry-after': '56' });
    expect(errorOf(answers[3] ?? { json: () => ({}) })?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      traceId: answers[3]?.headers['x-trace-id'],
    });
    expect((await post('{ feedCursor }', { token: await keyOfTest('idle') })).statusCode).toBe(200);
    expect((await post('{ feedCursor }', { token: 'ana' })).headers['ratelimit-policy']).toBe('"person";q=1000;w=60');
  });

  test('is refused without a word on what is wrong with its key', async () => {
    const answer = await post('{ feedCursor }', { token: 'afc_0190a0000000700080000000000000ff_none' });

    expect(answer.statusCode).toBe(401);
    expect(errorOf(answer)).toMatchObject({
      message: 'This API key is not good, or not any more. Ask an admin of the company for a new one.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});

describe('every answer', () => {
  test('carries a trace id: the caller’s own when it is one', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traced = (headers: Record<string, string>) => server.inject({ url: '/healthz', headers });

    expect((await traced({})).headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
    expect((await traced({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })).headers['x-trace-id']).toBe(trace);
    expect((await traced({ 'x-trace-id': 'evil\tlog line' })).headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('forbids scripts of others, frames and sniffing', async () => {
    const { headers } = await server.inject('/admin/');

    expect(headers['content-security-policy']).toContain("script-src 'self' https://widgets.example;");
    expect(headers['content-security-policy']).toContain('frame-src https://widgets.example;');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("connect-src 'self' wss://cards.example");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'strict-transport-security': 'max-age=31536000' });
  });

  test('to an address that is none is a problem in JSON', async () => {
    const answer = await server.inject('/nowhere');

    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ code: 'NOT_FOUND', traceId: answer.headers['x-trace-id'] });
  });
});

describe('the apps', () => {
  test.each([
    ['/admin/', 'admin'],
    ['/admin', 'admin'],
    ['/portal/', 'portal'],
    ['/admin/cards/0190a000-0000-7000-8000-000000000001', 'admin'],
    ['/portal/transactions?after=2026.5', 'portal'],
  ])('%s is a screen of %s, looked for anew each time', async (url, app) => {
    const answer = await server.inject({ url });

    expect(answer.body).toBe(`<title>${app}</title>`);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
  });

  test('a file with a hash in its name is kept for ever, others are looked for anew', async () => {
    expect((await server.inject('/admin/assets/main-DiwrgTda.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await server.inject('/portal/icon.svg')).headers['cache-control']).toBe('no-cache');
  });

  test('whoever takes brotli is sent what the build made of a file, to be kept as the file itself', async () => {
    const asked = (accepted: string) => server.inject({ url: '/admin/assets/main-DiwrgTda.js', headers: { 'accept-encoding': accepted } });

    const [small, plain] = [await asked('gzip, br'), await asked('gzip')];

    expect(brotliDecompressSync(small.rawPayload).toString()).toBe('export {}');
    expect(plain.body).toBe('export {}');
    expect(small.headers).toMatchObject({
      ...{ 'content-encoding': 'br', 'content-type': 'application/javascript; charset=utf-8', vary: 'accept-encoding' },
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['vary']).toBe('accept-encoding');
  });

  test.each(['/admin/assets/gone-DiwrgTda.js', '/admin/../package.json', '/portal/%2e%2e%2fadmin%2findex.html', '/admin/.env'])(
    '%s is not there',
    async (url) => {
      expect((await server.inject(url)).statusCode).toBe(404);
    },
  );

  test('the first page leads to both', async () => {
    const { body } = await server.inject('/');

    expect(body).toContain('href="/admin/"');
    expect(body).toContain('href="/portal/"');
  });

  test('GraphiQL is a page of our own files, whose scripts no policy of ours forbids', async () => {
    const page = await server.inject('/graphql');

    expect(page.body).not.toMatch(/https?:\/\//);
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toEqual(['graphiql.css', 'react.js', 'react-dom.js', 'graphiql.js', 'page.js'].map((name) => `/graphql/${name}`));
    for (const file of files) {
      const answer = await server.inject(file);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringMatching(/javascript|css/)]);
      expect(answer.rawPayload.length).toBeGreaterThan(1_000);
      expect(answer.body).not.toContain('url(data:font');
    }
  });
});

describe('when more is asked than can be answered', () => {
  let letGo: () => Promise<void>;
  /** From then on no time passes: who waits for a connection gives up when the test says so. */
  async function take(connections: number): Promise<void> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    letGo = await holdConnections(harness.database, connections);
  }

  beforeEach(async () => {
    scene ??= await harness.prepare();
    viewers.set('ana', scene.as.ana);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await letGo();
  });

  test('no request holds one connection while it waits for another', async () => {
    await take(API_CONNECTIONS - 1);

    const input = (key: string) => `input: { idempotencyKey: "${key}", cardId: "${scene.brunosCard}" }`;
    const answers = await Promise.all([
      post(`{ viewer { id unreadNotifications } card(id: "${scene.brunosCard}") { id holder { displayName } } }`, { token: 'ana' }),
      post('{ transactions(first: 20) { edges { node { id card { id } holder { id } } } } }', { token: 'ana' }),
      post('{ spendOverview { purchasesToday byDay { day spent { minor } } } }', { token: 'ana' }),
      post(`mutation { freezeCard(${input('one')}) { id status } unfreezeCard(${input('two')}) { id status } }`, { token: 'ana' }),
    ]);

    expect(answers.map((answer) => answer.json<{ errors?: unknown }>().errors)).toEqual(answers.map(() => undefined));
  });

  test('refuses at the door who would wait in vain, and says when to come again', async () => {
    await take(API_CONNECTIONS + MOST_WAITING);

    const overGraphQL = await post('{ company { name } }', { token: 'ana' });
    const overRest = await server.inject({ url: '/api/cards', headers: { authorization: 'Bearer ana' } });

    for (const answer of [overGraphQL, overRest]) expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(errorOf(overGraphQL)).toMatchObject({ extensions: { code: 'OVERLOADED', traceId: overGraphQL.headers['x-trace-id'] } });
    expect(overRest.json()).toMatchObject({ status: 503, code: 'OVERLOADED', title: 'Not available right now' });
    await letGo();
    expect((await post('{ company { name } }', { token: 'ana' })).json()).toEqual({ data: { company: { name: 'Harborline' } } });
  });

  test('tells who has waited in vain that it was too much, not that something broke', async () => {
    await take(API_CONNECTIONS);

    const asked = [
      post('{ company { name } }', { token: 'ana' }),
      server.inject({ url: '/api/cards', headers: { authorization: 'Bearer ana' } }),
    ] as const;
    await until(() => harness.database.requests.waiting === asked.length);
    vi.advanceTimersByTime(5_000);
    const [overGraphQL, overRest] = await Promise.all(asked);

    expect(errorOf(overGraphQL)?.extensions).toMatchObject({ code: 'OVERLOADED' });
    expect([overRest.statusCode, overRest.headers['retry-after']]).toEqual([503, '1']);
    expect(overRest.json()).toMatchObject({ code: 'OVERLOADED' });
  });
});

describe('who runs it', () => {
  test('hears that it runs, and that it is ready', async () => {
    expect((await server.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await server.inject('/readyz')).json()).toEqual({ status: 'ready' });
  });

  test('hears that it is not ready while the database is older than the build', async () => {
    const { rows } = await harness.admin.query(`DELETE FROM schema_migrations WHERE name LIKE 'Feed%' RETURNING name, timestamp`);

    const answer = await server.inject('/readyz');

    await harness.admin.query(`INSERT INTO schema_migrations (name, timestamp) VALUES ($1, $2)`, [rows[0].name, rows[0].timestamp]);
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ status: 'not ready', problem: 'schema' });
  });

  test('sees the figures with the token alone', async () => {
    const answer = await server.inject({ url: '/metrics', headers: { authorization: 'Bearer scrape-me' } });

    expect(answer.body).toContain('feed_sockets 3');
    expect(answer.body).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/healthz",status="2xx"\} \d+/);
    expect((await server.inject('/metrics')).statusCode).toBe(404);
  });
});
