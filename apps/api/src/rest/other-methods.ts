import type { FastifyInstance, HTTPMethods } from 'fastify';
import { MethodNotAllowedError } from '../platform/errors.ts';
import { answerProblem } from '../platform/problem.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Answers 405 to whoever asks an address of ours in another way than it takes: what was not found would be read as what is not there.
 * @param taken methods by address, as Fastify writes it; a GET is a HEAD as well
 */
export function refuseOtherMethods(server: FastifyInstance, taken: ReadonlyMap<string, readonly HTTPMethods[]>): void {
  for (const [url, methods] of taken) {
    const allowed = methods.flatMap((method) => (method === 'GET' ? [method, 'HEAD'] : [method]));
    server.route({
      url,
      method: METHODS.filter((method) => !allowed.includes(method)),
      // Before a body is read: of which type it is makes no difference.
      onRequest: (request, reply) => {
        void reply.header('allow', allowed.join(', '));
        answerProblem(new MethodNotAllowedError(request.method, allowed), request, reply);
      },
      handler: () => undefined,
    });
  }
}
