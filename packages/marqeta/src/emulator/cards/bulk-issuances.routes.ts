import { createOnce, type Deps, type Routes } from '../api/deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from '../api/listing.ts';
import { notFound } from '../core/api-error.ts';
import { DAY_MS } from '../core/clock.ts';
import { BULK_ISSUE, BULK_SHIP, issueNext, newBulkOrder, shipOrder } from './bulk-issuance.ts';

const LIST = { count: 5, max: 100 };

/** Wire-format §5.7. */
export const bulkIssuanceRoutes: Routes = (app, deps) => {
  deps.scheduler.handle(BULK_ISSUE, ({ subject, at }) => issueNext(deps, subject, at));
  deps.scheduler.handle(BULK_SHIP, ({ subject, at }) => shipOrder(deps, subject, at));

  app.post('/bulkissuances', async (request, reply) => {
    const order = createOnce(
      deps,
      'bulkissuance',
      request.body,
      'request',
      (token, at) => newBulkOrder(deps, request.body, token, at),
      ({ token, created }) => planOrder(deps, token, created),
    );
    return reply.code(201).send(order.body);
  });

  app.get('/bulkissuances', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const orders = deps.resources.list('bulkissuance', {}, orderOf(query, '-createdTime'), slice);
    return pageOf(
      orders.map(({ body }) => body),
      slice,
    );
  });

  app.get('/bulkissuances/:token', async (request) => {
    const order = deps.resources.find('bulkissuance', (request.params as { token: string }).token);
    if (order === null) throw notFound('Bulk card order');
    return order.body;
  });
};

function planOrder(deps: Deps, token: string, at: number): void {
  deps.scheduler.add(at, BULK_ISSUE, token, {});
  deps.scheduler.add(at + deps.settings.unconfirmed.cardShippedAfterDays * DAY_MS, BULK_SHIP, token, {});
}
