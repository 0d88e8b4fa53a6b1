import type { FastifyInstance } from 'fastify';
import { ApiError } from './api-error.ts';

/** Errors as Marqeta words them (wire-format §1.13); what nobody foresaw is logged and not told. */
export function answerErrors(app: FastifyInstance, log: { error(fields: object, message: string): void }): void {
  app.setErrorHandler((error, _request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) log.error({ err: error }, 'request failed');
    return reply.code(refusal.status).send({ error_code: refusal.errorCode, error_message: refusal.message });
  });
}

function refusalOf(error: unknown): { status: number; errorCode: string; message: string } {
  if (error instanceof ApiError) return error;
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return { status, errorCode: `${status}000`, message: error instanceof Error ? error.message : 'Bad request' };
  return { status: 500, errorCode: '500000', message: 'Internal error' };
}

/** Refuses what a web page of another origin sends through someone's browser. */
export function sameOrigin({
  origin,
  host,
}: {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}): ApiError | undefined {
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return undefined;
  return new ApiError(403, '403001', 'Not from another origin');
}

/** Where it listens; a port of 0 has become the one that was free. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ port, host });
  const address = app.server.address();
  return `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`;
}
