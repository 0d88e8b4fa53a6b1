import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contextOf, graphqlRoute } from '../graphql-route.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { TrustedDocuments } from '../platform/graphql/trusted-documents.ts';
import { createLog } from '../platform/log.ts';
import { openRedis } from '../platform/redis.ts';
import { restRoutes } from '../rest/rest.route.ts';
import { Line } from '../testing/faults/line.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { edge, serverOptions } from './edge.ts';
import { HttpMetrics } from './metrics.ts';
import { RequestRates } from './request-rates.ts';

let harness: GraphQLHarness;
let scene: Scene;
let line: Line;
let database: Database;
let server: FastifyInstance;
let blocker: pg.PoolClient;

const TRUSTED = new Map([['by-hash', 'query Company { company { name } }']]);

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
  const { urls } = harness.clone;
  line = await Line.open(Number(new URL(urls.api).port));
  const through = Object.assign(new URL(urls.api), { port: String(line.port), hostname: '127.0.0.1' }).href;
  const { clock, publisher } = harness.database;
  const log = createLog('silent');
  const entities = harness.database.api.options.entities as never;
  database = await openDatabase({ urls: { ...urls, api: through }, entities, clock, publisher, log });
  server = fastify(serverOptions(log));
  await edge(server, { log, publicUrl: 'https://cards.example', widgetOrigin: null, metrics: new HttpMetrics() });
  const admission = {
    database,
    // As the session store does that does not find a session in Redis.
    authenticate: async (token: string) => {
      if (token === 'not-in-redis') await database.api.query('SELECT 1');
      return scene.as.ana;
    },
    rates: new RequestRates({ redis: openRedis({ url: null, log }), clock, log }, { address: 0, person: 0, key: 0 }),
  };
  graphqlRoute(server, { server: harness.server, trusted: new TrustedDocuments(harness.schema, TRUSTED), log, ...admission });
  await server.register(restRoutes, {
    ...{ schema: harness.schema, version: 'test' },
    open: (request, reply) => contextOf(admission, request, reply),
  });
  await server.ready();
  blocker = await harness.admin.connect();
});
afterEach(() => line.mend());
afterAll(async () => {
  blocker.release();
  await server.close();
  await database.close();
  await line.close();
  await harness.close();
});

const ask = (payload: object, token = 'ana') =>
  server.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${token}` }, payload });
const askText = (query = '{ company { name } }', token?: string) => ask({ query }, token);
const askByHash = () => ask({ extensions: { persistedQuery: { version: 1, sha256Hash: 'by-hash' } } });
const askRest = () => server.inject({ url: '/api/cards', headers: { authorization: 'Bearer ana' } });
type Asked = ReturnType<typeof askText>;

const codeOf = async (answer: Asked | Awaited<Asked>) =>
  (await answer).json<{ errors?: { extensions: { code: string } }[] }>().errors?.map(({ extensions }) => extensions.code);

/** Asks while nobody gets at the table, and has `become` happen to who waits for it, by the ids of their connections. */
async function whileWaitingFor(table: string, asked: () => Asked, become: (pids: number[]) => Promise<unknown>): Promise<Awaited<Asked>> {
  await blocker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  try {
    const answer = asked();
    await become(await waiting());
    return await answer;
  } finally {
    await blocker.query('ROLLBACK');
  }
}

async function waiting(): Promise<number[]> {
  for (;;) {
    const { rows } = await harness.admin.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return rows.map(({ pid }) => pid);
    await sleep(10);
  }
}

const each = (pids: number[], act: 'pg_terminate_backend' | 'pg_cancel_backend') =>
  harness.admin.query(`SELECT ${act}(pid) FROM unnest($1::int[]) AS pid`, [pids]);

describe('while PostgreSQL cannot be reached', () => {
  test.each([
    ['free text', askText],
    ['a document known by its hash', askByHash],
  ])('who asks with %s hears that they may ask again', async (_how, asked) => {
    line.cut();

    expect(await codeOf(asked())).toEqual(['UNAVAILABLE']);

    line.mend();
    expect((await asked()).json()).toMatchObject({ data: { company: { name: 'Harborline' } } });
  });

  test('REST says when', async () => {
    line.cut();

    const answer = await askRest();

    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(answer.json()).toMatchObject({ code: 'UNAVAILABLE', title: 'Not available right now', traceId: answer.headers['x-trace-id'] });
  });

  test('nobody is signed out by it', async () => {
    line.cut();

    const answer = await askText(undefined, 'not-in-redis');

    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE', traceId: answer.headers['x-trace-id'] } }] });
  });
});

describe('a request that has begun', () => {
  const terminated = (pids: number[]) => each(pids, 'pg_terminate_backend');
  const cut = () => Promise.resolve(line.cut());

  test.each([
    ['free text, when PostgreSQL shuts down', askText, terminated],
    ['free text, when the line is cut', askText, cut],
    ['a known document, when PostgreSQL shuts down', askByHash, terminated],
    ['a known document, when the line is cut', askByHash, cut],
  ])('may be asked again: %s', async (_what, asked, become) => {
    const answer = await whileWaitingFor('companies', asked, become);

    expect(answer.json()).toMatchObject({ data: { company: null }, errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
  });

  test('may be asked again over REST', async () => {
    const answer = await whileWaitingFor('cards', askRest, terminated);

    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'UNAVAILABLE']);
  });

  test('is told that it was too much when PostgreSQL ends a statement that takes too long', async () => {
    const stopped = (pids: number[]) => each(pids, 'pg_cancel_backend');
    const question = `{ willItWork(input: { cardId: "${scene.brunosCard}", amountMinor: "100", channel: RECURRING }) { answer } }`;

    const overGraphQL = await whileWaitingFor('spend_counters', () => askText(question), stopped);
    const overRest = await whileWaitingFor('cards', askRest, stopped);

    expect(await codeOf(overGraphQL)).toEqual(['OVERLOADED']);
    expect([overRest.statusCode, overRest.headers['retry-after'], overRest.json<{ code: string }>().code]).toEqual([
      503,
      '1',
      'OVERLOADED',
    ]);
  });
});
