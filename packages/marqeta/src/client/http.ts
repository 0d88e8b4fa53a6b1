import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { basicAuthorization } from '../wire/basic-auth.ts';
import { parseJsonKeepingDecimals } from '../wire/decimal.ts';
import type { Checked } from '../wire/schema.ts';
import { Breaker, type BreakerPolicy, type CircuitState, DEFAULT_BREAKER } from './breaker.ts';
import { withoutCardNumbers } from './card-numbers.ts';
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
  readonly breaker?: Partial<BreakerPolicy>;
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
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
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
  readonly traceId: string | undefined;
}

/** Which call it is about, in the log and in errors. */
interface Subject {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
}

/** Marqeta's name for one request of its own (wire-format §14.3); asked of its answers too, where it is unconfirmed. */
const TRACE_HEADER = 'x-marqeta-request-trace-id';

/**
 * HTTP to Marqeta: keep-alive, a time limit, bounded repetition where that is safe, silence while Marqeta is away or asked for it, and
 * errors with a kind.
 */
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
  readonly #breaker: Breaker;
  /** Until then Marqeta wants to hear nothing: its `Retry-After` is for all calls, not for the one that it answered. */
  #quietUntil = 0;

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
    this.#breaker = new Breaker({ ...DEFAULT_BREAKER, ...options.breaker }, (state) => {
      this.#logger?.warn({ circuit: state }, state === 'OPEN' ? 'marqeta is away: nothing is sent for a while' : 'marqeta circuit');
    });
  }

  get circuit(): CircuitState {
    return this.#breaker.state;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** The answer's body, checked. Throws {@link MarqetaError} and nothing else. */
  async send<T>(call: Call, check: (value: unknown) => Checked<T>): Promise<T> {
    const subject = { method: call.method, path: withoutCardNumbers(call.path), requestId: randomUUID() };
    await this.#quiet(subject);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#breaker.run(
          () => this.#attempt(call, subject, attempt),
          () => new MarqetaError({ ...subject, kind: 'unavailable', notSent: true }, 'not sent: Marqeta has not answered for a while'),
        );
        return readAnswer(subject, answer, check);
      } catch (error) {
        if (!(error instanceof MarqetaError)) throw error;
        if (error.kind === 'rate_limited') this.#quietUntil = Math.max(this.#quietUntil, this.#now() + (error.retryAfterMs ?? 0));
        if (!this.#mayRepeat(call, error, attempt)) throw error;
        await this.#sleep(retryDelayMs(this.#retry, attempt, error.retryAfterMs, this.#random));
      }
    }
  }

  async #quiet(subject: Subject): Promise<void> {
    const waitMs = this.#quietUntil - this.#now();
    if (waitMs <= 0) return;
    if (waitMs > this.#maxRetryAfterMs)
      throw new MarqetaError({ ...subject, kind: 'rate_limited', retryAfterMs: waitMs, notSent: true }, 'not sent: Marqeta asked to wait');
    await this.#sleep(waitMs + this.#random() * this.#retry.baseMs);
  }

  #mayRepeat(call: Call, error: MarqetaError, attempt: number): boolean {
    if (attempt >= this.#retry.attempts || !error.isTransient || error.notSent) return false;
    if ((error.retryAfterMs ?? 0) > this.#maxRetryAfterMs) return false;
    // A 429 was turned away at the door, so nothing happened and even a POST without a token may knock again.
    return call.repeatable || error.kind === 'rate_limited';
  }

  async #attempt(call: Call, subject: Subject, attempt: number): Promise<Answer> {
    const started = performance.now();
    const logged = (): object => ({ ...subject, attempt, durationMs: Math.round(performance.now() - started) });
    let answer: Answer;
    try {
      answer = await this.#exchange(call);
    } catch (error) {
      this.#logger?.warn({ ...logged(), error: withoutCardNumbers(String(error)) }, 'marqeta did not answer');
      throw new MarqetaError({ ...subject, kind: 'unavailable' }, 'no answer', { cause: error });
    }
    const { status, traceId } = answer;
    const answered = { ...logged(), status, ...(traceId === undefined ? {} : { traceId }) };
    if (status >= 200 && status < 300) {
      this.#logger?.debug(answered, 'marqeta answered');
      return answer;
    }
    const error = errorFrom(subject, answer, this.#now());
    this.#logger?.warn({ ...answered, errorCode: error.errorCode }, 'marqeta refused');
    throw error;
  }

  async #exchange(call: Call): Promise<Answer> {
    const headers: Record<string, string> = {
      authorization: this.#authorization,
      accept: 'application/json',
      'user-agent': 'atlanticfrewaycard',
    };
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
    const text = await body.text();
    return { status: statusCode, body: text, retryAfter: first(received['retry-after']), traceId: first(received[TRACE_HEADER]) };
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function readAnswer<T>(subject: Subject, answer: Answer, check: (value: unknown) => Checked<T>): T {
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
