import { fileURLToPath } from 'node:url';
import fastify, { type FastifyInstance } from 'fastify';
import {
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type NamedTypeNode,
  OperationTypeNode,
  parse,
  print,
  typeFromAST,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from './access/viewer.ts';
import { graphqlRoute } from './graphql-route.ts';
import { documentsOf } from './http/apps.ts';
import { edge, serverOptions } from './http/edge.ts';
import { HttpMetrics } from './http/metrics.ts';
import { RequestRates } from './http/request-rates.ts';
import { type TrustedDocument, TrustedDocuments, withTypenames } from './platform/graphql/trusted-documents.ts';
import { createLog } from './platform/log.ts';
import { openRedis } from './platform/redis.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from './testing/graphql-harness.ts';

const built = (app: 'admin' | 'portal') => fileURLToPath(new URL(`../../${app}/dist/`, import.meta.url));
const TEXTS = new Map([
  ...documentsOf([
    { path: '/admin', folder: built('admin') },
    { path: '/portal', folder: built('portal') },
  ]),
  ['names', 'query Names($first: Int) { people(first: $first) { totalCount edges { node { displayName } } } }'],
  [
    'speaks',
    'mutation Speaks($locale: String!, $key: String!) { setMyProfile(input: { idempotencyKey: $key, locale: $locale }) { locale } }',
  ],
  ['of another version', '{ whatThisSchemaDoesNotHave }'],
]);

let harness: GraphQLHarness;
let server: FastifyInstance;
let trusted: TrustedDocuments;
let scene: Scene;
const viewers = new Map<string, Member>();

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  for (const [name, viewer] of Object.entries(scene.as)) viewers.set(name, viewer);
  const log = createLog('silent');
  trusted = new TrustedDocuments(harness.schema, TEXTS);
  server = fastify(serverOptions(log));
  await edge(server, { log, publicUrl: 'https://cards.example', widgetOrigin: null, metrics: new HttpMetrics() });
  graphqlRoute(server, {
    server: harness.server,
    trusted,
    database: harness.database,
    authenticate: (token) => Promise.resolve(viewers.get(token) ?? null),
    rates: new RequestRates(
      { redis: openRedis({ url: null, log }), clock: harness.clock, log },
      { address: 0, person: 100_000, key: 100_000 },
    ),
    log,
  });
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await harness.close();
});

type Body = { readonly hash?: string; readonly query?: string; readonly variables?: Record<string, unknown> };

function post({ hash, query, variables }: Body, token: string | null = 'ana', accept = 'application/json') {
  return server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { accept, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    payload: {
      variables,
      ...(query === undefined ? {} : { query }),
      ...(hash === undefined ? {} : { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }),
    },
  });
}

type Answered = { data?: Record<string, unknown>; errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[] };
const told = (answer: { json(): unknown }) => answer.json() as Answered;

describe('what our own apps ask', () => {
  const known = [...TEXTS].filter(([hash]) => hash.startsWith('sha256:'));

  test('is there', () => {
    expect(known.length).toBeGreaterThan(100);
  });

  test.each(known)('is ready to run: %s', (hash, text) => {
    if (text.includes('subscription ')) expect(trusted.find(hash)).toBeNull();
    else expect(trusted.find(hash)?.run).toBeTypeOf('function');
  });

  test.each(known)('is answered by its hash as it is by its text: %s', async (hash, text) => {
    const document = trusted.find(hash);
    if (document === null || document.operation.operation !== OperationTypeNode.QUERY) return;
    const variables = variablesFor(document);
    const asked = print(withTypenames(parse(text)));
    for (const name of ['ana', 'bruno']) {
      const [byHash, byText] = [told(await post({ hash, variables }, name)), told(await post({ query: asked, variables }, name))];
      expect(byHash.data, `of ${name}`).toEqual(byText.data);
      expect(byHash.errors?.map(refusal), `of ${name}`).toEqual(byText.errors?.map(refusal));
    }
  });

  /** Something for what a query must be given, and yes wherever it can be told to show more. */
  function variablesFor({ operation }: TrustedDocument): Record<string, unknown> {
    const given = (operation.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
      const type = typeFromAST(harness.schema, node as NamedTypeNode) as GraphQLInputType;
      const isAsked = isNonNullType(type) || getNamedType(type).name === 'Boolean';
      return isAsked ? [[variable.name.value, valueOf(variable.name.value, getNullableType(type))] as const] : [];
    });
    return Object.fromEntries(given);
  }

  function valueOf(name: string, type: GraphQLInputType): unknown {
    if (isListType(type)) return [valueOf(name, getNullableType(type.ofType))];
    if (isEnumType(type)) return type.getValues()[0]?.name;
    if (isInputObjectType(type)) {
      const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
      return Object.fromEntries(required.map((field) => [field.name, valueOf(field.name, getNullableType(field.type))]));
    }
    const idFor = /person|holder/i.test(name) ? scene.as.bruno.userId : scene.brunosCard;
    return (
      new Map<string, unknown>([
        ['ID', idFor],
        ['Int', 7],
        ['Boolean', true],
        ['DateTime', '2026-01-01T00:00:00Z'],
      ]).get(type.name) ?? '7'
    );
  }

  function refusal({ message, path, extensions }: NonNullable<Answered['errors']>[number]) {
    return { message, path, code: extensions['code'], field: extensions['field'] };
  }
});

