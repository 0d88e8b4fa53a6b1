import { kycReview, decideKyc, submitKyc } from './kyc.ts';
import { notFound } from '../core/api-error.ts';
import type { Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 5, max: 100 };

/** Wire-format §3.6. */
export const kycRoutes: Routes = (app, deps) => {
  deps.scheduler.handle(kycReview, (task) => {
    decideKyc(deps, task.subject, task.body, task.at);
  });

  app.post('/kyc', async (request, reply) => reply.code(201).send(submitKyc(deps, request.body)));

  app.get('/kyc/:token', async (request) => {
    const kyc = deps.resources.find('kyc', (request.params as { token: string }).token);
    if (kyc === null) throw notFound('KYC');
    return kyc.body;
  });

  for (const holder of ['user', 'business'] as const) {
    app.get(`/kyc/${holder}/:token`, async (request) => {
      const query = request.query as Query;
      const slice = sliceOf(query, LIST);
      const { token } = request.params as { token: string };
      const list = deps.resources.list('kyc', { [`${holder}_token`]: token }, orderOf(query, '-createdTime'), slice);
      return pageOf(
        list.map(({ body }) => body),
        slice,
      );
    });
  }
};
