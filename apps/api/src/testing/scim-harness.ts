import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';
import type { Scope } from '../access/scopes.ts';
import type { Viewer } from '../access/viewer.ts';
import { looksLikeKey } from '../api-keys/api-key.ts';
import { ApiKeyService } from '../api-keys/api-key.service.ts';
import { ApiKeys } from '../api-keys/api-keys.ts';
import { edge, serverOptions } from '../http/edge.ts';
import { HttpMetrics } from '../http/metrics.ts';
import { type RequestLimits, RequestRates } from '../http/request-rates.ts';
import { SessionStore } from '../people/sign-in/session-store.ts';
import { createLog } from '../platform/log.ts';
import { openRedis } from '../platform/redis.ts';
import { scimRoutes } from '../scim/scim.route.ts';
import { ScimGroups } from '../scim/scim-groups.service.ts';
import { ScimUsers } from '../scim/scim-users.service.ts';
import { openPeople, type PeopleHarness, type TestCompany } from './people-harness.ts';
import { startSignIn } from './sign-in-process.ts';

export const SCIM_URL = 'https://cards.example/scim/v2';

export type ScimAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>> & { readonly id: string; readonly Resources: Record<string, unknown>[] };
};

type Sent = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a company's directory calls with: the key of a service account of its own. */
export type Directory = {
  readonly company: TestCompany;
  readonly host: string;
  readonly accountId: string;
  ask(method: Method, path: string, sent?: Sent): Promise<ScimAnswer>;
};

/** The SCIM routes behind the edge, with real API keys, and people who sign in beside them. */
export async function openScim(limits: RequestLimits = { address: 0, person: 0, key: 0 }) {
  const harness: PeopleHarness = await openPeople();
  const { database, sealer, clock } = harness;
  const log = createLog('silent');
  const api = await startSignIn(harness);
  const store = new SessionStore(null, log);
  const apiKeys = new ApiKeyService(database);
  const keys = new ApiKeys(database, new SessionStore(null, log));
  const people = new Map<string, Viewer>();
  const server = fastify(serverOptions(log));
  await edge(server, { log, publicUrl: 'https://cards.example', widgetOrigin: null, metrics: new HttpMetrics() });
  await server.register(scimRoutes, {
    users: new ScimUsers({ database, sealer, store, baseUrl: SCIM_URL }),
    groups: new ScimGroups({ database, baseUrl: SCIM_URL }),
    baseUrl: SCIM_URL,
    authenticate: (token, ip) => (looksLikeKey(token) ? keys.authenticate(token, ip) : Promise.resolve(people.get(token) ?? null)),
    rates: new RequestRates({ redis: openRedis({ url: null, log }), clock, log }, limits),
  });
  await server.ready();
  const admin = new pg.Pool({ connectionString: harness.clone.adminUrl, max: 2 });
  // The database is dropped while its last connections say goodbye.
  admin.on('error', () => undefined);

  async function ask(token: string | null, method: Method, path: string, { body, headers = {} }: Sent = {}): Promise<ScimAnswer> {
    const answer = await server.inject({
      method,
      url: `/scim/v2${path}`,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: (answer.body === '' ? {} : answer.json()) as ScimAnswer['body'] };
  }

  async function keyOf({ system }: TestCompany, scopes: readonly Scope[]): Promise<{ accountId: string; key: string }> {
    const { accountId } = await apiKeys.createAccount(system, { idempotencyKey: randomUUID(), name: `Directory ${randomUUID()}`, scopes });
    const { key } = await apiKeys.createKey(system, { idempotencyKey: randomUUID(), serviceAccountId: accountId });
    return { accountId, key: key ?? '' };
  }

  async function directory(): Promise<Directory> {
    const company = await harness.createCompany();
    const { accountId, key } = await keyOf(company, ['SCIM']);
    const host = company.adminEmail.slice(company.adminEmail.indexOf('@') + 1);
    return { company, host, accountId, ask: (method, path, sent) => ask(key, method, path, sent) };
  }

  return {
    ...{ harness, api, admin, server, people, ask, keyOf, directory },
    async close() {
      await server.close();
      await admin.end();
      await harness.close();
    },
  };
}
