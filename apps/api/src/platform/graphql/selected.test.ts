import { buildSchema, graphql, type GraphQLResolveInfo } from 'graphql';
import { expect, test } from 'vitest';
import { asksWithin, isAllAsked } from './selected.ts';

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

/** Whether the query asks for nothing but a card, and of it for no more than its id, and its owner's name. */
async function all(source: string): Promise<boolean | undefined> {
  let answer: boolean | undefined;
  const card = (_args: unknown, _context: unknown, info: GraphQLResolveInfo): object => {
    answer = isAllAsked(info, { id: true, owner: { name: true } });
    return {};
  };
  expect((await graphql({ schema, source, rootValue: { card } })).errors).toBeUndefined();
  return answer;
}

test.each([
  '{ card { id } }',
  '{ mine: card { id owner { name __typename } } }',
  '{ card { ...Owned } } fragment Owned on Card { ... on Card { owner { name } } }',
])('that is all of %s', async (source) => {
  expect(await all(source)).toBe(true);
});

test.each([
  '{ card { name } }',
  '{ card { owner { id } } }',
  '{ card { owner { name owner { name } } } }',
  '{ card { id } __typename }',
  '{ card { id } other: card { id } }',
  '{ ...Both } fragment Both on Query { card { id } other: card { id } }',
  '{ card { id } card { owner { name } } }',
  '{ ...Cards } fragment Cards on Query { card { id } other: card { name } }',
])('that is not all of %s', async (source) => {
  expect(await all(source)).toBe(false);
});
