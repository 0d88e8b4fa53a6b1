import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** A figure that is read when somebody looks. */
export type Reading = { readonly name: string; readonly help: string; readonly read: () => number };

export type Observation = { readonly method: string; readonly route: string; readonly status: number; readonly seconds: number };

/** The figures of this process, for Prometheus. */
export class HttpMetrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the request to the end of the answer, by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [this.registry],
    });
  }

  add({ name, help, read }: Reading): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [], collect: () => gauge.set(read()) });
    this.registry.registerMetric(gauge);
  }

  observe({ method, route, status, seconds }: Observation): void {
    this.#requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
  }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** `GET /metrics`: for this machine alone, or for whoever shows the token. */
export function metricsRoute(server: FastifyInstance, metrics: HttpMetrics, token: string | null): void {
  server.get('/metrics', async (request, reply) => {
    if (!maySee(request, token)) return reply.callNotFound();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

function maySee({ ip, headers }: FastifyRequest, token: string | null): boolean {
  if (token === null) return LOOPBACK.has(ip);
  const given = Buffer.from(headers.authorization ?? '');
  const right = Buffer.from(`Bearer ${token}`);
  return given.length === right.length && timingSafeEqual(given, right);
}
