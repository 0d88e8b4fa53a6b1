import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const TRACE = /^[0-9a-f]{32}$/;
const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const NONE = '0'.repeat(32);

/**
 * The id under which a request is found in logs, audit rows and refusals: the caller's own (W3C Trace Context), when it is
 * one, else a new one. Fastify's `genReqId`.
 */
export function traceIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const [, parent] = TRACEPARENT.exec(String(headers['traceparent'] ?? '')) ?? [];
  const given = parent ?? String(headers['x-trace-id'] ?? '');
  return TRACE.test(given) && given !== NONE ? given : randomUUID().replaceAll('-', '');
}
