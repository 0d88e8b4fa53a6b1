import { ApiError, notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { asObject, type Fields, flag, list, object, oneOf, readFields, requiredText, text, token } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { transitionBody } from '../network/commando.ts';
import { commandoMode } from '../network/stand-in.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

const MODE: Fields = {
  token,
  program_gateway_funding_source_token: requiredText(1, 36),
  commando_mode_enables: { ...object, required: true },
  real_time_standin_criteria: object,
};
const ENABLES: Fields = {
  program_funding_source: requiredText(1, 36),
  velocity_controls: list,
  auth_controls: list,
  ignore_card_suspended_state: flag,
  use_cache_balance: flag,
};
const CRITERIA: Fields = {
  enabled: flag,
  include_connection_errors: flag,
  include_response_timeouts: flag,
  include_application_errors: flag,
};
const TRANSITION: Fields = { token, commando_mode_token: requiredText(1, 36), transition: { ...object, required: true } };
const SWITCH: Fields = {
  commando_enabled: { ...flag, required: true },
  channel: oneOf(['API', 'SYSTEM', 'ADMIN']),
  reason: text(255),
  username: text(255),
};
const PAGE = { count: 5, max: 100 };

/** Commando Mode (wire-format §8): what only programme managers may set up, and what all may read. */
export const commandoRoutes: Routes = (app, deps) => {
  app.post('/commandomodes', async (request, reply) => {
    const created = createOnce(
      deps,
      'commandomode',
      request.body,
      'token',
      (tokenText, at) => ({
        ...readMode(deps, request.body),
        token: tokenText,
        current_state: { commando_enabled: false, channel: 'API' },
        created_time: wireTime(at),
        last_modified_time: wireTime(at),
      }),
      ({ body, created: at }) => deps.network.spend.countFor(commandoMode(body).velocityControls, at),
    );
    return reply.code(201).send(created.body);
  });

  app.get('/commandomodes', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, PAGE);
    return pageOf(deps.resources.list('commandomode', {}, orderOf(query, '-createdTime'), slice).map(bodyOf), slice);
  });

  app.get('/commandomodes/:token', async (request) => found(deps, request.params).body);

  app.put('/commandomodes/:token', async (request) => {
    const before = found(deps, request.params);
    const at = deps.clock.now();
    const after = {
      ...before.body,
      ...readMode(deps, { ...before.body, ...asObject(request.body) }, before.token),
      last_modified_time: wireTime(at),
    };
    deps.store.atomically(() => {
      deps.resources.update('commandomode', before.token, after, at);
      deps.network.spend.countFor(commandoMode(after).velocityControls, at);
    });
    return after;
  });

  app.post('/commandomodes/transitions', async (request, reply) => {
    const created = createOnce(
      deps,
      'commandomodetransition',
      request.body,
      'request',
      (tokenText, at) => {
        const fields = readFields(request.body, TRANSITION);
        const mode = String(fields['commando_mode_token']);
        if (deps.resources.find('commandomode', mode) === null) throw unknownRelation('Commando Mode');
        const asked = readFields(fields['transition'], SWITCH) as { commando_enabled: boolean };
        return transitionBody(tokenText, mode, { channel: 'API', ...asked }, at);
      },
      ({ body, created: at }) => deps.network.commando.apply(body, at),
    );
    return reply.code(201).send(created.body);
  });

  app.get('/commandomodes/transitions/:token', async (request) => {
    const transition = deps.resources.find('commandomodetransition', (request.params as { token: string }).token);
    if (transition === null) throw notFound('Commando Mode transition');
    return transition.body;
  });

  app.get('/commandomodes/:token/transitions', async (request) => {
    const query = request.query as Query;
    const slice = sliceOf(query, PAGE);
    const where = { commando_mode_token: found(deps, request.params).token };
    return pageOf(deps.resources.list('commandomodetransition', where, orderOf(query, '-createdTime'), slice).map(bodyOf), slice);
  });
};

const bodyOf = ({ body }: Resource): Body => body;

function found(deps: Deps, params: unknown): Resource {
  const mode = deps.resources.find('commandomode', (params as { token: string }).token);
  if (mode === null) throw notFound('Commando Mode');
  return mode;
}

/** A gateway has one set, which pays from a programme funding source and names controls that exist. */
function readMode(deps: Deps, given: unknown, self: string | null = null): Body {
  const { token: _token, ...fields } = readFields(given, MODE);
  const enables = readFields(fields['commando_mode_enables'], ENABLES);
  const gateway = String(fields['program_gateway_funding_source_token']);
  if (deps.resources.find('programgateway', gateway) === null) throw unknownRelation('Program gateway funding source');
  if (deps.resources.find('programfundingsource', String(enables['program_funding_source'])) === null)
    throw unknownRelation('Program funding source');
  for (const [kind, name] of [
    ['velocitycontrol', 'velocity_controls'],
    ['authcontrol', 'auth_controls'],
  ] as const) {
    const unknown = ((enables[name] ?? []) as unknown[]).some((control) => deps.resources.find(kind, String(control)) === null);
    if (unknown) throw unknownRelation('Control');
  }
  const others = deps.resources.all('commandomode').filter(({ token: other }) => other !== self);
  if (others.some(({ body }) => body['program_gateway_funding_source_token'] === gateway)) {
    throw new ApiError(409, '409002', 'The gateway has a Commando Mode set');
  }
  const criteria = readFields(fields['real_time_standin_criteria'], CRITERIA);
  return { ...fields, commando_mode_enables: enables, real_time_standin_criteria: { enabled: false, ...criteria } };
}
