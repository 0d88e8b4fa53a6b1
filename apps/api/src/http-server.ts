import fastify, { type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { bearerOf } from './access/bearer.ts';
import { notWhileReading } from './access/not-while-reading.ts';
import { AuditExport, EXPORT_RATE } from './audit/audit-export.ts';
import { exportRoute } from './audit/export.route.ts';
import { evidenceRoutes } from './disputes/evidence.route.ts';
import type { Entrance } from './entrance.ts';
import type { FeedSocket } from './feed/socket.ts';
import type { Foundation } from './foundation.ts';
import { contextOf, graphqlRoute } from './graphql-route.ts';
import { startGraphQL } from './graphql-server.ts';
import { documentsOf, serveApps } from './http/apps.ts';
import { edge, serverOptions } from './http/edge.ts';
import { graphqlPage } from './http/graphql-page.ts';
import { healthRoutes } from './http/health.route.ts';
import { type HttpMetrics, metricsRoute } from './http/metrics.ts';
import type { MoneyPath } from './money.ts';
import { authRoutes } from './people/auth.route.ts';
import { companySignInRoutes } from './people/company-sign-in/company-sign-in.route.ts';
import { passkeyRoutes } from './people/passkeys/passkey.route.ts';
import { TrustedDocuments } from './platform/graphql/trusted-documents.ts';
import { rateLimit } from './platform/rate-limit.ts';
import { personExportRoute } from './privacy/person-export.route.ts';
import { restRoutes } from './rest/rest.route.ts';
import { signInRoutes } from './rest/sign-in.route.ts';
import { ScimGroups } from './scim/scim-groups.service.ts';
import { ScimUsers } from './scim/scim-users.service.ts';
import { SCIM_PATH, scimRoutes } from './scim/scim.route.ts';
import type { Services } from './services.ts';
import { VERSION } from './version.ts';

export type HttpNeeds = {
  readonly services: Services;
  readonly entrance: Entrance;
  readonly money: MoneyPath;
  readonly schema: GraphQLSchema;
  readonly metrics: HttpMetrics;
  readonly socket: FeedSocket;
};

/** A worker answers health and metrics alone. */
export async function openHttpServer(foundation: Foundation, needs: HttpNeeds): Promise<FastifyInstance> {
  const { config, log, database } = foundation;
  const server = fastify(serverOptions(log, config.trustedProxies));
  const { widgets } = config.marqeta;
  await edge(server, {
    log,
    publicUrl: config.publicUrl,
    widgetOrigin: widgets === null ? null : new URL(widgets.scriptUrl).origin,
    metrics: needs.metrics,
    logShare: config.logShare,
  });
  healthRoutes(server, { source: database.api, log });
  metricsRoute(server, needs.metrics, config.metricsToken);
  if (config.role !== 'worker') {
    const graphql = await startGraphQL(needs.schema, log);
    await registerSignIn(server, foundation, needs.entrance);
    await server.register(needs.money.routes);
    const { authenticate, rates } = needs.entrance;
    const trusted = new TrustedDocuments(needs.schema, documentsOf(config.apps));
    graphqlRoute(server, { server: graphql, trusted, database, authenticate, rates, log });
    await registerFiles(server, foundation, needs);
    graphqlPage(server);
    await registerRestAndScim(server, foundation, needs);
    await serveApps(server, config.apps);
    needs.socket.attach(server.server);
  }
  return server;
}

/** Where the apps sign people in. */
async function registerSignIn(server: FastifyInstance, { config, log }: Foundation, entrance: Entrance): Promise<void> {
  const { publicUrl } = config;
  const { signIn, sessions, stepUp, resets, invitations, companySignIn } = entrance;
  await server.register(authRoutes, { signIn, sessions, stepUp, resets, invitations, log, publicUrl });
  await server.register(passkeyRoutes, { signIn: entrance.passkeySignIn, proof: entrance.passkeyProof, publicUrl });
  await server.register(companySignInRoutes, { companySignIn, publicUrl, log });
}

/** What is sent and fetched as files. */
async function registerFiles(server: FastifyInstance, foundation: Foundation, { services, entrance }: HttpNeeds): Promise<void> {
  const { database, sealer } = foundation;
  const authenticate = notWhileReading(entrance.rates.admitting(entrance.authenticate));
  const audit = new AuditExport({ database, sealer, rate: rateLimit(foundation, EXPORT_RATE) });
  await server.register(evidenceRoutes, { disputes: services.disputes, authenticate });
  await server.register(exportRoute, { audit, authenticate });
  await server.register(personExportRoute, { people: services.personExport, authenticate });
}

/** What programs of others call: REST, and SCIM of identity providers. */
async function registerRestAndScim(server: FastifyInstance, foundation: Foundation, { schema, entrance }: HttpNeeds): Promise<void> {
  const { config, database, sealer } = foundation;
  const { store, signIn, sessions, invitations, authenticate, rates } = entrance;
  await server.register(signInRoutes, {
    ...{ signIn, sessions, invitations },
    viewerOf: ({ headers, ip }) => {
      const token = bearerOf(headers.authorization);
      return token === undefined ? Promise.resolve(null) : rates.admitting(authenticate)(token, ip);
    },
  });
  await server.register(restRoutes, {
    schema,
    version: VERSION,
    open: (request, reply) => contextOf({ database, authenticate, rates }, request, reply),
  });
  const baseUrl = new URL(SCIM_PATH, config.publicUrl).href;
  await server.register(scimRoutes, {
    users: new ScimUsers({ database, sealer, store, baseUrl }),
    groups: new ScimGroups({ database, baseUrl }),
    ...{ baseUrl, authenticate, rates },
  });
}

export function portOf({ server }: FastifyInstance): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen on a port');
  return address.port;
}
