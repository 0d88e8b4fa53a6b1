import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { bearerOf } from '../access/bearer.ts';
import { optionsOfRequest } from '../access/commander.ts';
import type { Viewer } from '../access/viewer.ts';
import { answerProblem } from '../platform/problem.ts';
import type { AuditExport } from './audit-export.ts';

export type ExportRouteNeeds = {
  readonly audit: AuditExport;
  /** Who shows this access token; null when it is not good. */
  readonly authenticate: (accessToken: string, ip: string) => Promise<Viewer | null>;
};

/** `/files/audit`: the log as a download, written as fast as it is read; `?decisions=true` with the decision records that it seals. */
export async function exportRoute(server: FastifyInstance, { audit, authenticate }: ExportRouteNeeds): Promise<void> {
  await server.register((scope, _options, done) => {
    scope.setErrorHandler(answerProblem);
    scope.get<{ Querystring: { decisions?: string } }>('/files/audit', async (request, reply) => {
      const token = bearerOf(request.headers.authorization);
      const viewer = token === undefined ? null : await authenticate(token, request.ip);
      const { name, lines } = await audit.open(viewer, request.query.decisions === 'true', optionsOfRequest(request));
      return reply
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="${name}"`)
        .type('application/jsonl')
        .send(Readable.from(lines, { objectMode: false }));
    });
    done();
  });
}
