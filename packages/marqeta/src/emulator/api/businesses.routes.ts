import { notFound } from '../core/api-error.ts';
import { readFields } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { createOnce, type Routes } from './deps.ts';
import {
  applyTransition,
  BUSINESS,
  BUSINESS_FIELDS,
  newHolder,
  readTransition,
  recordCreation,
  transitionBody,
  updatedHolder,
} from './holders.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 5, max: 100 };

export const businessRoutes: Routes = (app, deps) => {
  app.post('/businesses', async (request, reply) => {
    const created = createOnce(
      deps,
      'business',
      request.body,
      'request',
      (token, at) => newHolder(readFields(request.body, BUSINESS_FIELDS), token, at),
      (resource) => recordCreation(deps, BUSINESS, resource),
    );
    return reply.code(201).send(view(created));
  });

  app.get('/businesses', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const where: Record<string, string> = {};
    for (const name of ['business_name_dba', 'business_name_legal']) if (query[name] !== undefined) where[name] = query[name];
    return pageOf(deps.resources.list('business', where, orderOf(query, '-lastModifiedTime'), slice).map(view), slice);
  });

  app.get('/businesses/:token', async (request) => {
    const business = deps.resources.find('business', (request.params as { token: string }).token);
    if (business === null) throw notFound('Business');
    return view(business);
  });

  app.put('/businesses/:token', async (request) =>
    view(updatedHolder(deps, BUSINESS, (request.params as { token: string }).token, readFields(request.body, BUSINESS_FIELDS, true))),
  );

  app.get('/businesses/:token/children', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    return pageOf(deps.resources.list('user', { parent_token: token }, orderOf(query, '-lastModifiedTime'), slice).map(view), slice);
  });

  app.post('/businesstransitions', async (request, reply) => {
    let subject: Resource | null = null;
    const created = createOnce(
      deps,
      'businesstransition',
      request.body,
      'request',
      (token, at) => {
        const read = readTransition(deps, BUSINESS, request.body);
        subject = read.subject;
        return transitionBody(BUSINESS, read.subject, token, at, read.fields);
      },
      (transition) => {
        if (subject !== null) applyTransition(deps, BUSINESS, subject, transition.body);
      },
    );
    return reply.code(201).send(created.body);
  });

  app.get('/businesstransitions/:token', async (request) => {
    const transition = deps.resources.find('businesstransition', (request.params as { token: string }).token);
    if (transition === null) throw notFound('Transition');
    return transition.body;
  });

  app.get('/businesstransitions/business/:token', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    const list = deps.resources.list('businesstransition', { business_token: token }, orderOf(query, '-id'), slice);
    return pageOf(
      list.map(({ body }) => body),
      slice,
    );
  });
};

function view({ body }: Resource): Body {
  const { password: _password, ...shown } = body;
  return { ...shown, ...(body['taxpayer_id'] === undefined ? {} : { taxpayer_id: '___________' }) };
}
