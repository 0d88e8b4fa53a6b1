import { ScimRefusalError } from './scim.errors.ts';
import { booleanOf, type Json, objectOf, operationsOf, pathOf, textOf } from './values.ts';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** What a request wants a user to be; what it does not say stays as it is. */
export type UserChange = {
  readonly userName?: string;
  /** Null: none any more. */
  readonly externalId?: string | null;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly displayName?: string;
  readonly active?: boolean;
};

/** Of a POST or a PUT. @throws ScimRefusalError */
export function changeOfUser(body: unknown): UserChange {
  return assignAll(objectOf(body, 'The body'));
}

/** Of a PATCH. @throws ScimRefusalError */
export function patchOfUser(body: unknown): UserChange {
  const changes = operationsOf(body).map(({ op, path, value }): UserChange => {
    if (op === 'remove') return removed(path ?? '');
    return path === null ? assignAll(objectOf(value, 'The value of an operation without a path')) : assign(path, value);
  });
  return Object.assign({}, ...changes) as UserChange;
}

function assignAll(attributes: Json): UserChange {
  return Object.assign({}, ...Object.entries(attributes).map(([path, value]) => assign(path, value))) as UserChange;
}

/** What we do not keep, such as a title or a phone number, is let go of, as RFC 7644 section 3.3 has it. */
function assign(text: string, value: unknown): UserChange {
  const attribute = pathOf(text, USER_SCHEMA)?.attribute;
  if (value === null || value === undefined) return attribute === 'externalid' ? { externalId: null } : {};
  switch (attribute) {
    case 'username':
      return { userName: textOf(value, 'userName') };
    case 'externalid':
      return { externalId: textOf(value, 'externalId') };
    case 'active':
      return { active: booleanOf(value, 'active') };
    case 'name': {
      const parts = Object.entries(objectOf(value, 'name'));
      return assignAll(Object.fromEntries(parts.map(([part, of]) => [`name.${part}`, of])));
    }
    case 'name.givenname':
      return { givenName: textOf(value, 'name.givenName') };
    case 'name.familyname':
      return { familyName: textOf(value, 'name.familyName') };
    case 'displayname':
    case 'name.formatted':
      return { displayName: textOf(value, attribute) };
    default:
      return {};
  }
}

const NEEDED: ReadonlySet<string> = new Set(['username', 'active', 'name', 'name.givenname', 'name.familyname']);

function removed(text: string): UserChange {
  const attribute = pathOf(text, USER_SCHEMA)?.attribute;
  if (attribute !== undefined && NEEDED.has(attribute))
    throw new ScimRefusalError('mutability', 'userName, name and active cannot be removed.');
  return attribute === 'externalid' ? { externalId: null } : {};
}

/** Both parts of the name of a new user; who has only one text as a name is called by its words. @throws ScimRefusalError */
export function namesOf({ givenName, familyName, displayName = '' }: UserChange): { firstName: string; lastName: string } {
  const [first = '', ...rest] = displayName.split(/\s+/);
  const [firstName, lastName] = [givenName ?? first, familyName ?? rest.join(' ')];
  if (firstName === '' || lastName === '')
    throw new ScimRefusalError('invalidValue', 'Map name.givenName and name.familyName: a person here has both.');
  return { firstName, lastName };
}
