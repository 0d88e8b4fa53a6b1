import { CombinedGraphQLErrors, CombinedProtocolErrors, ServerError, ServerParseError } from '@apollo/client/errors';
import { AuthError, unreachable } from './auth-error.ts';

/** Why something was not done, in one shape, wherever it came from. Screens switch on `code` and turn it into words. */
export interface Refusal {
  /** `extensions.code` of GraphQL or `code` of problem+json; `UNREACHABLE` when no answer came, `INTERNAL` for a defect. */
  code: string;
  /** The input field at fault, when there is one. */
  field: string | null;
  traceId: string | null;
  /** The server's sentence, for a code that the screen has no words for. */
  message: string;
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof AuthError) return { code: error.code, field: null, traceId: error.traceId, message: error.message };
  if (CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error)) return ofGraphQL(error.errors[0], error.message);
  if (ServerError.is(error)) return ofServer(error.statusCode, error.bodyText, error.message);
  if (ServerParseError.is(error)) return ofServer(error.statusCode, '', error.message);
  const message = error instanceof Error ? error.message : String(error);
  return { code: codeOfSilence(error, message), field: null, traceId: null, message };
}

/** Why the company's provider, or what it said, let nobody in: it stands after the # of the address that the browser came back to. */
export function refusalAfter(hash: string): Refusal | null {
  const [, code] = /^#refused=([A-Z_]{1,50})$/.exec(hash) ?? [];
  return code === undefined ? null : { code, field: null, traceId: null, message: code };
}

/** No answer came: fetch rejects with a TypeError, the socket link with "Socket closed with event <code>". */
function codeOfSilence(error: unknown, message: string): string {
  const closed = /^Socket closed(?: with event (\d+))?/.exec(message);
  if (closed?.[1] === '4401' || closed?.[1] === '4403') return 'UNAUTHENTICATED';
  return closed !== null || error instanceof TypeError ? unreachable : 'INTERNAL';
}

type Extensions = Readonly<Record<string, unknown>>;

function ofGraphQL(first: { message: string; extensions?: Extensions } | undefined, fallback: string): Refusal {
  const extensions = first?.extensions ?? {};
  return {
    code: text(extensions, 'code') ?? 'INTERNAL',
    field: text(extensions, 'field'),
    traceId: text(extensions, 'traceId'),
    message: first?.message ?? fallback,
  };
}

/** An HTTP refusal may carry a GraphQL answer, a problem+json, or nothing of ours (a proxy's page). */
function ofServer(status: number, body: string, message: string): Refusal {
  const parsed = record(parsedOrNull(body));
  const errors = parsed['errors'];
  if (Array.isArray(errors) && errors.length > 0) {
    const first = record(errors[0]);
    return ofGraphQL({ message: text(first, 'message') ?? message, extensions: record(first['extensions']) }, message);
  }
  const fallback = status === 401 ? 'UNAUTHENTICATED' : status === 429 ? 'RATE_LIMITED' : status >= 502 ? unreachable : 'INTERNAL';
  return {
    code: text(parsed, 'code') ?? fallback,
    field: text(parsed, 'field'),
    traceId: text(parsed, 'traceId'),
    message: text(parsed, 'detail') ?? text(parsed, 'title') ?? message,
  };
}

function parsedOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function record(value: unknown): Extensions {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(from: Extensions, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' ? value : null;
}
