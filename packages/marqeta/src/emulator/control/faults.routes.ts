import type { FastifyInstance } from 'fastify';
import { notFound } from '../core/api-error.ts';
import { POSSIBLE } from '../faults/fault.ts';
import { faultBody, faultExists, readFault } from '../faults/read-fault.ts';
import type { Faults } from '../faults/faults.ts';
import type { Ids } from '../core/ids.ts';

/** What goes wrong on purpose. */
export function faultRoutes(app: FastifyInstance, { faults, ids }: { readonly faults: Faults; readonly ids: Ids }): void {
  app.get('/control/faults', async () => ({ data: faults.list().map(faultBody), possible: POSSIBLE }));

  app.post('/control/faults', async (request, reply) => {
    const fault = readFault(request.body, () => ids.uuid());
    if (faults.find(fault.token) !== null) throw faultExists();
    return reply.code(201).send(faultBody(faults.add(fault)));
  });

  app.delete('/control/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.delete('/control/faults/:token', async (request, reply) => {
    const { token } = request.params as { token: string };
    if (faults.find(token) === null) throw notFound('Fault');
    faults.remove(token);
    return reply.code(204).send();
  });
}
