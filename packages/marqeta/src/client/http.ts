import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { basicAuthorization } from '../wire/basic-auth.ts';
import { parseJsonKeepingDecimals } from '../wire/decimal.ts';
import type { Checked } from '../wire/schema.ts';
import { errorFrom, MarqetaError } from './errors.ts';
import { DEFAULT_RETRY, type RetryPolicy, retryDelayMs } from './retry.ts';

/** The part of pino that is used here. Bodies and credentials are never handed to it. */
export interface Logger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface MarqetaClientOptions {
  /** With the `/v3` at its end: `https://sandbox-api.marqeta.com/v3`. */
  readonly baseUrl: string;
  readonly applicationToken: string;
  readonly accessToken: string;
  /** For one attempt, from the first byte out to the last byte in. */
  readonly timeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** The longest wait that a `Retry-After` may ask of us; beyond it the error goes to the caller. */
  readonly maxRetryAfterMs?: number;
  readonly connections?: number;
  readonly clock?: { now(): number };
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly logger?: Logger;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** GET, PUT and POST with a client token can be sent again without doing the thing twice (wire-format §1.9). */
  readonly repeatable: boolean;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** HTTP to Marqeta: keep-alive, a time limit, bounded repetition where that is safe, and errors with a kind. */
export class MarqetaHttp {
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #authorization: string;
  readonly #timeoutMs: number;
  readonly #retry: RetryPolicy;
  readonly #maxRetryAfterMs: number;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #sleep: (ms: number) => Promise<unknown>;
  readonly #logger: Logger | undefined;

  constructor(options: MarqetaClientOptions) {
    const url = new URL(options.baseUrl);
    this.#prefix = url.pathname.replace(/\/$/, '');
    this.#pool = new Pool(url.origin, { connections: options.connections ?? 16, keepAliveTimeout: 30_000, maxResponseSize: 16 << 20 });
    this.#authorization = basicAuthorization({ username: options.applicationToken, password: options.accessToken });
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
    this.#maxRetryAfterMs = options.maxRetryAfterMs ?? 30_000;
    this.#now = () => options.clock?.now() ?? Date.now();
    this.#random = options.random ?? Math.random;
    this.#sleep = options.sleep ?? delay;
    this.#logger = options.logger;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** The answer's body, checked. Throws {@link MarqetaError} and nothing else. */
  async send<T>(call: Call, check: (value: unknown) => Checked<T>): Promise<T> {
    const requestId = randomUUID();
    const subject = { method: call.method, path: call.path, requestId };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return readAnswer(subject, await this.#attempt(call, subject, attempt), check);
      } catch (error) {
        if (!(error instanceof MarqetaError)) throw error;
        if (!this.#mayRepeat(call, error, attempt)) throw error;
        await this.#sleep(retryDelayMs(this.#retry, attempt, error.retryAfterMs, this.#random));
      }
    }
  }

  #mayRepeat(call: Call, error: MarqetaError, attempt: number): boolean {
    if (attempt >= this.#retry.attempts || !error.isTransient) return false;
    if ((error.retryAfterMs ?? 0) > this.#maxRetryAfterMs) return false;
    // A 429 was turned away at the door, so nothing happened and even a POST without a token may knock again.
    return call.repeatable || error.kind === 'rate_limited';
  }

  async #attempt(call: Call, subject: { method: string; path: string; requestId: string }, attempt: number): Promise<Answer> {
    const started = performance.now();
    const logged = (): object => ({ ...subject, attempt, durationMs: Math.round(performance.now() - started) });
    let answer: Answer;
    try {
      answer = await this.#exchange(call);
    } catch (error) {
      this.#logger?.warn({ ...logged(), error: String(error) }, 'marqeta did not answer');
      throw new MarqetaError({ ...subject, kind: 'unavailable' }, 'no answer', { cause: error });
    }
    if (answer.status >= 200 && answer.status < 300) {
      this.#logger?.debug({ ...logged(), status: answer.status }, 'marqeta answered');
      return answer;
    }
    const error = errorFrom(subject, answer, this.#now());
    this.#logger?.warn({ ...logged(), status: answer.status, errorCode: error.errorCode }, 'marqeta refused');
    throw error;
  }

  async #exchange(call: Call): Promise<Answer> {
    const headers: Record<string, string> = { authorization: this.#authorization, accept: 'application/json' };
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const {
      statusCode,
      headers: received,
      body,
    } = await this.#pool.request({
      method: call.method,
      path: this.#prefix + call.path + queryText(call.query),
      headers,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    const retryAfter = received['retry-after'];
    return { status: statusCode, body: await body.text(), retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter };
  }
}

function readAnswer<T>(
  subject: { method: string; path: string; requestId: string },
  answer: Answer,
  check: (value: unknown) => Checked<T>,
): T {
  const unreadable = (message: string, cause?: unknown): MarqetaError =>
    new MarqetaError({ ...subject, kind: 'unreadable', status: answer.status }, message, { cause });
  let parsed: unknown;
  try {
    parsed = answer.body === '' ? {} : parseJsonKeepingDecimals(answer.body);
  } catch (error) {
    throw unreadable(`${answer.status} with a body that is no JSON`, error);
  }
  const checked = check(parsed);
  if (!checked.ok) throw unreadable(`${answer.status} with an unexpected body: ${checked.problems.join('; ')}`);
  return checked.value;
}

function queryText(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
