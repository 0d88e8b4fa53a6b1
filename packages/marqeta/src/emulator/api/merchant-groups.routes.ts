import { invalidField, notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { asObject, type Fields, flag, list, object, readFields, requiredText, token } from '../core/fields.ts';
import type { Body, Resource } from '../core/resources.ts';
import { includesMcc } from '../network/spend/control.ts';
import { createOnce, type Deps, type Routes } from './deps.ts';
import { orderOf, pageOf, type Query, sliceOf } from './listing.ts';

interface GroupType {
  readonly path: string;
  readonly kind: 'mccgroup' | 'merchantgroup';
  readonly what: string;
  readonly fields: Fields;
  readonly members: 'mccs' | 'mids';
  readonly isMember: (text: string) => boolean;
  /** Query parameter that asks for the groups of one member. */
  readonly query: 'mcc' | 'mid';
  readonly holds: (members: readonly string[], asked: string) => boolean;
}

const MCC_GROUPS: GroupType = {
  path: '/mccgroups',
  kind: 'mccgroup',
  what: 'MCC group',
  fields: { token, name: requiredText(1, 255), mccs: { ...list, required: true }, active: flag, config: object },
  members: 'mccs',
  isMember: (text) => {
    const [low = '', high = low] = text.split('-');
    return /^\d{4}(-\d{4})?$/.test(text) && low <= high;
  },
  query: 'mcc',
  holds: includesMcc,
};

const MERCHANT_GROUPS: GroupType = {
  path: '/merchantgroups',
  kind: 'merchantgroup',
  what: 'Merchant group',
  fields: { token, name: requiredText(1, 40), mids: list, active: flag },
  members: 'mids',
  isMember: (text) => text.length >= 1 && text.length <= 36,
  query: 'mid',
  holds: (mids, asked) => mids.includes(asked),
};

const HOLD: Body = { authorization_controls: { hold_expiration_days: 7 } };

/** Groups of merchants by category (wire-format §7.3) and by identity (§7.4). */
export const merchantGroupRoutes: Routes = (app, deps) => {
  for (const type of [MCC_GROUPS, MERCHANT_GROUPS]) {
    app.post(type.path, async (request, reply) => {
      const created = createOnce(deps, type.kind, request.body, 'token', (tokenText, at) => {
        const fields = { ...(type.kind === 'mccgroup' ? { config: HOLD } : {}), ...checked(type, readFields(request.body, type.fields)) };
        const time = wireTime(at);
        return { active: true, [type.members]: [], ...fields, token: tokenText, created_time: time, last_modified_time: time };
      });
      return reply.code(201).send(created.body);
    });

    app.get(type.path, async (request) => {
      const query = request.query as Query;
      const slice = sliceOf(query, { count: 10, max: 10 });
      return pageOf(page(deps, type, query, slice), slice);
    });

    app.get(`${type.path}/:token`, async (request) => found(deps, type, request.params).body);

    app.put(`${type.path}/:token`, async (request) => {
      const before = found(deps, type, request.params);
      const { token: _token, ...fields } = checked(type, readFields(request.body, type.fields, true));
      const at = deps.clock.now();
      const after = { ...before.body, ...clearedIn(deps, type, request.body), ...fields, last_modified_time: wireTime(at) };
      deps.resources.update(type.kind, before.token, after, at);
      return after;
    });
  }
};

/** What an update takes back (§7.3); of the rest nothing can be without. */
function clearedIn({ settings }: Deps, { kind }: GroupType, given: unknown): Body {
  const clears = settings.unconfirmed.nullClearsGroups && kind === 'mccgroup' && asObject(given)['config'] === null;
  return clears ? { config: HOLD } : {};
}

function page(deps: Deps, type: GroupType, query: Query, slice: { count: number; startIndex: number }): Body[] {
  const asked = query[type.query];
  const order = orderOf(query, '-createdTime');
  if (asked === undefined || asked === '') return deps.resources.list(type.kind, {}, order, slice).map(({ body }) => body);
  // Ranges cannot be asked for in SQL; there are never many groups.
  const holding = deps.resources
    .list(type.kind, {}, order, { count: 100_000, startIndex: 0 })
    .filter(({ body }) => type.holds(body[type.members] as string[], asked));
  return holding.slice(slice.startIndex, slice.startIndex + slice.count + 1).map(({ body }) => body);
}

function found(deps: Deps, type: GroupType, params: unknown): Resource {
  const group = deps.resources.find(type.kind, (params as { token: string }).token);
  if (group === null) throw notFound(type.what);
  return group;
}

function checked(type: GroupType, fields: Body): Body {
  const members = fields[type.members];
  if (members === undefined) return fields;
  const texts = (members as unknown[]).map((member) => (typeof member === 'number' ? String(member) : member));
  if (!texts.every((member) => typeof member === 'string' && type.isMember(member))) {
    throw invalidField(type.members, type.members === 'mccs' ? 'must be four digits or a range of them' : 'must be merchant identifiers');
  }
  return { ...fields, [type.members]: texts };
}
