import { invalidField, missingField, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, flag, object, readFields, requiredText, text, token } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';
import { checkRelations, checkTimes, readAssociation, readScope } from './spend-fields.ts';

const CONTROL: Fields = {
  token,
  name: requiredText(1, 255),
  association: object,
  merchant_scope: object,
  start_time: text(40),
  end_time: text(40),
  active: flag,
};
const SCOPE: Fields = { mcc: text(4), mcc_group: text(36), mid: text(36), merchant_group_token: text(36) };
const EXEMPTION: Fields = {
  token,
  name: requiredText(1, 255),
  association: object,
  mid: text(36),
  merchant_group_token: text(36),
  start_time: text(40),
  end_time: text(40),
};

type Kind = 'authcontrol' | 'exemptmid';

/** Allow-lists of merchants, and merchants exempt from them (wire-format §7.2). */
export const authorizationControlRoutes: Routes = (app, deps) => {
  app.post('/authcontrols', async (request, reply) => {
    const created = create(deps, 'authcontrol', request.body, (at) => {
      const time = wireTime(at);
      const fields = { association: {}, merchant_scope: {}, active: true, ...checkedControl(deps, readFields(request.body, CONTROL)) };
      return { ...fields, created_time: time, last_modified_time: time };
    });
    return reply.code(201).send(created.body);
  });
  app.get('/authcontrols', async (request) => list(deps, 'authcontrol', request.query as Query));

  app.post('/authcontrols/exemptmids', async (request, reply) => {
    const created = create(deps, 'exemptmid', request.body, (at) => {
      const fields = checkedExemption(deps, readFields(request.body, EXEMPTION));
      return { association: {}, ...fields, active: true, created: wireTime(at), last_updated: wireTime(at) };
    });
    return reply.code(201).send(created.body);
  });
  app.get('/authcontrols/exemptmids', async (request) => list(deps, 'exemptmid', request.query as Query));
  app.get('/authcontrols/exemptmids/:token', async (request) => found(deps, 'exemptmid', request.params).body);
  app.put('/authcontrols/exemptmids/:token', async (request, reply) => {
    const before = found(deps, 'exemptmid', request.params);
    const { active } = readFields(request.body, { active: { ...flag, required: true } });
    update(deps, 'exemptmid', before, { ...before.body, active, last_updated: wireTime(deps.clock.now()) });
    return reply.code(204).send();
  });

  app.get('/authcontrols/:token', async (request) => found(deps, 'authcontrol', request.params).body);
  app.put('/authcontrols/:token', async (request) => {
    const before = found(deps, 'authcontrol', request.params);
    const { token: _token, ...fields } = readFields(request.body, CONTROL, true);
    const after = checkedControl(deps, { ...before.body, ...fields });
    return update(deps, 'authcontrol', before, { ...after, last_modified_time: wireTime(deps.clock.now()) });
  });
};

function create(deps: Deps, kind: Kind, body: unknown, make: (at: number) => Body): Resource {
  const created = createOnce(deps, kind, body, 'token', (tokenText, at) => ({ ...make(at), token: tokenText }));
  deps.network.spend.changed(kind, created, deps.clock.now());
  return created;
}

function list(deps: Deps, kind: Kind, query: Query): Body {
  const slice = sliceOf(query, { count: 5, max: 10 });
  const where = {
    ...(query['user'] === undefined ? {} : { 'association.user_token': query['user'] === 'null' ? null : query['user'] }),
    ...(query['card_product'] === undefined
      ? {}
      : { 'association.card_product_token': query['card_product'] === 'null' ? null : query['card_product'] }),
  };
  const page = deps.resources.list(kind, where, orderOf(query, '-lastModifiedTime'), slice);
  return pageOf(
    page.map(({ body }) => body),
    slice,
  );
}

function found(deps: Deps, kind: Kind, params: unknown): Resource {
  const resource = deps.resources.find(kind, (params as { token: string }).token);
  if (resource === null) throw notFound(kind === 'authcontrol' ? 'Authorization control' : 'Merchant exemption');
  return resource;
}

function update(deps: Deps, kind: Kind, before: Resource, after: Body): Body {
  const at = deps.clock.now();
  deps.resources.update(kind, before.token, after, at);
  deps.network.spend.changed(kind, { ...before, body: after }, at);
  return after;
}

function checkedControl(deps: Deps, fields: Body): Body {
  checkTimes(fields);
  return {
    ...fields,
    ...(fields['association'] === undefined ? {} : { association: readAssociation(deps, fields['association']) }),
    ...(fields['merchant_scope'] === undefined ? {} : { merchant_scope: readScope(deps, fields['merchant_scope'], SCOPE) }),
  };
}

function checkedExemption(deps: Deps, fields: Body): Body {
  checkTimes(fields);
  checkRelations(deps, fields);
  const { mid, merchant_group_token: group } = fields;
  if (mid === undefined && group === undefined) throw missingField('mid');
  if (mid !== undefined && group !== undefined) throw invalidField('mid', 'must not come with a merchant group');
  return { ...fields, ...(fields['association'] === undefined ? {} : { association: readAssociation(deps, fields['association']) }) };
}
