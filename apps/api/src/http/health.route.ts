import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import type { Log } from '../platform/log.ts';
import { missingMigrations } from '../platform/schema-version.ts';

export type HealthNeeds = { readonly source: DataSource; readonly log: Log };

const PATIENCE_MS = 2_000;

/** `/healthz`: the process runs. `/readyz`: it can serve; who balances load sends nobody while it cannot. */
export function healthRoutes(server: FastifyInstance, { source, log }: HealthNeeds): void {
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const problem = await problemOf(source, log);
    void reply.header('cache-control', 'no-store');
    return problem === null ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', problem });
  });
}

/** What stands in the way, in a word that tells an outsider nothing of ours. */
async function problemOf(source: DataSource, log: Log): Promise<'database' | 'schema' | null> {
  try {
    return (await within(PATIENCE_MS, missingMigrations(source))).length === 0 ? null : 'schema';
  } catch (error) {
    log.warn({ err: error }, 'not ready: the database does not answer');
    return 'database';
  }
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
