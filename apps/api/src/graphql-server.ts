import { ApolloServer, HeaderMap, type ApolloServerPlugin, type GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { assertMayAsk } from './before-sign-in.ts';
import type { OpenContext } from './context.ts';
import { DomainError } from './platform/errors.ts';
import { CompiledTexts } from './platform/graphql/compiled.ts';
import { assertWithin, LIMITS, MAX_TOKENS } from './platform/graphql/limits.ts';
import { assertReadable } from './platform/graphql/readable.ts';
import { codesOf, refusedRequest, translate } from './platform/graphql/refusals.ts';
import { shownVariables } from './platform/graphql/shown-variables.ts';
import type { Log } from './platform/log.ts';
import { type RequestNote, rootFieldsOf } from './platform/request-note.ts';

export type GraphQLServer = ApolloServer<OpenContext>;

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
    // Nothing that a person may see is cached on the way, so no field need be asked how long it may be.
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      requests(translated, log),
      compiled(schema, log),
    ],
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
          const shown = errors.map((error) => translate(error, contextValue.traceId, log));
          for (const [place, error] of errors.entries()) if (shown[place] !== undefined) translated.set(error, shown[place]);
          if (contextValue.note !== undefined) contextValue.note.codes = codesOf(shown);
          return Promise.resolve();
        },
        // The answer is complete: the snapshot's connection goes back before a slow client has read it.
        willSendResponse({ contextValue, response }) {
          response.http.headers.set('cache-control', 'no-store');
          return contextValue.close();
        },
      }),
  };
}

/** Answers in Apollo Server's place what is asked often enough to be compiled. */
function compiled(schema: GraphQLSchema, log: Log): ApolloServerPlugin<OpenContext> {
  const texts = new CompiledTexts(schema);
  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation({ document, operation, request, contextValue }) {
          const run = texts.find(document, operation);
          if (run === null) return null;
          const { data, errors } = await run(contextValue, request.variables ?? {});
          const shown = errors?.map((error) => translate(error, contextValue.traceId, log));
          if (shown !== undefined && contextValue.note !== undefined) contextValue.note.codes = codesOf(shown);
          const singleResult = { ...(data === undefined ? {} : { data }), ...(shown === undefined ? {} : { errors: shown }) };
          // Without data nothing ran: the variables were not what the document takes.
          const http = { headers: new HeaderMap(), ...(data === undefined ? { status: 400 } : {}) };
          return { http, body: { kind: 'single', singleResult } };
        },
      }),
  };
}

function beforeRunning({
  schema,
  document,
  operation,
  request,
  contextValue,
  queryHash,
}: GraphQLRequestContextDidResolveOperation<OpenContext>): void {
  // No such operation: Apollo says so itself and runs nothing.
  if (operation === undefined) return;
  if (contextValue.note !== undefined)
    Object.assign(contextValue.note, {
      operation: { name: operation.name?.value ?? null, hash: queryHash },
      rootFields: rootFieldsOf(document, operation),
      variables: () => shownVariables(schema, document, operation, request.variables ?? {}),
    } satisfies RequestNote);
  try {
    assertMayAsk(contextValue.viewer, operation);
    const variables = request.variables ?? {};
    assertReadable(variables, document);
    assertWithin(LIMITS, { schema, document, operation, variables });
  } catch (error) {
    throw error instanceof DomainError ? refusedRequest(error, contextValue.traceId) : error;
  }
}
