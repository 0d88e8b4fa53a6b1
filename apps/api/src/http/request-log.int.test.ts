import { request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { contextOf, graphqlRoute } from '../graphql-route.ts';
import { type GraphQLServer, startGraphQL } from '../graphql-server.ts';
import { createLog } from '../platform/log.ts';
import { TrustedDocuments } from '../platform/graphql/trusted-documents.ts';
import { openRedis } from '../platform/redis.ts';
import { restRoutes } from '../rest/rest.route.ts';
import { scimRoutes } from '../scim/scim.route.ts';
import { ScimGroups } from '../scim/scim-groups.service.ts';
import { ScimUsers } from '../scim/scim-users.service.ts';
import { SessionStore } from '../people/sign-in/session-store.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { edge, serverOptions } from './edge.ts';
import { HttpMetrics } from './metrics.ts';
import { isInShare } from './request-log.ts';
import { RequestRates } from './request-rates.ts';

const BASE = 'https://cards.example/scim/v2';
/** What somebody writes, in every place where something can be written. */
const WRITTEN = 'Zuzana Vlk zuzana@secret.example 4111111111111111';
const NEVER = /zuzana|secret\.example|4111111111111111|Ana Costa|token-of|Silva/i;

let harness: GraphQLHarness;
let graphql: GraphQLServer;
let server: FastifyInstance;
let scene: Scene;
let written = '';
const viewers = new Map<string, Viewer>();
const lines = () =>
  written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  const { ana } = scene.as;
  viewers.set('token-of-ana', ana);
  viewers.set('token-of-directory', {
    ...{ ...ana, role: 'SERVICE', userId: '018f0000-0000-7000-8000-00000000000a', sessionId: '018f0000-0000-7000-8000-00000000000b' },
    key: { scopes: ['SCIM'], expiresAtMs: Number.MAX_SAFE_INTEGER },
  });
  // The product's own log, at its most talkative, into a text.
  const log = createLog('trace', { write: (line: string) => void (written += line) });
  const rates = new RequestRates({ redis: openRedis({ url: null, log }), clock: harness.clock, log }, { address: 0, person: 0, key: 0 });
  const authenticate = (token: string) => Promise.resolve(viewers.get(token) ?? null);
  const { database, sealer, schema } = harness;
  graphql = await startGraphQL(schema, log);
  server = fastify(serverOptions(log));
  await edge(server, { log, publicUrl: 'https://cards.example', widgetOrigin: null, metrics: new HttpMetrics() });
  const trusted = new TrustedDocuments(schema, new Map([['hash-of-the-card', 'query Card($id: ID!) { card(id: $id) { id } }']]));
  graphqlRoute(server, { server: graphql, trusted, database, authenticate, rates, log });
  await server.register(restRoutes, {
    ...{ schema, version: '1.2.3' },
    open: (request, reply) => contextOf({ database, authenticate, rates }, request, reply),
  });
  await server.register(scimRoutes, {
    users: new ScimUsers({ database, sealer, store: new SessionStore(null, log), baseUrl: BASE }),
    groups: new ScimGroups({ database, baseUrl: BASE }),
    ...{ baseUrl: BASE, authenticate, rates },
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
});
beforeEach(() => {
  written = '';
});
afterAll(async () => {
  await graphql.stop();
  await server.close();
  await harness.close();
});

const ask = (url: string, payload?: object, token = 'token-of-ana', method: 'GET' | 'POST' | 'PATCH' = payload ? 'POST' : 'GET') =>
  server.inject({
    ...{ method, url },
    headers: { authorization: `Bearer ${token}`, cookie: 'afc_admin=token-of-cookie', 'user-agent': WRITTEN, 'x-trace-id': TRACE },
    ...(payload === undefined ? {} : { payload }),
  });
const TRACE = 'c'.repeat(32);

/** A value of a type with something written wherever the type lets one write. */
function valueFor(type: GraphQLInputType, depth = 0): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, depth);
  if (isListType(type)) return [valueFor(type.ofType, depth)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => depth < 4 || isNonNullType(field.type));
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(field.type, depth + 1)]));
  }
  const scalar = 'name' in type ? type.name : '';
  const values: Readonly<Record<string, unknown>> = { Int: 1, Float: 1.5, Boolean: true, DateTime: '2026-03-02T09:15:04Z' };
  return values[scalar] ?? WRITTEN;
}

