import { gql, type InMemoryCache } from '@apollo/client';
import { buildSchema, getNamedType, type GraphQLField, isNonNullType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import sdl from '../../schema/schema.graphql?raw';
import { createCache } from './cache.ts';

const schema = buildSchema(sdl);
const lists = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ type }) => getNamedType(type).name.endsWith('Connection'));

/** Two pages of one row each, as they come one after the other. */
function readTwoPages(cache: InMemoryCache, list: GraphQLField<unknown, unknown>): unknown {
  const asked = gql(`query ($after: String) { ${list.name}(first: 1, after: $after${needed(list)}) {
    edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`);
  for (const [after, cursor, hasNextPage] of [
    [undefined, 'one', true],
    ['one', 'two', false],
  ] as const) {
    const edge = { __typename: edgeOf(list), cursor, node: { __typename: 'Node', id: cursor } };
    const pageInfo = { __typename: 'PageInfo', hasNextPage, endCursor: cursor };
    cache.writeQuery({
      query: asked,
      variables: after === undefined ? {} : { after },
      data: { [list.name]: { __typename: getNamedType(list.type).name, edges: [edge], pageInfo } },
    });
  }
  return cache.readQuery({ query: asked, variables: {} });
}

/** What must be given and does not page. Of an input's own fields the cache knows nothing. */
function needed({ args }: GraphQLField<unknown, unknown>): string {
  return args
    .filter(({ type }) => isNonNullType(type))
    .map(({ name }) => `, ${name}: {}`)
    .join('');
}

function edgeOf({ type }: GraphQLField<unknown, unknown>): string {
  const connection = getNamedType(type);
  return isObjectType(connection) ? connection.name.replace(/Connection$/, 'Edge') : '';
}

test.each(lists.map((list) => [list.name, list] as const))('the second page of %s follows the first', (name, list) => {
  expect(readTwoPages(createCache(), list)).toMatchObject({
    [name]: { edges: [{ cursor: 'one' }, { cursor: 'two' }], pageInfo: { hasNextPage: false, endCursor: 'two' } },
  });
});