describe('POST /graphql with a hash', () => {
  test('needs no text', async () => {
    const answer = await post({ hash: 'names', variables: { first: 1 } });

    expect(told(answer)).toEqual({
      data: {
        people: {
          totalCount: 5,
          edges: [{ node: { displayName: 'Ana Costa', __typename: 'Person' }, __typename: 'PersonEdge' }],
          __typename: 'PersonConnection',
        },
      },
    });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  });

  test('says what its answer is to who understands it', async () => {
    const answer = await post({ hash: 'names' }, 'ana', 'application/graphql-response+json, application/json;q=0.9');

    expect(answer.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
  });

  test('that we do not know asks for the text, and takes it', async () => {
    const query = '{ company { name } }';
    const unknown = await post({ hash: 'of a newer app' });
    const repeated = await post({ hash: 'of a newer app', query });

    expect(told(unknown).errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', traceId: unknown.headers['x-trace-id'] } },
    ]);
    expect(told(repeated)).toEqual({ data: { company: { name: 'Harborline' } } });
  });

  test('of a document that the schema has outgrown asks for the text', async () => {
    expect(told(await post({ hash: 'of another version' })).errors?.[0]?.extensions).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
  });

  test('lets the text beside it stand for nothing when we know the hash', async () => {
    expect(told(await post({ hash: 'names', query: '{ company { id } }', variables: { first: 1 } })).data).toHaveProperty('people');
  });

  test('is refused without sign-in, and with a token that is not good', async () => {
    for (const token of [null, 'forged']) {
      const answer = await post({ hash: 'names' }, token);
      expect(answer.statusCode).toBe(401);
      expect(told(answer).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', traceId: answer.headers['x-trace-id'] });
    }
  });

  test.each([
    ['a page that is too long', { first: 201 }, 200, 'INVALID_INPUT'],
    ['what is no number', { first: 'many' }, 400, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_what, variables, status, code) => {
    const answer = await post({ hash: 'names', variables });

    expect(answer.statusCode).toBe(status);
    expect(told(answer).errors?.[0]?.extensions).toMatchObject({ code });
  });

  test('refuses text that could not be kept', async () => {
    const answer = await post({ hash: 'speaks', variables: { locale: 'zero \0 byte', key: 'k' } });

    expect(answer.statusCode).toBe(400);
    expect(told(answer).errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'locale' });
  });

  test('runs a command, and tells what became of it', async () => {
    const answer = await post({ hash: 'speaks', variables: { locale: 'pt-PT', key: 'language by hash' } });

    expect(told(answer).data?.['setMyProfile']).toMatchObject({ locale: 'pt-PT' });
  });

  test('masks a defect', async () => {
    await harness.admin.query('ALTER TABLE users RENAME TO users_gone');
    try {
      const answer = await post({ hash: 'names' });

      expect(told(answer).errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL' });
      expect(answer.body).not.toContain('users');
    } finally {
      await harness.admin.query('ALTER TABLE users_gone RENAME TO users');
    }
  });

  test('gives its connection back, whatever happened', async () => {
    for (let times = 0; times < 30; times += 1) await post({ hash: 'names', variables: { first: times % 2 === 0 ? 1 : 201 } });

    expect(told(await post({ hash: 'names', variables: { first: 1 } })).data).toHaveProperty('people');
  });
});

describe('a text that is asked again and again', () => {
  const query = 'query People($first: Int) { all: people(first: $first) { totalCount edges { node { displayName } } } }';
  const withoutTrace = (answer: { body: string }) => JSON.parse(answer.body.replaceAll(/"traceId":"[0-9a-f]+"/g, '"traceId":""')) as object;

  test.each([
    ['what is asked well', { query, variables: { first: 2 } }, 200],
    ['a variable that it does not take', { query, variables: { first: 'two' } }, 400],
    ['what is refused', { query, variables: { first: 201 } }, 200],
    ['what the schema is', { query: getIntrospectionQuery() }, 200],
  ])('is answered as it was the first time: %s', async (_what, asked, status) => {
    const first = await post(asked);
    const once = { status: first.statusCode, headers: first.headers['content-type'], answer: withoutTrace(first) };

    for (let times = 0; times < 12; times += 1) {
      const again = await post(asked);
      expect({ status: again.statusCode, headers: again.headers['content-type'], answer: withoutTrace(again) }).toEqual(once);
    }
    expect(once.status).toBe(status);
  });
});
