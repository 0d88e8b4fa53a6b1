import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UnauthenticatedError } from './access/access.errors.ts';
import { bearerOf } from './access/bearer.ts';
import { callerOf } from './access/caller-note.ts';
import type { Viewer } from './access/viewer.ts';
import { looksLikeKey } from './api-keys/api-key.ts';
import { localeFor, type OpenContext, openContext } from './context.ts';
import type { GraphQLServer } from './graphql-server.ts';
import type { RequestRates } from './http/request-rates.ts';
import type { Database } from './platform/database.ts';
import { MAX_BODY_BYTES } from './platform/graphql/limits.ts';
import { refusedRequest } from './platform/graphql/refusals.ts';
import type { TrustedDocuments } from './platform/graphql/trusted-documents.ts';
import type { Log } from './platform/log.ts';
import { sayRetryAfter } from './platform/problem.ts';
import { refusalOf } from './platform/refusal-of.ts';
import { noteOf } from './platform/request-note.ts';
import { askForText, TrustedAnswers, trustedRequestOf } from './trusted-answers.ts';

export type GraphQLRouteNeeds = {
  readonly server: GraphQLServer;
  readonly trusted: TrustedDocuments;
  readonly database: Database;
  /** Who shows this access token or API key; null when it is not good. */
  readonly authenticate: (token: string, ip: string) => Promise<Viewer | null>;
  readonly rates: RequestRates;
  readonly log: Log;
};

/** `POST /graphql`: free text, within limits, or the hash of a document that our own apps were built with. */
export function graphqlRoute(fastify: FastifyInstance, { server, trusted, log, ...needs }: GraphQLRouteNeeds): void {
  const context = (request: FastifyRequest, reply: FastifyReply): Promise<OpenContext> => contextOf(needs, request, reply);
  const freeText = fastifyApolloHandler(server, { context });
  const answers = new TrustedAnswers(context, log);
  fastify.route({
    method: 'POST',
    url: '/graphql',
    bodyLimit: MAX_BODY_BYTES,
    handler(request, reply) {
      const asked = trustedRequestOf(request.body);
      if (asked === null) return freeText.call(this, request, reply);
      const document = trusted.find(asked.hash);
      if (document !== null) {
        noteOf(request).operation = { name: document.operation.name?.value ?? null, hash: asked.hash };
        noteOf(request).rootFields = document.rootFields;
        noteOf(request).variables = () => document.shown(asked.variables);
        return answers.answer(document, asked.variables, request, reply);
      }
      if (!asked.hasText) return askForText(request, reply);
      // To Apollo Server a hash beside the text would be a question whether it keeps texts; it keeps none.
      delete (request.body as { extensions?: unknown }).extensions;
      return freeText.call(this, request, reply);
    },
  });
}

type Admission = Pick<GraphQLRouteNeeds, 'database' | 'authenticate' | 'rates'>;

/** The context of one HTTP request. @throws GraphQLError, of a DomainError, for who is not `admitted` */
export async function contextOf(needs: Admission, request: FastifyRequest, reply: FastifyReply): Promise<OpenContext> {
  const viewer = await admitted(needs, request, reply);
  const locale = localeFor(request.headers['accept-language'], viewer);
  const userAgent = request.headers['user-agent'];
  if (viewer !== null) noteOf(request).caller = callerOf(viewer);
  return openContext(needs.database, {
    ...{ viewer, locale, traceId: request.id, ip: request.ip, note: noteOf(request) },
    ...(userAgent === undefined ? {} : { userAgent }),
  });
}

/** Who asks, unless they ask too often, show what is not good, or come when too many are waiting. */
async function admitted(
  { database, authenticate, rates }: Admission,
  { headers, id, ip }: FastifyRequest,
  reply: FastifyReply,
): Promise<Viewer | null> {
  try {
    await rates.admitAddress(ip, reply);
    database.requests.assertRoom();
    if (headers.authorization === undefined) return null;
    const token = bearerOf(headers.authorization);
    const viewer = token === undefined ? null : await authenticate(token, ip);
    if (viewer === null) throw new UnauthenticatedError(token !== undefined && looksLikeKey(token) ? BAD_KEY : BAD_TOKEN);
    await rates.admit(viewer, reply);
    return viewer;
  } catch (error) {
    sayRetryAfter(error, reply);
    const refusal = refusalOf(error);
    throw refusal === null ? error : refusedRequest(refusal, id);
  }
}

const BAD_TOKEN = 'This access token is not good any more. Refresh it.';
const BAD_KEY = 'This API key is not good, or not any more. Ask an admin of the company for a new one.';
