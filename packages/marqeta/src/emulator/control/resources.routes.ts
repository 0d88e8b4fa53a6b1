import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { notFound } from '../core/api-error.ts';
import type { Body, ResourceKind } from '../core/resources.ts';
import { nameOf } from './control.routes.ts';

const MOST = 1_000;

/** What the account has: whom it asks and tells, and everything with a token, kind by kind. */
export function resourceRoutes(app: FastifyInstance, { resources }: Deps): void {
  app.get('/control/resources', async () => ({
    kinds: resources.counts().map(({ kind, count }) => [kind, count]),
    users: resources.all('user').map(({ body }) => ({ token: body['token'], name: nameOf(body), status: body['status'] })),
    webhooks: resources.all('webhook').map(({ body }) => ({
      token: body['token'],
      name: body['name'],
      url: (body['config'] as Body)['url'],
      active: body['active'],
      events: body['events'],
    })),
    gateways: resources.all('programgateway').map(({ body }) => ({ token: body['token'], url: body['url'], active: body['active'] })),
  }));

  app.get('/control/resources/:kind', async (request) => {
    const { kind } = request.params as { kind: string };
    if (!resources.counts().some((known) => known.kind === kind)) throw notFound('Resource kind');
    const newest = resources
      .all(kind as ResourceKind)
      .slice(-MOST)
      .toReversed();
    return { data: newest.map(({ body }) => masked(body)) };
  });
}

const SECRET = /password|secret|cvv|^pin$/;

/** Nobody reads a credential from a page. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET.test(name) && typeof inner === 'string' ? '••••••' : masked(inner)]),
  );
}
