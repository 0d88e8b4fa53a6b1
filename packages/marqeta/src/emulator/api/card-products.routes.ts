import { invalidField, missingField, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, flag, object, readFields, requiredText, text, token } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { path } from '../network/context.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const FIELDS: Fields = {
  token,
  name: requiredText(1, 40),
  start_date: requiredText(1, 30),
  end_date: text(30),
  active: flag,
  config: object,
};

/** What a product has when nothing is said (wire-format §4, as official tests assert it). */
const DEFAULTS: Body = {
  poi: { ecommerce: true, atm: false, other: { allow: true, card_presence_required: false, cardholder_presence_required: false } },
  transaction_controls: {
    accepted_countries_token: 'accept_us_only',
    always_require_pin: false,
    always_require_icc: false,
    allow_gpa_auth: true,
    require_card_not_present_card_security_code: false,
    allow_mcc_group_authorization_controls: true,
    allow_first_pin_set_via_financial_transaction: false,
    ignore_card_suspended_state: false,
    allow_chip_fallback: true,
    allow_network_load: false,
    allow_network_load_card_activation: false,
    allow_quasi_cash: false,
    enable_partial_auth_approval: true,
  },
  card_life_cycle: { activate_upon_issue: false, expiration_offset: { unit: 'YEARS', value: 4 } },
  fulfillment: { payment_instrument: 'PHYSICAL_MSR', pan_length: '16', allow_card_creation: true },
  jit_funding: {},
};

export const cardProductRoutes: Routes = (app, deps) => {
  app.post('/cardproducts', async (request, reply) => {
    const created = createOnce(deps, 'cardproduct', request.body, 'token', (tokenText, at) => {
      const fields = readFields(request.body, FIELDS);
      const config = merged(DEFAULTS, (fields['config'] ?? {}) as Body);
      checkFunding(deps, config);
      const time = wireTime(at);
      return { ...fields, token: tokenText, active: fields['active'] ?? true, config, created_time: time, last_modified_time: time };
    });
    return reply.code(201).send(created.body);
  });

  app.get('/cardproducts', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, { count: 5, max: 10 });
    return pageOf(
      deps.resources.list('cardproduct', {}, orderOf(query, '-createdTime'), slice).map(({ body }) => body),
      slice,
    );
  });

  app.get('/cardproducts/:token', async (request) => found(deps, (request.params as { token: string }).token));

  app.put('/cardproducts/:token', async (request) => {
    const { token: tokenText } = request.params as { token: string };
    const before = found(deps, tokenText);
    const { token: _token, config, ...fields } = readFields(request.body, FIELDS, true);
    const after = {
      ...before,
      ...fields,
      config: merged(before['config'] as Body, (config ?? {}) as Body),
      last_modified_time: wireTime(deps.clock.now()),
    };
    checkFunding(deps, after.config);
    deps.resources.update('cardproduct', tokenText, after, deps.clock.now());
    return after;
  });
};

function found(deps: Deps, tokenText: string): Body {
  const product = deps.resources.find('cardproduct', tokenText);
  if (product === null) throw notFound('Card product');
  return product.body;
}

const FUNDING = [
  ['programgateway_funding_source', 'programgateway'],
  ['program_funding_source', 'programfundingsource'],
] as const;

/** At most one way of funding, by a source that exists; without any the product spends what was loaded (wire-format §4). */
function checkFunding(deps: Deps, config: Body): void {
  const enabled = FUNDING.filter(([name]) => path(config, 'jit_funding', name)?.['enabled'] === true);
  if (enabled.length > 1) throw invalidField('jit_funding', 'must have at most one funding source enabled');
  for (const [name, kind] of enabled) {
    const tokenText = path(config, 'jit_funding', name)?.['funding_source_token'];
    if (typeof tokenText !== 'string') throw missingField('funding_source_token');
    if (deps.resources.find(kind, tokenText) === null) throw unknownRelation('Funding source');
  }
}

function merged(base: Body, over: Body): Body {
  const result: Body = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = result[name];
    const both = isPlain(below) && isPlain(value);
    result[name] = both ? merged(below, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
