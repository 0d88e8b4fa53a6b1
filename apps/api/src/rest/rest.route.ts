import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { ReadingByAppError } from '../access/access.errors.ts';
import { signedIn } from '../access/viewer.ts';
import { causeOf } from '../platform/graphql/refusals.ts';
import { shownVariables } from '../platform/graphql/shown-variables.ts';
import { answerProblem } from '../platform/problem.ts';
import { noteOf } from '../platform/request-note.ts';
import { OPERATIONS } from './operations.ts';
import { openApiOf } from './openapi.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { tryItPage } from './page.ts';
import { IDEMPOTENCY_HEADER, readOperation, type RestOperation, runOperation, variablesOf } from './stored-operation.ts';

export type RestNeeds = {
  readonly schema: GraphQLSchema;
  /** Of the product; it stands in the OpenAPI document. */
  readonly version: string;
  /** The context of a request, as GraphQL has it. */
  readonly open: (request: FastifyRequest, reply: FastifyReply) => Promise<GraphQLContext & { close(): Promise<void> }>;
};

const MOST_BODY_BYTES = 64 * 1024;

/** `/api/*`: the stored operations as plain routes, their OpenAPI document, and a page to try them. */
export async function restRoutes(server: FastifyInstance, { schema, version, open }: RestNeeds): Promise<void> {
  const document = JSON.stringify(openApiOf(schema, version));
  tryItPage(server);
  server.get('/api/openapi.json', (_request, reply) => reply.header('cache-control', 'no-cache').type('application/json').send(document));
  await server.register((scope, _options, done) => {
    // What a resolver threw is what this edge translates.
    scope.setErrorHandler((error, request, reply) =>
      answerProblem(error instanceof GraphQLError ? (causeOf(error) ?? error) : error, request, reply),
    );
    scope.removeContentTypeParser('text/plain');
    const taken = new Map<string, HTTPMethods[]>();
    for (const stored of OPERATIONS) {
      const operation = readOperation(schema, stored);
      route(scope, { schema, open, operation });
      taken.set(addressOf(operation), [...(taken.get(addressOf(operation)) ?? []), operation.method]);
    }
    refuseOtherMethods(scope, taken);
    done();
  });
}

function route(
  scope: FastifyInstance,
  { schema, open, operation }: Pick<RestNeeds, 'schema' | 'open'> & { readonly operation: RestOperation },
): void {
  scope.route({
    method: operation.method,
    url: addressOf(operation),
    bodyLimit: MOST_BODY_BYTES,
    async handler(request, reply) {
      const context = await open(request, reply);
      try {
        if (signedIn(context.viewer).role === 'READER') throw new ReadingByAppError();
        noteOf(request).operation = { name: operation.name };
        const variables = variablesOf(operation, requestOf(request));
        noteOf(request).variables = () => shownVariables(schema, operation.parsed, operation.definition, variables);
        const answer = await runOperation(schema, operation, variables, context);
        return await reply
          .code(operation.status ?? 200)
          .header('cache-control', 'no-store')
          .send(answer);
      } finally {
        await context.close();
      }
    },
  });
}

/** As Fastify writes it. */
function addressOf({ path }: RestOperation): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function requestOf({ params, query, body, headers }: FastifyRequest): Parameters<typeof variablesOf>[1] {
  const key = headers[IDEMPOTENCY_HEADER];
  return {
    path: params as Record<string, unknown>,
    query: query as Record<string, unknown>,
    body,
    idempotencyKey: Array.isArray(key) ? key[0] : key,
  };
}
