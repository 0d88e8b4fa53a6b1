import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type DomainError, HTTP_STATUS } from '../errors.ts';
import type { Log } from '../log.ts';
import { refusalOf } from '../refusal-of.ts';

/** What a defect is called outside. */
const INTERNAL = 'INTERNAL';
const MASKED = 'Something went wrong on our side. Try again; if it happens again, tell us the trace id.';

/** Codes that graphql-js and Apollo give to what they themselves refuse: a text they cannot read or a field that is not there. */
const OF_THE_PROTOCOL = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * The one translator of this edge. A refusal keeps its sentence and gets its code, and so does what passes by itself; what graphql-js has
 * against the text keeps its own; anything else is a defect, logged in full and masked.
 */
export function translate(error: unknown, traceId: string, log: Log): GraphQLFormattedError {
  const wrapped = error instanceof GraphQLError ? error : new GraphQLError(MASKED, { originalError: error as Error });
  const cause = causeOf(wrapped);
  const { locations, path } = wrapped.toJSON();
  const place = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
  const refusal = refusalOf(cause);
  if (refusal !== null) {
    if (refusal.cause instanceof Error) log.warn({ code: refusal.code, reason: refusal.cause.message, traceId, path }, 'not answered');
    return { message: refusal.message, ...place, extensions: { code: refusal.code, ...fieldOf(refusal), traceId } };
  }
  const code = protocolCodeOf(wrapped);
  if (code !== null) return { message: wrapped.message, ...place, extensions: { code, traceId } };
  log.error({ err: cause ?? wrapped, traceId, path }, 'graphql defect');
  return { message: MASKED, ...place, extensions: { code: INTERNAL, traceId } };
}

const MOST_CODES = 5;

/** What was refused, for the log: each code once. */
export function codesOf(errors: readonly GraphQLFormattedError[]): readonly string[] {
  const codes = errors.map(({ extensions }) => extensions?.['code']).map((code) => (typeof code === 'string' ? code : INTERNAL));
  return [...new Set(codes)].slice(0, MOST_CODES);
}

/** A refusal before anything ran, with the HTTP status that a caller without GraphQL understands. */
export function refusedRequest(error: DomainError, traceId: string): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, ...fieldOf(error), traceId, http: { status: HTTP_STATUS[error.kind] } },
  });
}

function fieldOf(error: DomainError): { field?: string } {
  return error.field === undefined ? {} : { field: error.field };
}

/** What a resolver threw; undefined when graphql-js itself found fault. */
export function causeOf(error: GraphQLError): unknown {
  let cause: unknown = error.originalError;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause;
}

/** The code under which graphql-js or Apollo refuses a text or a variable, or null when this is no such refusal. */
function protocolCodeOf(error: GraphQLError): string | null {
  // An error with a path comes from running, when text and variables had been accepted.
  if (error.path !== undefined) return null;
  const { code } = error.extensions;
  if (typeof code === 'string' && OF_THE_PROTOCOL.has(code)) return code;
  return causeOf(error) === undefined ? 'GRAPHQL_VALIDATION_FAILED' : null;
}
