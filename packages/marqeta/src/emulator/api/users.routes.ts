import { ApiError, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { asObject, readFields, textOf } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import {
  applyTransition,
  checkParent,
  holderView,
  listedHolder,
  newHolder,
  NOTE_FIELDS,
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
    return reply.code(201).send(holderView(created));
  });

  app.get('/users', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    return pageOf(deps.resources.list('user', {}, orderOf(query, '-lastModifiedTime'), slice).map(listedHolder), slice);
  });

  app.get('/users/:token', async (request) => holderView(found(deps, (request.params as { token: string }).token)));

  app.put('/users/:token', async (request) => {
    const fields = readFields(request.body, USER_FIELDS, true);
    const { token } = request.params as { token: string };
    if (typeof fields['email'] === 'string') refuseTakenEmail(deps, fields['email'], token);
    return holderView(updatedHolder(deps, USER, token, fields));
  });

  app.get('/users/:token/children', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = request.params as { token: string };
    return pageOf(
      deps.resources.list('user', { parent_token: token }, orderOf(query, '-lastModifiedTime'), slice).map(listedHolder),
      slice,
    );
  });

  app.post('/users/lookup', async (request) => {
    const slice = sliceOf(request.query as Query, LIST);
    const matches = deps.resources
      .all('user')
      .filter(({ body }) => isSought(body, asObject(request.body)))
      .sort((a, b) => b.modified - a.modified || b.id - a.id);
    return pageOf(matches.slice(slice.startIndex).map(listedHolder), slice);
  });

  app.get('/users/:token/ssn', async (request) => {
    const ssn = textOf(found(deps, (request.params as { token: string }).token).body['ssn']);
    if (ssn === '') return { ssn: null };
    return { ssn: (request.query as Query)['full_ssn'] === 'true' ? ssn : ssn.slice(-4) };
  });

  app.post('/users/:token/notes', async (request, reply) => {
    const user = found(deps, (request.params as { token: string }).token);
    const note = createOnce(deps, 'usernote', request.body, 'request', (token, at) => {
      const time = wireTime(at);
      const fields = { private: false, ...readFields(request.body, NOTE_FIELDS) };
      return { ...fields, token, user_token: user.token, created_time: time, last_modified_time: time };
    });
    return reply.code(201).send(note.body);
  });

  app.get('/users/:token/notes', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const { token } = found(deps, (request.params as { token: string }).token);
    return pageOf(deps.resources.list('usernote', { user_token: token }, orderOf(query, '-lastModifiedTime'), slice).map(bodyOf), slice);
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

/** A cardholder as they begin (wire-format §2.2). */
export function newUser(deps: Deps, given: unknown, token: string, at: number): Body {
  const fields = readFields(given, USER_FIELDS);
  checkParent(deps, fields);
  if (typeof fields['email'] === 'string') refuseTakenEmail(deps, fields['email'], token);
  return {
    ...newHolder(deps, fields, token, at),
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

/** Names by prefix, all else whole, whatever the case (wire-format §2.5). */
function isSought(user: Body, sought: Body): boolean {
  const lower = (value: unknown): string => textOf(value).toLowerCase();
  const exact = ['email', 'phone', 'ssn'].every((name) => sought[name] === undefined || lower(user[name]) === lower(sought[name]));
  const prefix = ['first_name', 'last_name'].every(
    (name) => sought[name] === undefined || lower(user[name]).startsWith(lower(sought[name])),
  );
  const dda = sought['dda'] === undefined || textOf(path(user, 'deposit_account')?.['account_number']) === textOf(sought['dda']);
  return exact && prefix && dda;
}

function bodyOf({ body }: Resource): Body {
  return body;
}
