import { Agent, request } from 'undici';

/** What went out and what came back, as it went over the wire. */
export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

export type HttpOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'timed_out'; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly error: string; readonly durationMs: number };

/** The way out of the emulator: to the gateway and to webhooks. */
export interface Transport {
  post(outgoing: HttpRequest): Promise<HttpOutcome>;
  close(): Promise<void>;
}

/** HTTP with keep-alive and a hard deadline; one attempt, redirects not followed. */
export function httpTransport(): Transport {
  const agent = new Agent({ connections: 256, pipelining: 1, keepAliveTimeout: 20_000, maxResponseSize: 1 << 20 });
  return {
    async post(outgoing) {
      const started = performance.now();
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), outgoing.timeoutMs);
      const durationMs = (): number => Math.round((performance.now() - started) * 10) / 10;
      try {
        const answer = await request(outgoing.url, {
          dispatcher: agent,
          method: 'POST',
          headers: outgoing.headers,
          body: outgoing.body,
          signal: deadline.signal,
        });
        const body = await answer.body.text();
        return { kind: 'answered', status: answer.statusCode, headers: flatHeaders(answer.headers), body, durationMs: durationMs() };
      } catch (error) {
        if (deadline.signal.aborted) return { kind: 'timed_out', durationMs: durationMs() };
        return { kind: 'failed', error: error instanceof Error ? error.message || error.name : String(error), durationMs: durationMs() };
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => agent.destroy(),
  };
}

/** Each header's values in one text. */
export function flatHeaders(headers: Readonly<Record<string, string | number | string[] | undefined>>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return result;
}
