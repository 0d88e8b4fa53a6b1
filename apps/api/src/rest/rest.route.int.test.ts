import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { contextOf } from '../graphql-route.ts';
import { edge, serverOptions } from '../http/edge.ts';
import { HttpMetrics } from '../http/metrics.ts';
import { RequestRates } from '../http/request-rates.ts';
import { createLog } from '../platform/log.ts';
import { openRedis } from '../platform/redis.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { restRoutes } from './rest.route.ts';

let harness: GraphQLHarness;
let server: FastifyInstance;
let scene: Scene;
const viewers = new Map<string, Viewer>();

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  for (const [name, viewer] of Object.entries(scene.as)) viewers.set(name, viewer);
  const stranger = await harness.prepare('Another company');
  viewers.set('stranger', stranger.as.ana);
  const log = createLog('silent');
  server = fastify(serverOptions(log));
  await edge(server, { log, publicUrl: 'https://cards.example', widgetOrigin: null, metrics: new HttpMetrics() });
  const limits = { address: 0, person: 0, key: 0 };
  const rates = new RequestRates({ redis: openRedis({ url: null, log }), clock: harness.clock, log }, limits);
  const authenticate = (token: string) => Promise.resolve(viewers.get(token) ?? null);
  await server.register(restRoutes, {
    schema: harness.schema,
    version: '1.2.3',
    open: (request, reply) => contextOf({ database: harness.database, authenticate, rates }, request, reply),
  });
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await harness.close();
});

