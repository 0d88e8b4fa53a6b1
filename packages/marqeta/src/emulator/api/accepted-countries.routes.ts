import { notFound } from '../core/api-error.ts';
import { countrySets } from '../network/countries.ts';
import type { Routes } from './deps.ts';
import { pageOf, type Query, sliceOf } from './listing.ts';

/** Where cards may be used; read only (wire-format §7.5). */
export const acceptedCountryRoutes: Routes = (app) => {
  app.get('/acceptedcountries', async (request) => {
    const slice = sliceOf(request.query as Query, { count: 5, max: 100 });
    return pageOf(countrySets().slice(slice.startIndex, slice.startIndex + slice.count + 1), slice);
  });

  app.get('/acceptedcountries/:token', async (request) => {
    const { token } = request.params as { token: string };
    const set = countrySets().find((one) => one['token'] === token);
    if (set === undefined) throw notFound('Accepted countries');
    return set;
  });
};
