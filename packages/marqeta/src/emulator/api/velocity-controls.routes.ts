import { invalidField, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Field, type Fields, flag, object, oneOf, readFields, requiredText, text, token } from '../core/fields.ts';
import { toNumber, unitsFrom } from '../core/money.ts';
import type { Body, Resource } from '../core/resources.ts';
import { CREATE_WINDOWS, daysRemaining, UPDATE_WINDOWS, windowAt, type WindowKind } from '../network/spend/window.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';
import { readAssociation, readScope } from './spend-fields.ts';

const usageLimit: Field = { type: 'number', min: -1, whole: true };
const FIELDS: Fields = {
  token,
  name: text(255),
  association: object,
  merchant_scope: object,
  money_in_transaction: object,
  amount_limit: { type: 'number', min: 0, required: true },
  usage_limit: usageLimit,
  currency_code: requiredText(3, 3),
  velocity_window: oneOf(CREATE_WINDOWS, true),
  approvals_only: flag,
  include_purchases: flag,
  include_withdrawals: flag,
  include_cashback: flag,
  include_credits: flag,
  include_transfers: flag,
  active: flag,
};
const SCOPE: Fields = { mcc: text(4), mcc_group: text(36), mid: text(36) };

/** Spend limits of the platform (wire-format §7.1). */
export const velocityControlRoutes: Routes = (app, deps) => {
  app.post('/velocitycontrols', async (request, reply) => {
    const created = createOnce(
      deps,
      'velocitycontrol',
      request.body,
      'token',
      (tokenText, at) => {
        const time = wireTime(at);
        const fields = checked(deps, readFields(request.body, FIELDS));
        return { ...defaults(deps), ...fields, token: tokenText, created_time: time, last_modified_time: time };
      },
      (resource) => deps.network.spend.changed('velocitycontrol', resource, deps.clock.now()),
    );
    return reply.code(201).send(created.body);
  });

  app.get('/velocitycontrols', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, { count: 5, max: 100 });
    const where = { ...filter('user_token', query['user']), ...filter('card_product_token', query['card_product']) };
    const page = deps.resources.list('velocitycontrol', where, orderOf(query, '-lastModifiedTime'), slice);
    return pageOf(
      page.map(({ body }) => body),
      slice,
    );
  });

  app.get('/velocitycontrols/user/:user/available', async (request) => {
    const { user } = request.params as { user: string };
    if (deps.resources.find('user', user) === null) throw notFound('Cardholder');
    const slice = sliceOf(request.query as Query, { count: 5, max: 100 });
    const left = available(deps, user);
    return pageOf(left.slice(slice.startIndex, slice.startIndex + slice.count + 1), slice);
  });

  app.get('/velocitycontrols/:token', async (request) => found(deps, request.params).body);

  app.put('/velocitycontrols/:token', async (request) => {
    const before = found(deps, request.params);
    const fields = readFields(request.body, { ...FIELDS, velocity_window: oneOf(UPDATE_WINDOWS) }, true);
    return change(deps, before, fields);
  });

  app.delete('/velocitycontrols/:token', async (request) => change(deps, found(deps, request.params), { active: false }));
};

function found(deps: Deps, params: unknown): Resource {
  const control = deps.resources.find('velocitycontrol', (params as { token: string }).token);
  if (control === null) throw notFound('Velocity control');
  return control;
}

function change(deps: Deps, before: Resource, { token: _token, ...fields }: Body): Body {
  const at = deps.clock.now();
  const after = checked(deps, { ...before.body, ...fields, last_modified_time: wireTime(at) });
  deps.store.atomically(() => {
    deps.resources.update('velocitycontrol', before.token, after, at);
    deps.network.spend.changed('velocitycontrol', { ...before, body: after }, at);
  });
  return after;
}

function defaults(deps: Deps): Body {
  const included = deps.settings.unconfirmed.velocityIncludes;
  const kinds = ['purchases', 'withdrawals', 'cashback', 'credits', 'transfers'] as const;
  const flags = kinds.map((kind) => [`include_${kind}`, included.includes(kind)] as const);
  return { ...Object.fromEntries(flags), association: {}, merchant_scope: {}, usage_limit: -1, approvals_only: true, active: true };
}

function checked(deps: Deps, fields: Body): Body {
  if (unitsFrom(fields['amount_limit']) === null) throw invalidField('amount_limit', 'must be an amount with at most four decimals');
  if (fields['velocity_window'] === 'TRANSACTION' && Number(fields['usage_limit'] ?? -1) !== -1) {
    throw invalidField('usage_limit', 'has no meaning for a single transaction');
  }
  return {
    ...fields,
    ...(fields['association'] === undefined ? {} : { association: readAssociation(deps, fields['association']) }),
    ...(fields['merchant_scope'] === undefined ? {} : { merchant_scope: readScope(deps, fields['merchant_scope'], SCOPE) }),
  };
}

/** "null" asks for those without (wire-format §7.1). */
function filter(field: string, asked: string | undefined): Record<string, string | null> {
  return asked === undefined || asked === '' ? {} : { [`association.${field}`]: asked === 'null' ? null : asked };
}

function available(deps: Deps, user: string): Body[] {
  const at = deps.clock.now();
  const cards = deps.resources.list('card', { user_token: user }, 'id', { count: 10_000, startIndex: 0 });
  const products = [...new Set(cards.map(({ body }) => String(body['card_product_token'])))];
  return deps.network.spend.available(user, products, at).map(({ control, amount, uses }) => {
    const days = daysRemaining(windowAt(control.window as Exclude<WindowKind, 'TRANSACTION'>, at), at);
    const { body } = found(deps, { token: control.token });
    return { ...body, available: { amount: toNumber(amount), uses, ...(days === null ? {} : { days_remaining: days }) } };
  });
}
