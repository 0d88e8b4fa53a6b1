import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type GraphQLFormattedError, type GraphQLSchema, Kind, type SelectionNode } from 'graphql';
import { UnauthenticatedError } from './access/access.errors.ts';
import { bearerOf } from './access/bearer.ts';
import type { Viewer } from './access/viewer.ts';
import { localeFor, type OpenContext, openContext } from './context.ts';
import type { Database } from './platform/database.ts';
import { DomainError } from './platform/errors.ts';
import { assertWithin, LIMITS, MAX_BODY_BYTES, MAX_TOKENS } from './platform/graphql/limits.ts';
import { assertReadable } from './platform/graphql/readable.ts';
import { refusedRequest, translate } from './platform/graphql/refusals.ts';
import type { Log } from './platform/log.ts';

export type GraphQLServer = ApolloServer<OpenContext>;

/** What may be asked before sign-in: whether one is signed in. */
const BEFORE_SIGN_IN = new Set(['viewer', '__typename']);

export async function startGraphQL(schema: GraphQLSchema, log: Log): Promise<GraphQLServer> {
  const translated = new WeakMap<object, GraphQLFormattedError>();
  const server = new ApolloServer<OpenContext>({
    schema,
    // Who is not signed in gets no introspection either: `beforeRunning` lets `viewer` alone through.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    logger: log,
    plugins: [ApolloServerPluginLandingPageDisabled(), requests(translated, log)],
    formatError: (_formatted, error) => translated.get(error as object) ?? translate(error, 'none', log),
  });
  await server.start();
  return server;
}

function requests(translated: WeakMap<object, GraphQLFormattedError>, log: Log): ApolloServerPlugin<OpenContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: (request) => Promise.resolve(beforeRunning(request)),
        didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) translated.set(error, translate(error, contextValue.traceId, log));
          return Promise.resolve();
        },
        // The answer is complete: the snapshot's connection goes back before a slow client has read it.
        willSendResponse: ({ contextValue }) => contextValue.close(),
      }),
  };
}

function beforeRunning({
  schema,
  document,
  operation,
  request,
  contextValue,
}: GraphQLRequestContextDidResolveOperation<OpenContext>): void {
  // No such operation: Apollo says so itself and runs nothing.
  if (operation === undefined) return;
  try {
    if (contextValue.viewer === null && !operation.selectionSet.selections.every(isAllowedBeforeSignIn)) throw new UnauthenticatedError();
    const variables = request.variables ?? {};
    assertReadable(variables, document);
    assertWithin(LIMITS, { schema, document, operation, variables });
  } catch (error) {
    throw error instanceof DomainError ? refusedRequest(error, contextValue.traceId) : error;
  }
}

function isAllowedBeforeSignIn(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && BEFORE_SIGN_IN.has(selection.name.value);
}

export type GraphQLRouteNeeds = {
  readonly server: GraphQLServer;
  readonly database: Database;
  /** Who shows this access token; null when it is not good. */
  readonly authenticate: (accessToken: string) => Promise<Viewer | null>;
};

/** `POST /graphql`. */
export function graphqlRoute(fastify: FastifyInstance, { server, database, authenticate }: GraphQLRouteNeeds): void {
  fastify.route({
    method: 'POST',
    url: '/graphql',
    bodyLimit: MAX_BODY_BYTES,
    handler: fastifyApolloHandler(server, {
      context: (request) => contextOf(request, { database, authenticate }),
    }),
  });
}

/** The context of one HTTP request. @throws GraphQLError, of an UnauthenticatedError, for an access token that is not good */
export async function contextOf(
  request: FastifyRequest,
  { database, authenticate }: Pick<GraphQLRouteNeeds, 'database' | 'authenticate'>,
): Promise<OpenContext> {
  const viewer = await viewerOf(request, authenticate);
  const locale = localeFor(request.headers['accept-language'], viewer);
  const userAgent = request.headers['user-agent'];
  return openContext(database, {
    ...{ viewer, locale, traceId: request.id, ip: request.ip },
    ...(userAgent === undefined ? {} : { userAgent }),
  });
}

async function viewerOf({ headers, id }: FastifyRequest, authenticate: GraphQLRouteNeeds['authenticate']): Promise<Viewer | null> {
  if (headers.authorization === undefined) return null;
  const token = bearerOf(headers.authorization);
  const viewer = token === undefined ? null : await authenticate(token);
  if (viewer === null) throw refusedRequest(new UnauthenticatedError('This access token is not good any more. Refresh it.'), id);
  return viewer;
}
