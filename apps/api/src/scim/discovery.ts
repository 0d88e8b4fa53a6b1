import { GROUP_SCHEMA } from './group-change.ts';
import { USER_SCHEMA } from './user-change.ts';
import type { Json } from './values.ts';

type Made = {
  readonly type?: 'string' | 'boolean' | 'complex' | 'reference';
  readonly multiValued?: boolean;
  readonly required?: boolean;
  readonly caseExact?: boolean;
  readonly mutability?: 'readOnly' | 'readWrite' | 'immutable';
  readonly uniqueness?: 'none' | 'server';
  readonly subAttributes?: readonly Json[];
};

function attribute(name: string, description: string, made: Made = {}): Json {
  const usual = { type: 'string', multiValued: false, required: false, caseExact: false, mutability: 'readWrite', uniqueness: 'none' };
  return { name, description, ...usual, returned: 'default', ...made };
}

const readOnly = { mutability: 'readOnly' } as const;

const USER_ATTRIBUTES = [
  attribute('userName', 'The e-mail address by which somebody signs in.', {
    required: true,
    uniqueness: 'server',
    mutability: 'immutable',
  }),
  attribute('externalId', 'What the directory calls them.', { caseExact: true, uniqueness: 'server' }),
  attribute('name', 'Both parts have 1 to 40 characters.', {
    type: 'complex',
    required: true,
    subAttributes: [
      attribute('givenName', 'First name.', { required: true }),
      attribute('familyName', 'Last name.', { required: true }),
      attribute('formatted', 'Both.', readOnly),
    ],
  }),
  attribute('displayName', 'First and last name.', readOnly),
  attribute('active', 'Whether they may sign in and spend.', { type: 'boolean' }),
  attribute('emails', 'The address of userName.', {
    ...{ type: 'complex', multiValued: true, ...readOnly },
    subAttributes: [
      attribute('value', 'The address.', readOnly),
      attribute('type', '"work".', readOnly),
      attribute('primary', 'True.', { type: 'boolean', ...readOnly }),
    ],
  }),
  attribute('groups', 'Teams that they are in.', {
    ...{ type: 'complex', multiValued: true, ...readOnly },
    subAttributes: [attribute('value', 'Id of the group.', readOnly), attribute('display', 'Its name.', readOnly)],
  }),
];

const GROUP_ATTRIBUTES = [
  attribute('displayName', 'Name of the team: 1 to 60 characters.', { required: true, uniqueness: 'server' }),
  attribute('externalId', 'What the directory calls it.', { caseExact: true, uniqueness: 'server' }),
  attribute('members', 'Users who are in the team.', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'Id of the user.', { mutability: 'immutable' }),
      attribute('display', 'Their name.', readOnly),
      attribute('type', '"User".', readOnly),
    ],
  }),
];

const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

export type Discovery = { readonly config: Json; readonly resourceTypes: readonly Json[]; readonly schemas: readonly Json[] };

/** What a directory may find out of this service (RFC 7643 sections 5 to 7). */
export function discoveryOf(baseUrl: string): Discovery {
  const meta = (resourceType: string, path: string) => ({ resourceType, location: `${baseUrl}/${path}` });
  const resourceType = (id: 'User' | 'Group', schema: string, description: string) => ({
    ...{ schemas: [RESOURCE_TYPE], id, name: id, endpoint: `/${id}s`, description, schema },
    meta: meta('ResourceType', `ResourceTypes/${id}`),
  });
  const schema = (id: string, name: string, description: string, attributes: readonly Json[]) => ({
    ...{ schemas: [SCHEMA], id, name, description, attributes },
    meta: meta('Schema', `Schemas/${id}`),
  });
  return {
    config: {
      schemas: [CONFIG],
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [
        {
          ...{ type: 'oauthbearertoken', name: 'API key', primary: true },
          description: 'An API key of a service account with the scope SCIM, as a bearer token.',
        },
      ],
      meta: meta('ServiceProviderConfig', 'ServiceProviderConfig'),
    },
    resourceTypes: [
      resourceType('User', USER_SCHEMA, 'A person of the company, or somebody who is invited.'),
      resourceType('Group', GROUP_SCHEMA, 'A team.'),
    ],
    schemas: [
      schema(USER_SCHEMA, 'User', 'A person of the company, or somebody who is invited.', USER_ATTRIBUTES),
      schema(GROUP_SCHEMA, 'Group', 'A team.', GROUP_ATTRIBUTES),
    ],
  };
}
