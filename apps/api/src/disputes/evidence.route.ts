import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerOf } from '../access/bearer.ts';
import { optionsOfRequest } from '../access/commander.ts';
import { memberOf, type Viewer } from '../access/viewer.ts';
import { MOST_FILE_BYTES } from '../files/file.service.ts';
import { answerProblem } from '../platform/problem.ts';
import type { DisputeService } from './dispute.service.ts';

export type EvidenceRouteNeeds = {
  readonly disputes: DisputeService;
  /** Who shows this access token or API key; null when it is not good. */
  readonly authenticate: (token: string, ip: string) => Promise<Viewer | null>;
};

type Upload = { Params: { dispute: string }; Querystring: { name?: string } };
type Download = { Params: { dispute: string; file: string } };

/** `/files/disputes/{dispute}`: a file goes up as the body of one request, and comes back with what it was found to be. */
export async function evidenceRoutes(server: FastifyInstance, { disputes, authenticate }: EvidenceRouteNeeds): Promise<void> {
  await server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.setErrorHandler(answerProblem);
    const viewerOf = async ({ headers, ip }: FastifyRequest): Promise<Viewer | null> => {
      const token = bearerOf(headers.authorization);
      return token === undefined ? null : authenticate(token, ip);
    };

    // One byte more than may be kept, so that what is too large is refused in the words of the files' own rule.
    scope.post<Upload>('/files/disputes/:dispute', { bodyLimit: MOST_FILE_BYTES + 1 }, async (request, reply) => {
      const by = memberOf(await viewerOf(request));
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const file = { name: request.query.name ?? '', bytes };
      const kept = await disputes.addEvidence(by, request.params.dispute, file, optionsOfRequest(request));
      return reply.code(201).send(kept);
    });

    scope.get<Download>('/files/disputes/:dispute/:file', async (request, reply) => {
      const by = memberOf(await viewerOf(request));
      const { file, bytes } = await disputes.openEvidence(by, request.params.dispute, request.params.file, optionsOfRequest(request));
      return reply
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
        .type(file.contentType)
        .send(bytes);
    });
    done();
  });
}