function operations(): { name: string; query: string; variables: Record<string, unknown> }[] {
  const { schema } = harness;
  return (['query', 'mutation'] as const).flatMap((kind) => {
    const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(root?.getFields() ?? {}).map(({ name, args, type }) => {
      const variables = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
      const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
      const field = args.length === 0 ? name : `${name}(${given})`;
      const selection = isCompositeType(getNamedType(getNullableType(type))) ? ' { __typename }' : '';
      const query = `${kind} Of_${name}${args.length === 0 ? '' : `(${variables})`} { ${field}${selection} }`;
      return { name, query, variables: Object.fromEntries(args.map((arg) => [arg.name, valueFor(arg.type)])) };
    });
  });
}

test('no operation of the schema leaves in the log what somebody has written, and each answer names its line', async () => {
  const asked = operations();
  expect(asked.length).toBeGreaterThan(100);

  for (const { name, query, variables } of asked) {
    const answer = await ask('/graphql', { query, variables });
    expect([name, answer.headers['x-trace-id']]).toEqual([name, TRACE]);
    for (const error of answer.json<{ errors?: { extensions: object }[] }>().errors ?? [])
      expect([name, error.extensions]).toEqual([name, expect.objectContaining({ traceId: TRACE })]);
  }

  expect(lines().filter((line) => NEVER.test(JSON.stringify(line)))).toEqual([]);
  const requests = lines().filter(({ msg }) => msg === 'request');
  expect(
    requests.map(({ operation }) => (operation as { name?: string } | undefined)?.name).filter((name) => name !== undefined).length,
  ).toBeGreaterThan(100);
  expect(Math.max(...written.split('\n').map((line) => line.length))).toBeLessThan(6_000);
}, 120_000);

