import { ApiError, notFound } from '../core/api-error.ts';
import { asObject, readFields, textOf } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import {
  applyTransition,
  checkParent,
  newHolder,
  readTransition,
  recordCreation,
  transitionBody,
  updatedHolder,
  USER,
  USER_FIELDS,
} from './holders.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 5, max: 100 };

export const userRoutes: Routes = (app, deps) => {
  app.post('/users', async (request, reply) => {
    const created = createOnce(
      deps,
      'user',
      request.body,
      'request',
      (token, at) => newUser(deps, request.body, token, at),
      (resource) => recordCreation(deps, USER, resource),
    );
    return reply.code(201).send(view(created));
  });

  app.get('/users', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    return pageOf(deps.resources.list('user', {}, orderOf(query, '-lastModifiedTime'), slice).map(view), slice);
  });

  app.get('/users/:token', async (request) => view(found(deps, (request.params as { token: string }).token)));

  app.put('/users/:token', async (request) => {
    const fields = readFields(request.body, USER_FIELDS, true);
    const { token } = request.params as { token: string };
    if (typeof fields['email'] === 'string') refuseTakenEmail(deps, fields['email'], token);
    return view(updatedHolder(deps, USER, token, fields));
  });

  app.get('/users/:token/children', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    return pageOf(deps.resources.list('user', { parent_token: token }, orderOf(query, '-lastModifiedTime'), slice).map(view), slice);
  });

  app.post('/users/lookup', async (request) => {
    const slice = sliceOf(request.query as Query, LIST);
    const matches = deps.resources.all('user').filter(({ body }) => isSought(body, asObject(request.body)));
    return pageOf(matches.slice(slice.startIndex).map(view), slice);
  });

  app.post('/usertransitions', async (request, reply) => {
    let subject: Resource | null = null;
    const created = createOnce(
      deps,
      'usertransition',
      request.body,
      'request',
      (token, at) => {
        const read = readTransition(deps, USER, request.body);
        subject = read.subject;
        return transitionBody(USER, read.subject, token, at, read.fields);
      },
      (transition) => {
        if (subject !== null) applyTransition(deps, USER, subject, transition.body);
      },
    );
    return reply.code(201).send(created.body);
  });

  app.get('/usertransitions/:token', async (request) => {
    const transition = deps.resources.find('usertransition', (request.params as { token: string }).token);
    if (transition === null) throw notFound('Transition');
    return transition.body;
  });

  app.get('/usertransitions/user/:token', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    return pageOf(deps.resources.list('usertransition', { user_token: token }, orderOf(query, '-id'), slice).map(bodyOf), slice);
  });
};

function newUser(deps: Deps, given: unknown, token: string, at: number): Body {
  const fields = readFields(given, USER_FIELDS);
  checkParent(deps, fields);
  if (typeof fields['email'] === 'string') refuseTakenEmail(deps, fields['email'], token);
  return {
    ...newHolder(fields, token, at),
    uses_parent_account: fields['uses_parent_account'] ?? false,
    corporate_card_holder: fields['corporate_card_holder'] ?? false,
    authentication: { last_password_update_channel: 'USER_CHANGE', email_verified: false },
  };
}

function refuseTakenEmail(deps: Deps, email: string, token: string): void {
  const taken = deps.resources
    .all('user')
    .some((user) => user.token !== token && textOf(user.body['email']).toLowerCase() === email.toLowerCase());
  if (taken) throw new ApiError(400, '400057', 'A card holder with the same email already exists');
}

function found(deps: Deps, token: string): Resource {
  const user = deps.resources.find('user', token);
  if (user === null) throw notFound('Cardholder');
  return user;
}

/** Names by prefix, e-mail and phone whole, whatever the case (wire-format §2.5). */
function isSought(user: Body, sought: Body): boolean {
  const lower = (value: unknown): string => textOf(value).toLowerCase();
  const exact = ['email', 'phone', 'ssn'].every((name) => sought[name] === undefined || lower(user[name]) === lower(sought[name]));
  const prefix = ['first_name', 'last_name'].every(
    (name) => sought[name] === undefined || lower(user[name]).startsWith(lower(sought[name])),
  );
  return exact && prefix;
}

/** As it is shown: secrets masked or gone. */
function view({ body }: Resource): Body {
  const { password: _password, ...shown } = body;
  return {
    ...shown,
    ...(body['postal_code'] === undefined ? {} : { zip: body['postal_code'] }),
    ...(body['ssn'] === undefined ? {} : { ssn: '___________' }),
  };
}

function bodyOf({ body }: Resource): Body {
  return body;
}
