import { buildSchema, graphql, type GraphQLResolveInfo } from 'graphql';
import { expect, test } from 'vitest';
import { asksWithin } from './selected.ts';

const schema = buildSchema('type Card { id: ID name: String owner: Card } type Query { card: Card }');

/** Whether the query asks for no more of a card than its id and its name. */
async function within(source: string): Promise<boolean | undefined> {
  let answer: boolean | undefined;
  const card = (_args: unknown, _context: unknown, info: GraphQLResolveInfo): object => {
    answer = asksWithin(info, new Set(['id', 'name']));
    return {};
  };
  expect((await graphql({ schema, source, rootValue: { card } })).errors).toBeUndefined();
  return answer;
}

test.each([
  '{ card { id } }',
  '{ card { id name __typename } }',
  '{ card { owner: name } }',
  '{ card { ...Named } } fragment Named on Card { ... on Card { name } }',
])('no more is asked by %s', async (source) => {
  expect(await within(source)).toBe(true);
});

test.each([
  '{ card { id owner { id } } }',
  '{ card { name: owner { id } } }',
  '{ card { id } card { owner { id } } }',
  '{ card { ...Owned } } fragment Owned on Card { ... on Card { owner { id } } }',
])('more is asked by %s', async (source) => {
  expect(await within(source)).toBe(false);
});
