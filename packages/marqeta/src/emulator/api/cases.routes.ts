import type { Routes } from './deps.ts';
import { actOnCase, caseView, chargebackBehind, disputeTransitionsOf, foundCase, networkAnswers, openCase, updateCase } from './cases.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 30, max: 100 };

/** Disputes in the newer model (wire-format §15.2). */
export const caseRoutes: Routes = (app, deps) => {
  app.post('/cases', async (request, reply) => reply.code(201).send(openCase(deps, request.body)));

  app.get('/cases', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { original_transaction_token: transaction, user_token: user } = query;
    const where = {
      ...(transaction === undefined ? {} : { 'dispute_details.original_transaction_token': transaction }),
      ...(user === undefined ? {} : { user_token: user }),
    };
    const cases = deps.resources.list('case', where, orderOf({ sort_by: 'createdTime', ...query }, '-createdTime'), slice);
    return pageOf(
      cases.map(({ body }) => caseView(deps, body)),
      slice,
    );
  });

  app.get('/cases/:token', async (request) => caseView(deps, foundCase(deps, tokenOf(request.params)).body));

  app.put('/cases/:token', async (request) => updateCase(deps, tokenOf(request.params), request.body));

  app.post('/cases/:token/transitions', async (request, reply) =>
    reply.code(201).send(actOnCase(deps, tokenOf(request.params), request.body)),
  );

  app.get('/cases/:token/transitions', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = foundCase(deps, tokenOf(request.params));
    const transitions = deps.resources.list('casetransition', { case_token: token }, orderOf(query, '-createdTime'), slice);
    return pageOf(
      transitions.map(({ body }) => body),
      slice,
    );
  });

  app.get('/cases/:token/disputetransitions', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    return pageOf(disputeTransitionsOf(deps, tokenOf(request.params), orderOf(query, '-createdTime'), slice), slice);
  });

  // In the sandbox the network's side of a dispute is played by a POST.
  app.post('/cases/:token/disputetransitions', async (request, reply) =>
    reply.code(201).send(networkAnswers(deps, chargebackBehind(deps, tokenOf(request.params)), request.body)),
  );
};

const tokenOf = (params: unknown): string => (params as { token: string }).token;
