import { notFound } from '../core/api-error.ts';
import { oneOf, readFields, requiredText } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { createOnce, type Routes } from './deps.ts';
import {
  applyTransition,
  BUSINESS,
  BUSINESS_FIELDS,
  holderView,
  listedHolder,
  newHolder,
  readTransition,
  recordCreation,
  transitionBody,
  updatedHolder,
} from './holders.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 5, max: 100 };
/** Wire-format §3.1. */
const INCORPORATION = {
  incorporation_type: oneOf([
    'LLC',
    'CORPORATION',
    'SOLE_PROPRIETORSHIP',
    'PARTNERSHIP',
    'COOPERATIVE',
    'OTHER',
    'FINANCIAL_OR_CREDIT_INSTITUTION',
    'FOUNDATION',
    'ASSOCIATION',
    'CHARITY',
    'TRUST',
  ]),
};

export const businessRoutes: Routes = (app, deps) => {
  app.post('/businesses', async (request, reply) => {
    const created = createOnce(
      deps,
      'business',
      request.body,
      'request',
      (token, at) => newHolder(deps, readBusiness(request.body), token, at),
      (resource) => recordCreation(deps, BUSINESS, resource),
    );
    return reply.code(201).send(holderView(created));
  });

  app.get('/businesses', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const where: Record<string, string> = {};
    for (const name of ['business_name_dba', 'business_name_legal']) if (query[name] !== undefined) where[name] = query[name];
    return pageOf(deps.resources.list('business', where, orderOf(query, '-lastModifiedTime'), slice).map(listedHolder), slice);
  });

  app.get('/businesses/:token', async (request) => {
    const business = deps.resources.find('business', (request.params as { token: string }).token);
    if (business === null) throw notFound('Business');
    return holderView(business);
  });

  app.put('/businesses/:token', async (request) =>
    holderView(updatedHolder(deps, BUSINESS, (request.params as { token: string }).token, readBusiness(request.body, true))),
  );

  app.get('/businesses/:token/children', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    return pageOf(
      deps.resources.list('user', { parent_token: token }, orderOf(query, '-lastModifiedTime'), slice).map(listedHolder),
      slice,
    );
  });

  app.post('/businesses/lookup', async (request) => {
    const { dda } = readFields(request.body, { dda: requiredText(1, 36) });
    const business = deps.resources.all('business').find(({ body }) => path(body, 'deposit_account')?.['account_number'] === dda);
    if (business === undefined) throw notFound('Business');
    return holderView(business);
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

function readBusiness(given: unknown, partial = false): Body {
  const fields = readFields(given, BUSINESS_FIELDS, partial);
  readFields(fields['incorporation'], INCORPORATION);
  return fields;
}
