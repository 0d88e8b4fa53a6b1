import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { notFound } from '../core/api-error.ts';
import type { Body, ResourceKind } from '../core/resources.ts';
import { withoutSecrets } from '../core/without-secrets.ts';
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
    return { data: newest.map(({ body }) => JSON.parse(withoutSecrets(JSON.stringify(body))) as Body) };
  });
}
