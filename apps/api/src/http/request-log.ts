import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';
import { noteOf } from '../platform/request-note.ts';

/** Asked many times a second: not worth a line each. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics', '/webhooks/marqeta/auth']);

/**
 * One line a request: who asked by id, which route and operation, and how it was answered. No query string, no header, no body: of
 * variables, at the level `debug`, what the schema says names nobody.
 * @param share of the requests that go well, 0 to 1; those that do not are all written
 */
export function logRequest(log: Log, share: number, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode: status } = reply;
  const route = request.routeOptions.url ?? 'unknown';
  const { caller, operation, variables, codes } = noteOf(request);
  const wentWell = status < 400 && codes === undefined;
  if (wentWell && !isInShare(request.id, share)) return;
  const level = status >= 500 ? 'warn' : QUIET.has(route) ? 'trace' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const ids = idsOf(request.params);
  log[level](
    {
      ...{ method: request.method, route, status, ms: Math.round(reply.elapsedTime * 10) / 10, traceId: request.id, ip: request.ip },
      ...(ids === null ? {} : { ids }),
      ...(caller === undefined ? {} : { caller }),
      ...(operation === undefined ? {} : { operation }),
      ...(codes === undefined ? {} : { codes }),
      ...(variables === undefined || !log.isLevelEnabled('debug') ? {} : { variables: variables() }),
    },
    'request',
  );
}

/** By its trace id, so that every process keeps or leaves all of what belongs to one request. */
export function isInShare(traceId: string, share: number): boolean {
  return Number.parseInt(traceId.slice(-8), 16) < share * 2 ** 32;
}

/** What a path names by our own ids. */
function idsOf(params: unknown): Record<string, string> | null {
  if (typeof params !== 'object' || params === null) return null;
  const ids = Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && isUuid(entry[1]));
  return ids.length === 0 ? null : Object.fromEntries(ids);
}