type Call = { readonly as?: string; readonly body?: object; readonly key?: string | null };

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, { as = 'ana', body, key = randomUUID() }: Call = {}) {
  const answer = await server.inject({
    method,
    url,
    headers: {
      ...(as === '' ? {} : { authorization: `Bearer ${as}` }),
      ...(method === 'GET' || key === null ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    headers: answer.headers,
    body: answer.json<never>() as Answer,
  };
}
type Answer = Record<string, unknown> & { readonly items: Record<string, unknown>[] };

describe('cards', () => {
  test('are listed a page at a time, filtered by what the query says', async () => {
    const first = await call('GET', '/api/cards?first=1');

    expect(first).toMatchObject({ status: 200, body: { items: [{ name: 'Everyday' }], totalCount: 2 } });
    const second = await call('GET', `/api/cards?first=1&after=${encodeURIComponent(String(first.body['nextCursor']))}`);
    expect(second.body.items).toHaveLength(1);
    expect(second.body['nextCursor']).toBeNull();
    expect((await call('GET', `/api/cards?holderId=${scene.as.bruno.userId}&status=ACTIVE,SUSPENDED`)).body.items).toEqual([
      expect.objectContaining({ id: scene.brunosCard, lastFour: '7701', program: { id: scene.programId, name: 'Everyday' } }),
    ]);
  });

  test('one is shown with its controls and limits, and frozen, unfrozen and limited', async () => {
    const id = scene.brunosCard;
    expect((await call('POST', `/api/cards/${id}/freeze`, { body: { reason: 'Left in a taxi' } })).body).toMatchObject({
      status: 'SUSPENDED',
    });
    expect((await call('POST', `/api/cards/${id}/unfreeze`)).body).toMatchObject({ status: 'ACTIVE' });
    const limit = { controlType: 'AMOUNT_LIMIT', window: 'MONTH', amountMinor: '50000', currency: 'EUR' };
    const control = await call('PUT', `/api/cards/${id}/controls`, { body: limit });
    expect(control).toMatchObject({ status: 200, body: { scope: 'CARD', amount: { minor: '50000', currency: 'EUR' }, version: 1 } });
    const changed = { ...limit, amountMinor: '60000', controlId: control.body['id'], expectedVersion: 1 };
    expect((await call('PUT', `/api/cards/${id}/controls`, { body: changed })).body).toMatchObject({ version: 2 });
    expect(await call('PUT', `/api/cards/${id}/controls`, { body: { ...changed, amountMinor: '7' } })).toMatchObject({
      status: 412,
      body: { code: 'STALE' },
    });

    const { body } = await call('GET', `/api/cards/${id}`);
    expect(body).toMatchObject({ controls: [{ window: 'MONTH' }], limits: [{ limit: { minor: '60000' }, used: { minor: '0' } }] });
  });

  test('one is issued once for a key, however often it is sent', async () => {
    const key = randomUUID();
    const body = { holderId: scene.as.bruno.userId, programId: scene.programId, name: 'Conference' };
    const first = await call('POST', '/api/cards', { key, body });

    expect(first).toMatchObject({ status: 201, body: { name: 'Conference', holder: { id: scene.as.bruno.userId } } });
    expect((await call('POST', '/api/cards', { key, body })).body['id']).toBe(first.body['id']);
    expect(await call('POST', '/api/cards', { key, body: { ...body, name: 'Other' } })).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });
});

describe('transactions', () => {
  test('are listed and shown, and one of them is disputed by its holder', async () => {
    await harness.marqeta.ask(asking(scene.brunos, { amount: 12.34, currency: 'EUR' }));
    const { body } = await call('GET', '/api/transactions?status=PENDING', { as: 'bruno' });
    expect(body.items).toEqual([expect.objectContaining({ amount: { minor: '1234', currency: 'EUR' }, card: expect.anything() })]);
    const id = String(body.items[0]?.['id']);

    expect((await call('GET', `/api/transactions/${id}`, { as: 'bruno' })).body).toMatchObject({
      held: { minor: '1234' },
      disputable: null,
    });
    expect(
      await call('POST', `/api/transactions/${id}/dispute`, { as: 'bruno', body: { reason: 'FRAUD_TRANSACTION', statement: 'Not me.' } }),
    ).toMatchObject({
      status: 422,
      type: expect.stringContaining('application/problem+json'),
    });
  });

  test('the report of spending is of what the viewer may see', async () => {
    expect((await call('GET', '/api/reports/spending')).body).toMatchObject({ held: { currency: 'EUR' }, byDay: expect.any(Array) });
    expect((await call('GET', '/api/reports/spending', { as: 'carol' })).body).toMatchObject({ held: { minor: '0' } });
  });
});

test('people see who they are, and choose their language and their name', async () => {
  expect((await call('GET', '/api/users/profile', { as: 'bruno' })).body).toMatchObject({
    displayName: 'Bruno Silva',
    role: 'EMPLOYEE',
    locale: 'en',
  });
  expect((await call('PUT', '/api/users/profile', { as: 'bruno', body: { locale: 'pt-PT' } })).body).toMatchObject({ locale: 'pt-PT' });
  expect(await harness.admin.query('SELECT locale FROM users WHERE id = $1', [scene.as.bruno.userId])).toMatchObject({
    rows: [{ locale: 'pt-PT' }],
  });
  expect((await call('PUT', '/api/users/profile', { as: 'bruno', body: { firstName: 'Bento' } })).body).toMatchObject({
    ...{ displayName: 'Bento Silva', person: { firstName: 'Bento', lastName: 'Silva' } },
  });
  expect(await call('PUT', '/api/users/profile', { as: 'bruno', body: { locale: 'fr' } })).toMatchObject({
    status: 400,
    body: { field: 'locale' },
  });
});

test('a program sees who it is by its key, and has no profile to set', async () => {
  const { userId } = scene.as.ana;
  viewers.set('key', {
    ...scene.as.ana,
    userId: randomUUID(),
    role: 'SERVICE',
    displayName: 'Books',
    key: { scopes: [], expiresAtMs: Date.now() + 60_000 },
  });

  expect(await call('GET', '/api/users/profile', { as: 'key' })).toMatchObject({
    status: 200,
    body: { displayName: 'Books', role: 'SERVICE', person: null },
  });
  expect((await call('GET', '/api/users/profile')).body).toMatchObject({ id: userId, person: { email: expect.stringContaining('@') } });
  expect(await call('PUT', '/api/users/profile', { as: 'key', body: { locale: 'en' } })).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  });
});

describe('refusals', () => {
  test.each([
    ['nobody signed in', 'GET', '/api/cards', { as: '' }, 401, { code: 'UNAUTHENTICATED' }],
    ['a forged token', 'GET', '/api/cards', { as: 'forged' }, 401, { code: 'UNAUTHENTICATED' }],
    ['a card of nobody', 'GET', `/api/cards/${randomUUID()}`, {}, 404, { code: 'NOT_FOUND', detail: 'There is no such card.' }],
    ['no id at all', 'GET', '/api/cards/one', {}, 404, { code: 'NOT_FOUND' }],
    ['a parameter that is not there', 'GET', '/api/cards?limit=5', {}, 400, { field: 'limit' }],
    ['a number that is none', 'GET', '/api/cards?first=many', {}, 400, { field: 'first' }],
    ['a word that is none of the enum', 'GET', '/api/cards?status=MELTED', {}, 400, { field: 'status' }],
    ['a page that is too long', 'GET', '/api/cards?first=5000', {}, 400, { code: 'INVALID_INPUT' }],
    ['a cursor of nobody', 'GET', '/api/cards?after=zzz', {}, 400, { code: 'INVALID_INPUT' }],
    ['no key', 'POST', '/api/cards', { key: null, body: {} }, 400, { field: 'idempotencyKey' }],
    ['a field too few', 'POST', '/api/cards', { body: { name: 'New' } }, 400, { field: 'holderId', detail: '"holderId" is missing.' }],
    ['a field too many', 'POST', '/api/cards', { body: { name: 'New', pan: '4111' } }, 400, { field: 'pan' }],
    ['a field of another type', 'PUT', '/api/users/profile', { body: { locale: 5 } }, 400, { field: 'locale' }],
    [
      'a key that is too long',
      'PUT',
      '/api/users/profile',
      { key: 'k'.repeat(201), body: { locale: 'en' } },
      400,
      { field: 'idempotencyKey' },
    ],
    ['a zero byte', 'GET', '/api/cards?search=a%00', {}, 400, { field: 'search' }],
    ['half a character', 'PUT', '/api/users/profile', { body: { locale: '\ud800' } }, 400, { field: 'locale' }],
    ['a list for a body', 'PUT', '/api/users/profile', { body: [] }, 400, { field: 'body' }],
    ['an employee who issues', 'POST', '/api/cards', { as: 'bruno', body: { holderId: 'x', programId: 'x', name: 'x' } }, [403, 404], {}],
    ['an address that is none', 'GET', '/api/nothing', {}, 404, { code: 'NOT_FOUND' }],
    ['an address that cannot be read', 'GET', '/api/cards/%zz', {}, 400, { code: 'INVALID_INPUT' }],
  ] as const)('%s', async (_what, method, url, options, status, problem) => {
    const answer = await call(method, url, options);

    expect([status].flat()).toContain(answer.status);
    expect(answer.type).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ ...problem, status: answer.status, traceId: answer.headers['x-trace-id'] });
  });

  test.each([
    ['DELETE', '/api/cards/one', 'GET, HEAD'],
    ['DELETE', '/api/cards', 'GET, HEAD, POST'],
    ['GET', '/api/cards/one/freeze', 'POST'],
    ['PUT', '/api/reports/spending', 'GET, HEAD'],
  ] as const)('%s %s is told which methods the address takes', async (method, url, allowed) => {
    const answer = await call(method, url);

    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED', status: 405 }, headers: { allow: allowed } });
    expect(answer.type).toContain('application/problem+json');
  });

  test('a body of another type is not read', async () => {
    const { statusCode, headers } = await server.inject({
      ...{ method: 'POST', url: '/api/cards', payload: '{}' },
      headers: { authorization: 'Bearer ana', 'content-type': 'text/plain', 'idempotency-key': randomUUID() },
    });

    expect([statusCode, headers['content-type']]).toEqual([415, expect.stringContaining('application/problem+json')]);
  });

  test('nothing of another company is found or changed', async () => {
    const id = scene.carolsCard;
    expect((await call('GET', '/api/cards', { as: 'stranger' })).body.items.map((card) => card['id'])).not.toContain(id);
    for (const [method, url, body] of [
      ['GET', `/api/cards/${id}`],
      ['POST', `/api/cards/${id}/freeze`, {}],
      ['POST', `/api/cards/${id}/activate`, {}],
      ['PUT', `/api/cards/${id}/controls`, { controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '1' }],
    ] as const)
      expect(await call(method, url, { as: 'stranger', ...(body === undefined ? {} : { body }) })).toMatchObject({ status: 404 });
    expect((await call('GET', `/api/cards/${id}`)).body).toMatchObject({ status: 'ACTIVE', controls: [] });
  });
});

test('the document and the page are there for everybody, from this origin alone', async () => {
  const document = await call('GET', '/api/openapi.json', { as: '' });
  expect(document).toMatchObject({ status: 200, body: { openapi: '3.1.0', info: { version: '1.2.3' } } });
  const page = await server.inject('/api');
  expect(page.body).not.toMatch(/https?:\/\//);
  for (const [, url] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await server.inject(String(url))).statusCode).toBe(200);
});
