import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, HTTP_STATUS } from './errors.ts';
import { refusalOf } from './refusal-of.ts';

/** RFC 9457, with the code that a client switches on and the id under which the log knows the request. */
type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly traceId: string;
};

/** By HTTP status. */
export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  412: 'Out of date',
  413: 'Too large',
  415: 'Unsupported content type',
  422: 'Against a rule',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Our mistake',
  503: 'Not available right now',
};

function problem(status: number, code: string, detail: string, traceId: string, field?: string): Problem {
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    ...(field === undefined ? {} : { field }),
    traceId,
  };
}

/** What a REST route answers to something thrown. A defect's message stays inside. */
export function problemOf(error: unknown, traceId: string): Problem {
  const refusal = refusalOf(error);
  if (refusal !== null) return problem(HTTP_STATUS[refusal.kind], refusal.code, refusal.message, traceId, refusal.field);
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 429) return problem(429, 'RATE_LIMITED', 'Too many requests. Wait a minute, then try again.', traceId);
  const misshapen = misshapenOf(error);
  if (misshapen !== undefined) return problem(400, 'INVALID_INPUT', misshapen.detail, traceId, misshapen.field);
  // Fastify's own refusals of a request: a body that is no JSON, too large, or of another type.
  if (status >= 400 && status < 500 && error instanceof Error) return problem(status, 'INVALID_INPUT', error.message, traceId);
  return problem(500, 'INTERNAL', 'Something broke on our side. Try again; if it stays, tell your operator the trace id.', traceId);
}

type Fault = { readonly instancePath: string; readonly message?: string; readonly params?: Readonly<Record<string, unknown>> };

/** A body that is not of its route's shape, with the field at fault, as Fastify's validation says it. */
function misshapenOf(error: unknown): { readonly field: string; readonly detail: string } | undefined {
  if (typeof error !== 'object' || error === null || !('validation' in error) || !Array.isArray(error.validation)) return undefined;
  const [{ instancePath, message = 'cannot be taken', params = {} }] = error.validation as [Fault];
  const { missingProperty: missing, additionalProperty: unknown } = params;
  if (typeof missing === 'string') return { field: missing, detail: `"${missing}" is missing.` };
  if (typeof unknown === 'string') return { field: unknown, detail: `There is no parameter "${unknown}" here.` };
  const field = instancePath.split('/')[1] ?? 'body';
  return field === 'body' ? { field, detail: 'The body is a JSON object.' } : { field, detail: `"${field}" ${message}.` };
}

/** The error handler of REST routes. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = problemOf(error, request.id);
  logDefect(error, answer, request);
  sayRetryAfter(error, reply);
  return reply.code(answer.status).type('application/problem+json').send(answer);
}

/** In full, since outside it is masked. A refusal is none, even of what is not available; of what passes by itself a line is enough. */
export function logDefect(error: unknown, { status }: Pick<Problem, 'status'>, request: FastifyRequest): void {
  if (status < 500 || error instanceof DomainError) return;
  const refusal = refusalOf(error);
  if (refusal === null) request.log.error({ err: error }, 'defect');
  else request.log.warn({ code: refusal.code, reason: String(error) }, 'not answered');
}

/** When to ask again, of a refusal that knows. */
export function sayRetryAfter(error: unknown, reply: Pick<FastifyReply, 'header'>): void {
  const refusal = refusalOf(error);
  if (refusal !== null && 'retryAfterMs' in refusal)
    void reply.header('retry-after', Math.max(1, Math.ceil(Number(refusal.retryAfterMs) / 1_000)));
}
