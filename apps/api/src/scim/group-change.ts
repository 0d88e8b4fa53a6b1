import type { Filter } from 'scim2-parse-filter';
import { isUuid } from '../platform/ids.ts';
import { parseScimFilter } from './filter.ts';
import { ScimRefusalError } from './scim.errors.ts';
import { type Json, objectOf, type Operation, operationsOf, pathOf, textOf } from './values.ts';

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

type Step = { readonly how: Operation['op']; readonly ids: readonly string[] };

/** What a request wants a group to be; what it does not say stays as it is. */
export type GroupChange = {
  readonly displayName?: string;
  readonly externalId?: string | null;
  /** To be done with the members one after the other. */
  readonly members: readonly Step[];
};

/** Of a POST or a PUT. @throws ScimRefusalError */
export function changeOfGroup(body: unknown): GroupChange {
  return merged(assignAll('replace', objectOf(body, 'The body')));
}

/** Of a PATCH. @throws ScimRefusalError */
export function patchOfGroup(body: unknown): GroupChange {
  return merged(
    operationsOf(body).flatMap(({ op, path, value }) =>
      path === null ? assignAll(op, objectOf(value, 'The value of an operation without a path')) : [assign(op, path, value)],
    ),
  );
}

/** Who is in the group after all steps. */
export function membersAfter(current: ReadonlySet<string>, { members }: GroupChange): ReadonlySet<string> {
  const wanted = new Set(current);
  for (const { how, ids } of members) {
    if (how === 'replace') wanted.clear();
    for (const id of ids)
      if (how === 'remove') wanted.delete(id);
      else wanted.add(id);
  }
  return wanted;
}

function merged(changes: readonly Partial<GroupChange>[]): GroupChange {
  const whole = Object.assign({}, ...changes) as Partial<GroupChange>;
  return { ...whole, members: changes.flatMap(({ members = [] }) => members) };
}

function assignAll(how: Operation['op'], attributes: Json): Partial<GroupChange>[] {
  return Object.entries(attributes).map(([path, value]) => assign(how, path, value));
}

function assign(how: Operation['op'], text: string, value: unknown): Partial<GroupChange> {
  const path = pathOf(text, GROUP_SCHEMA);
  switch (path?.attribute) {
    case 'displayname':
      if (how === 'remove') throw new ScimRefusalError('mutability', 'displayName cannot be removed.');
      return { displayName: textOf(value, 'displayName') };
    case 'externalid':
      return { externalId: how === 'remove' || value === null ? null : textOf(value, 'externalId') };
    case 'members':
      return { members: [stepOf(how, path.filter, value)] };
    default:
      return {};
  }
}

function stepOf(how: Operation['op'], filter: string | null, value: unknown): Step {
  if (filter !== null) {
    if (how !== 'remove') throw new ScimRefusalError('invalidPath', 'Members are added by their value, not by a filter.');
    return { how, ids: namedBy(parseScimFilter(filter)) };
  }
  // A remove that names nobody is of all; Entra names whom it means in the value.
  if (value === undefined || value === null) return { how: how === 'remove' ? 'replace' : how, ids: [] };
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return { how, ids: listed.map((member) => idOf(objectOf(member, 'A member')['value'])) };
}

/** `value eq "…"`, or several of them joined by "or". */
function namedBy(filter: Filter): string[] {
  if (filter.op === 'or') return filter.filters.flatMap(namedBy);
  if (filter.op === 'eq' && 'compValue' in filter && filter.attrPath.toLowerCase() === 'value') return [idOf(filter.compValue)];
  throw new ScimRefusalError('invalidPath', 'Members are removed by members[value eq "…"].');
}

function idOf(value: unknown): string {
  const id = typeof value === 'string' ? value.toLowerCase() : '';
  if (!isUuid(id)) throw new ScimRefusalError('invalidValue', 'A member is named by the id of a user.');
  return id;
}
