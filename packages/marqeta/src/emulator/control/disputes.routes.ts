import type { FastifyInstance } from 'fastify';
import { chargebackBehind, networkAnswers } from '../api/cases.ts';
import type { Deps } from '../api/deps.ts';
import { viewOf } from '../api/disputes.ts';

/** The other side of a dispute: the merchant and the network. */
export function disputeControlRoutes(app: FastifyInstance, deps: Deps): void {
  app.get('/control/disputes', async () => ({
    data: deps.resources
      .all('chargeback')
      .map(({ body }) => viewOf(body))
      .reverse(),
  }));

  app.post('/control/disputes/:token/answer', async (request, reply) => {
    const chargeback = chargebackBehind(deps, (request.params as { token: string }).token);
    return reply.code(201).send(networkAnswers(deps, chargeback, request.body));
  });
}
