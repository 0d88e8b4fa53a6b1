import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Exchanges } from '../core/exchanges.ts';
import { flatHeaders, type HttpOutcome } from '../core/transport.ts';
import { callWithoutSecrets, urlWithoutSecrets } from '../core/without-secrets.ts';
import { faultOf } from '../faults/api-hooks.ts';

/** Of a longer body only its beginning is kept. */
const LONGEST_BODY = 64_000;

/** Bodies of calls as they came, whether they could be read or not. */
export const bodiesAsSent = new WeakMap<FastifyRequest, string>();

/** Notes each call of the API, and its answer, as they went over the wire. */
export class CallLog {
  readonly #exchanges: Exchanges;
  readonly #answers = new WeakMap<FastifyRequest, string>();

  constructor(exchanges: Exchanges) {
    this.#exchanges = exchanges;
  }

  /** Before all other hooks, so that a call that is not let in is noted, too. */
  listen(api: FastifyInstance): void {
    api.addHook('onRequest', (request, { raw }, next) => {
      const since = performance.now();
      raw.once('close', () => {
        const durationMs = Math.round((performance.now() - since) * 10) / 10;
        const outcome: HttpOutcome = raw.writableFinished
          ? { kind: 'answered', status: raw.statusCode, headers: flatHeaders(raw.getHeaders()), body: this.#answerTo(request), durationMs }
          : { kind: 'failed', error: 'the connection was closed', durationMs };
        this.#note(request, outcome);
      });
      next();
    });
  }

  /** After all other hooks: what a fault made of an answer is what was sent. */
  listenToAnswers(api: FastifyInstance): void {
    api.addHook('onSend', (request, _reply, payload, next) => {
      if (typeof payload === 'string') this.#answers.set(request, payload);
      next(null, payload);
    });
  }

  #answerTo(request: FastifyRequest): string {
    return shown(request.url, this.#answers.get(request) ?? '');
  }

  #note(request: FastifyRequest, outcome: HttpOutcome): void {
    this.#exchanges.record({
      kind: 'api',
      subject: [],
      purchases: [],
      request: {
        method: request.method,
        url: urlWithoutSecrets(request.url),
        headers: flatHeaders(request.headers),
        body: shown(request.url, bodiesAsSent.get(request) ?? ''),
      },
      outcome,
      attempt: 1,
      fault: faultOf(request)?.kind ?? null,
    });
  }
}

function shown(url: string, body: string): string {
  const open = callWithoutSecrets(url, body);
  return open.length > LONGEST_BODY ? `${open.slice(0, LONGEST_BODY)}… (${open.length} characters in all)` : open;
}
