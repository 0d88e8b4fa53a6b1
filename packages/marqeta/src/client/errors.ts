import { ErrorBody } from '../wire/resources.ts';
import { checker } from '../wire/schema.ts';
import { withoutCardNumbers } from './card-numbers.ts';

/**
 * What a caller can do about it: `refused` (400, 412, 413, 422: change the request), `unauthenticated` (401), `forbidden` (403),
 * `not_found` (404), `conflict` (409: the token was used with another body), `rate_limited` (429) and `unavailable` (5xx, no connection,
 * no answer in time: the outcome is unknown, the same token may be sent again), `unreadable` (success, but not the documented body).
 */
export type MarqetaErrorKind =
  | 'refused'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'unreadable';

export interface MarqetaErrorDetail {
  readonly kind: MarqetaErrorKind;
  readonly method: string;
  readonly path: string;
  /** Our own id of the call, as logged. */
  readonly requestId: string;
  readonly status?: number;
  /** Six digits as text, when Marqeta's own error body came (wire-format §1.13). */
  readonly errorCode?: string;
  readonly retryAfterMs?: number;
  /** Of Marqeta's answer, for its support. */
  readonly traceId?: string;
  /** We did not even ask: Marqeta was away a moment ago, or has told us to wait. Nothing happened there. */
  readonly notSent?: true;
}

export class MarqetaError extends Error {
  override readonly name = 'MarqetaError';
  readonly kind: MarqetaErrorKind;
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly retryAfterMs: number | null;
  readonly traceId: string | null;
  readonly notSent: boolean;

  constructor(detail: MarqetaErrorDetail, message: string, options?: ErrorOptions) {
    super(withoutCardNumbers(`${detail.method} ${detail.path}: ${message}`), options);
    this.kind = detail.kind;
    this.method = detail.method;
    this.path = detail.path;
    this.requestId = detail.requestId;
    this.status = detail.status ?? null;
    this.errorCode = detail.errorCode ?? null;
    this.retryAfterMs = detail.retryAfterMs ?? null;
    this.traceId = detail.traceId ?? null;
    this.notSent = detail.notSent ?? false;
  }

  /** True when the same request may succeed later without a change. */
  get isTransient(): boolean {
    return this.kind === 'unavailable' || this.kind === 'rate_limited';
  }
}

const checkErrorBody = checker(ErrorBody);

/** Reads an error answer, which may be Marqeta's JSON, another JSON, HTML or nothing. */
export function errorFrom(
  call: { readonly method: string; readonly path: string; readonly requestId: string },
  answer: {
    readonly status: number;
    readonly body: string;
    readonly retryAfter: string | undefined;
    readonly traceId: string | undefined;
  },
  now: number,
): MarqetaError {
  const body = readErrorBody(answer.body);
  const retryAfterMs = parseRetryAfter(answer.retryAfter, now);
  return new MarqetaError(
    {
      ...call,
      kind: kindOf(answer.status),
      status: answer.status,
      ...(body.error_code === undefined ? {} : { errorCode: body.error_code }),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      ...(answer.traceId === undefined ? {} : { traceId: answer.traceId }),
    },
    `${answer.status} ${body.error_message ?? 'without an error body of Marqeta'}`,
  );
}

function kindOf(status: number): MarqetaErrorKind {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'unavailable' : 'refused';
}

function readErrorBody(text: string): { error_code?: string; error_message?: string } {
  try {
    const checked = checkErrorBody(JSON.parse(text));
    return checked.ok ? checked.value : {};
  } catch {
    // Edges answer with HTML; the status alone then says what happened.
    return {};
  }
}

/** Seconds or an HTTP date. */
function parseRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
