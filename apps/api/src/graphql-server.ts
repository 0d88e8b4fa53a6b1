import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLFormattedError, type GraphQLSchema, Kind, type SelectionNode } from 'graphql';
import { UnauthenticatedError } from './access/access.errors.ts';
import { bearerOf } from './access/bearer.ts';
import type { Viewer } from './access/viewer.ts';
import { looksLikeKey } from './api-keys/api-key.ts';
import { localeFor, type OpenContext, openContext } from './context.ts';
import type { RequestRates } from './http/request-rates.ts';
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
    formatError: (formatted, error) => translated.get(error as object) ?? translate(error, traceOf(formatted), log),
  });
  await server.start();
  return server;
}

/** What is refused before there is a context names its trace itself. */
function traceOf({ extensions }: GraphQLFormattedError): string {
  const traceId = extensions?.['traceId'];
  return typeof traceId === 'string' ? traceId : 'none';
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
  /** Who shows this access token or API key; null when it is not good. */
  readonly authenticate: (token: string, ip: string) => Promise<Viewer | null>;
  readonly rates: RequestRates;
};

/** `POST /graphql`. */
export function graphqlRoute(fastify: FastifyInstance, { server, database, authenticate, rates }: GraphQLRouteNeeds): void {
  fastify.route({
    method: 'POST',
    url: '/graphql',
    bodyLimit: MAX_BODY_BYTES,
    handler: fastifyApolloHandler(server, {
      context: (request, reply) => contextOf({ database, authenticate, rates }, request, reply),
    }),
  });
}

/** The context of one HTTP request. @throws GraphQLError, of a DomainError, for who asks too often or shows what is not good */
export async function contextOf(
  { database, ...admission }: Pick<GraphQLRouteNeeds, 'database' | 'authenticate' | 'rates'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OpenContext> {
  const viewer = await admitted(admission, request, reply);
  const locale = localeFor(request.headers['accept-language'], viewer);
  const userAgent = request.headers['user-agent'];
  return openContext(database, {
    ...{ viewer, locale, traceId: request.id, ip: request.ip },
    ...(userAgent === undefined ? {} : { userAgent }),
  });
}

type Admission = Pick<GraphQLRouteNeeds, 'authenticate' | 'rates'>;

/** Who asks, unless they ask too often or show what is not good. */
async function admitted(
  { authenticate, rates }: Admission,
  { headers, id, ip }: FastifyRequest,
  reply: FastifyReply,
): Promise<Viewer | null> {
  try {
    await rates.admitAddress(ip, reply);
    if (headers.authorization === undefined) return null;
    const token = bearerOf(headers.authorization);
    const viewer = token === undefined ? null : await authenticate(token, ip);
    if (viewer === null) throw new UnauthenticatedError(token !== undefined && looksLikeKey(token) ? BAD_KEY : BAD_TOKEN);
    await rates.admit(viewer, reply);
    return viewer;
  } catch (error) {
    throw error instanceof DomainError ? refusedRequest(error, id) : error;
  }
}

const BAD_TOKEN = 'This access token is not good any more. Refresh it.';
const BAD_KEY = 'This API key is not good, or not any more. Ask an admin of the company for a new one.';
