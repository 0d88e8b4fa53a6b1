import helmet from '@fastify/helmet';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import type { Log } from '../platform/log.ts';
import { answerProblem } from '../platform/problem.ts';
import { NotFoundError } from '../platform/errors.ts';
import { answerBrokenRequest } from './broken-request.ts';
import type { HttpMetrics } from './metrics.ts';
import { logRequest } from './request-log.ts';
import { traceIdOf } from './trace.ts';

export type EdgeOptions = {
  readonly log: Log;
  /** Origin under which people reach the product. */
  readonly publicUrl: string;
  /** Whose script and frames may show a card in our pages; null for none. */
  readonly widgetOrigin: string | null;
  readonly metrics: HttpMetrics;
  /** Of the requests that go well, what part has a line in the log; 1, all of them, unless it is said. */
  readonly logShare?: number;
};

const MOST_BODY_BYTES = 1024 * 1024;

/** What every server of ours is made with. */
export function serverOptions(
  log: Log,
  trustedProxies: readonly string[] = [],
): FastifyServerOptions & { loggerInstance: FastifyBaseLogger } {
  return {
    loggerInstance: log,
    // One line a request, written by `edge`, without query strings.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    requestIdHeader: false,
    genReqId: traceIdOf,
    bodyLimit: MOST_BODY_BYTES,
    // A connection that sends its request slowly, or never, is cut.
    connectionTimeout: 30_000,
    requestTimeout: 30_000,
    clientErrorHandler: answerBrokenRequest,
    // An address that cannot be read meets no route and no hook.
    frameworkErrors: (error, request, reply) => {
      void reply.header('x-trace-id', request.id);
      answerProblem(error, request, reply);
    },
    // What a route's shape does not have is refused, and nothing is read as another type than it has.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  };
}

/** What holds for every route, whichever slice it is of: trace id, security headers, one log line, one shape of errors. */
export async function edge(server: FastifyInstance, { log, publicUrl, widgetOrigin, metrics, logShare = 1 }: EdgeOptions): Promise<void> {
  await server.register(helmet, securityHeaders(new URL(publicUrl), widgetOrigin === null ? [] : [widgetOrigin]));
  server.addHook('onRequest', (request, reply, next) => {
    void reply.header('x-trace-id', request.id);
    next();
  });
  server.addHook('onResponse', (request, reply, next) => {
    const { method, routeOptions } = request;
    metrics.observe({ method, route: routeOptions.url ?? 'unknown', status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
    logRequest(log, logShare, request, reply);
    next();
  });
  server.setErrorHandler(answerProblem);
  server.setNotFoundHandler((request, reply) => answerProblem(new NotFoundError('address'), request, reply));
}

function securityHeaders({ protocol, host }: URL, widgets: readonly string[]): Parameters<typeof helmet>[1] {
  const secure = protocol === 'https:';
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        // Browsers differ on whether 'self' covers the WebSocket of the same host.
        'connect-src': ["'self'", `${secure ? 'wss' : 'ws'}://${host}`],
        'img-src': ["'self'", 'data:', 'blob:'],
        // The component library writes styles into the page as it runs; scripts it does not.
        'style-src': ["'self'", "'unsafe-inline'"],
        'script-src': ["'self'", ...widgets],
        'frame-src': [...widgets, ...(widgets.length === 0 ? ["'none'"] : [])],
        'worker-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(secure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    // The cards' frames come from another origin, which says nothing of who embeds it.
    crossOriginEmbedderPolicy: false,
  };
}