describe('a line says who asked by id, for what, and how it was answered', () => {
  test('of a free text', async () => {
    await ask('/graphql', { query: 'query Freeze($id: ID!) { card(id: $id) { id } }', variables: { id: scene.brunosCard } });

    expect(lines()).toMatchObject([
      {
        ...{ method: 'POST', route: '/graphql', status: 200, traceId: TRACE, msg: 'request' },
        caller: { kind: 'person', id: scene.as.ana.userId, companyId: scene.companyId },
        operation: { name: 'Freeze', hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
        variables: { id: scene.brunosCard },
      },
    ]);
  });

  test('of a document of our own apps', async () => {
    await ask('/graphql', { extensions: { persistedQuery: { version: 1, sha256Hash: 'hash-of-the-card' } }, variables: { id: WRITTEN } });
    await ask('/graphql', { extensions: { persistedQuery: { version: 1, sha256Hash: 'hash-of-the-card' } }, variables: {} });

    expect(lines()).toMatchObject([
      { status: 200, operation: { name: 'Card', hash: 'hash-of-the-card' }, variables: { id: `${WRITTEN.length} characters` } },
      { status: 400, operation: { name: 'Card' }, variables: {}, codes: ['BAD_USER_INPUT'] },
    ]);
  });

  test('of a REST route', async () => {
    await ask(`/api/cards/${scene.brunosCard}?name=${encodeURIComponent(WRITTEN)}`);
    await ask(`/api/cards/${scene.brunosCard}`);

    expect(lines()).toMatchObject([
      { route: '/api/cards/:id', status: 400, ids: { id: scene.brunosCard } },
      { route: '/api/cards/:id', status: 200, variables: { id: scene.brunosCard }, caller: { kind: 'person' } },
    ]);
    expect(written).not.toMatch(NEVER);
  });

  test('of a directory', async () => {
    await ask(`/scim/v2/Users?filter=${encodeURIComponent('userName eq "zuzana@secret.example"')}`, undefined, 'token-of-directory');
    const body = { userName: 'zuzana@secret.example', name: { givenName: 'Zuzana', familyName: 'Vlk' }, password: WRITTEN };
    const made = await ask('/scim/v2/Users', body, 'token-of-directory');
    const { id } = made.json<{ id: string }>();
    await ask(`/scim/v2/Users/${id}`, { Operations: [{ op: 'replace', path: 'nickName', value: WRITTEN }] }, 'token-of-directory', 'PATCH');

    expect(lines()).toMatchObject([
      { route: '/scim/v2/Users', status: 200, caller: { kind: 'service' } },
      { route: '/scim/v2/Users', status: 201 },
      { method: 'PATCH', route: '/scim/v2/Users/:id', status: 200, ids: { id } },
    ]);
    expect(written).not.toMatch(NEVER);
  });
});

describe('every answer carries a trace id', () => {
  test.each<[string, string, object?]>([
    ['an address that there is not', '/nothing/here'],
    ['a text that cannot be read', '/graphql', { query: '{' }],
    ['a hash that nobody knows', '/graphql', { extensions: { persistedQuery: { sha256Hash: 'unknown' } } }],
    ['a REST route that is refused', '/api/cards/none'],
    ['a directory that is refused', '/scim/v2/Users'],
  ])('%s', async (_what, url, payload) => {
    const answer = await ask(url, payload);

    expect(answer.headers['x-trace-id']).toBe(TRACE);
    const body = answer.json<{ traceId?: string; errors?: { extensions: { traceId: string } }[] }>();
    for (const error of body.errors ?? []) expect(error.extensions.traceId).toBe(TRACE);
  });

  test('also of what is no HTTP at all', async () => {
    const { port } = server.server.address() as AddressInfo;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('NO HTTP AT ALL\r\n\r\n'));
      socket.on('data', (piece) => (text += piece.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });

    expect(answer).toMatch(/^HTTP\/1\.1 400 .*\r\nx-trace-id: ([0-9a-f]{32})\r\n[^]*"traceId":"\1"/s);
  });

  test('also of headers that are too large', async () => {
    const { port } = server.server.address() as AddressInfo;
    const status = await new Promise<[number | undefined, unknown]>((resolve, reject) => {
      const sent = httpRequest({ port, host: '127.0.0.1', headers: { 'x-large': 'x'.repeat(40_000) } }, (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers['x-trace-id']]);
      });
      sent.on('error', reject);
      sent.end();
    });

    expect(status).toEqual([431, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });
});

test('a statement that PostgreSQL refuses is logged without the values that it was given', () => {
  const log = createLog('trace', { write: (line: string) => void (written += line) });
  const refused = Object.assign(new Error('duplicate key value violates unique constraint'), {
    ...{ query: 'INSERT INTO teams VALUES ($1)', parameters: [WRITTEN], detail: `Key (name)=(${WRITTEN}) already exists.` },
    driverError: Object.assign(new Error('duplicate'), { detail: WRITTEN }),
  });

  log.error({ err: refused }, 'defect');

  expect(written).toContain('INSERT INTO teams');
  expect(written).not.toMatch(NEVER);
});

test('of the requests that go well a part is kept, the same one in every process', () => {
  const ids = Array.from({ length: 1_000 }, (_, number) => (number * 4_294_967).toString(16).padStart(32, '0'));
  const kept = (share: number) => ids.filter((id) => isInShare(id, share)).length;

  expect([kept(0), kept(1)]).toEqual([0, 1_000]);
  expect(kept(0.25) / 1_000).toBeCloseTo(0.25, 2);
});
