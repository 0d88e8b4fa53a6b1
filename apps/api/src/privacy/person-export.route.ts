import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { bearerOf } from '../access/bearer.ts';
import type { Viewer } from '../access/viewer.ts';
import { answerProblem } from '../platform/problem.ts';
import type { PersonExport } from './person-export.ts';

export type PersonExportNeeds = {
  readonly people: PersonExport;
  /** Who shows this access token; null when it is not good. */
  readonly authenticate: (accessToken: string, ip: string) => Promise<Viewer | null>;
};

/** `/files/people/:id`: what is held of a person, written as it is read. Put on record by `exportPerson` before. */
export async function personExportRoute(server: FastifyInstance, { people, authenticate }: PersonExportNeeds): Promise<void> {
  await server.register((scope, _options, done) => {
    scope.setErrorHandler(answerProblem);
    scope.get<{ Params: { personId: string } }>('/files/people/:personId', async (request, reply) => {
      const token = bearerOf(request.headers.authorization);
      const viewer = token === undefined ? null : await authenticate(token, request.ip);
      const { name, pieces } = await people.open(viewer, request.params.personId);
      return reply
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="${name}"`)
        .type('application/json')
        .send(Readable.from(pieces, { objectMode: false }));
    });
    done();
  });
}
