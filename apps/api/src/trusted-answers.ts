import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { assertMayAsk } from './before-sign-in.ts';
import type { OpenContext } from './context.ts';
import { DomainError } from './platform/errors.ts';
import { assertReadable } from './platform/graphql/readable.ts';
import { codesOf, refusedRequest, translate } from './platform/graphql/refusals.ts';
import type { Variables } from './platform/graphql/compiled.ts';
import type { TrustedDocument } from './platform/graphql/trusted-documents.ts';
import type { Log } from './platform/log.ts';
import { noteOf } from './platform/request-note.ts';

/** A request of our own apps: the hash as Apollo's clients send it, and the text beside it once we have said that we do not know it. */
export type TrustedRequest = { readonly hash: string; readonly variables: Variables; readonly hasText: boolean };

/** Null when the body names no hash. */
export function trustedRequestOf(body: unknown): TrustedRequest | null {
  if (!isObject(body) || !isObject(body['extensions'])) return null;
  const { persistedQuery } = body['extensions'];
  if (!isObject(persistedQuery) || typeof persistedQuery['sha256Hash'] !== 'string') return null;
  const { query, variables } = body;
  return { hash: persistedQuery['sha256Hash'], variables: isObject(variables) ? variables : {}, hasText: query !== undefined };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Answer = { readonly status: number; readonly body: string };

/** Answers trusted documents over HTTP as Apollo Server answers free text (GraphQL over HTTP). */
export class TrustedAnswers {
  constructor(
    private readonly contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<OpenContext>,
    private readonly log: Log,
  ) {}

  async answer(document: TrustedDocument, variables: Variables, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const { status, body } = await this.#run(document, variables, request, reply);
    return send(request, reply, status, body);
  }

  async #run(document: TrustedDocument, variables: Variables, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
    let context: OpenContext | null = null;
    try {
      context = await this.contextOf(request, reply);
      const { data, errors } = await admitted(document, variables, context);
      if (errors === undefined) return { status: 200, body: JSON.stringify({ data }) };
      const shown = errors.map((error) => translate(error, request.id, this.log));
      noteOf(request).codes = codesOf(shown);
      // Without data nothing ran: the variables were not what the document takes.
      return { status: data === undefined ? 400 : 200, body: JSON.stringify({ ...(data === undefined ? {} : { data }), errors: shown }) };
    } catch (error) {
      const shown = [translate(error, request.id, this.log)];
      noteOf(request).codes = codesOf(shown);
      return { status: statusOf(error), body: JSON.stringify({ errors: shown }) };
    } finally {
      await context?.close();
    }
  }
}

/** @throws GraphQLError, of a DomainError, for what may not be asked */
function admitted({ operation, run }: TrustedDocument, variables: Variables, context: OpenContext): ReturnType<TrustedDocument['run']> {
  try {
    assertMayAsk(context.viewer, operation);
    assertReadable(variables);
  } catch (error) {
    throw error instanceof DomainError ? refusedRequest(error, context.traceId) : error;
  }
  return run(context, variables);
}

function statusOf(error: unknown): number {
  const http = error instanceof GraphQLError ? (error.extensions['http'] as { status?: number } | undefined) : undefined;
  return http?.status ?? 500;
}

const NOT_FOUND: GraphQLFormattedError = { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } };

/** Asks the client for the text: the app is of another version than this server. */
export function askForText(request: FastifyRequest, reply: FastifyReply): string {
  const error = { ...NOT_FOUND, extensions: { ...NOT_FOUND.extensions, traceId: request.id } };
  return send(request, reply, 200, JSON.stringify({ errors: [error] }));
}

const OVER_HTTP = 'application/graphql-response+json';

function send({ headers }: FastifyRequest, reply: FastifyReply, status: number, body: string): string {
  const type = headers.accept?.includes(OVER_HTTP) ? OVER_HTTP : 'application/json';
  void reply.code(status).header('cache-control', 'no-store').type(`${type}; charset=utf-8`);
  return body;
}
