import { notFound, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, object, oneOf, readFields, text, textOf, token } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

export const DEFAULT_GROUP = 'DEFAULT_AHG';
const LIST = { count: 10, max: 10 };
const FIELDS: Fields = { token, name: { type: 'text', min: 1, max: 40 }, config: object };
const CONFIG: Fields = {
  kyc_required: oneOf(['ALWAYS', 'CONDITIONAL', 'NEVER']),
  is_reloadable: { type: 'flag' },
  real_time_fee_group_token: text(36),
  pre_kyc_controls: object,
};

/** Wire-format §3.5: which holders are verified, and when. */
export const accountHolderGroupRoutes: Routes = (app, deps) => {
  app.post('/accountholdergroups', async (request, reply) => {
    const created = createOnce(deps, 'accountholdergroup', request.body, 'request', (tokenText, at) =>
      newGroup(deps, readFields(request.body, FIELDS), tokenText, at),
    );
    return reply.code(201).send(created.body);
  });

  app.get('/accountholdergroups', async (request) => {
    groupOf(deps, DEFAULT_GROUP, deps.clock.now());
    const query = request.query as Query;
    const slice = sliceOf(query, LIST);
    const groups = deps.resources.list('accountholdergroup', {}, orderOf(query, '-createdTime'), slice);
    return pageOf(
      groups.map(({ body }) => body),
      slice,
    );
  });

  app.get('/accountholdergroups/:token', async (request) => found(deps, request.params));

  app.put('/accountholdergroups/:token', async (request) => {
    const before = found(deps, request.params);
    const { token: _token, config, ...fields } = readFields(request.body, FIELDS, true);
    const merged = { ...(before['config'] as Body), ...readFields(config, CONFIG, true) };
    const after = { ...before, ...fields, config: merged, last_modified_time: wireTime(deps.clock.now()) };
    deps.resources.update('accountholdergroup', String(before['token']), after, deps.clock.now());
    return after;
  });
};

/** The group of that name; the default one comes to be when it is first asked for. */
export function groupOf(deps: Deps, tokenText: string, at: number): Body {
  const known = deps.resources.find('accountholdergroup', tokenText)?.body;
  if (known !== undefined) return known;
  if (tokenText !== DEFAULT_GROUP) throw unknownRelation('Account holder group');
  const body = newGroup(deps, { name: 'Default account holder group' }, DEFAULT_GROUP, at);
  return deps.resources.insert('accountholdergroup', DEFAULT_GROUP, body, at, null).body;
}

function newGroup(deps: Deps, fields: Body, tokenText: string, at: number): Body {
  const time = wireTime(at);
  const config = {
    kyc_required: deps.settings.unconfirmed.defaultKycRequired,
    is_reloadable: true,
    ...readFields(fields['config'], CONFIG),
  };
  return { name: tokenText, ...fields, token: tokenText, config, created_time: time, last_modified_time: time };
}

function found(deps: Deps, params: unknown): Body {
  const { token: asked } = params as { token: string };
  if (asked === DEFAULT_GROUP) return groupOf(deps, DEFAULT_GROUP, deps.clock.now());
  const group = deps.resources.find('accountholdergroup', textOf(asked));
  if (group === null) throw notFound('Account holder group');
  return group.body;
}
