import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { assertWithin, LIMITS, measure, QueryTooLargeError } from './limits.ts';

const schema = buildSchema(`
  type Query { cards(first: Int): CardConnection! card: Card }
  type CardConnection { edges: [CardEdge!]! pageInfo: PageInfo! }
  type CardEdge { node: Card! }
  type PageInfo { hasNextPage: Boolean! }
  type Card { id: ID! cards(first: Int): CardConnection! holder: Person! limits: [Limit!]! }
  type Person { name: String! card: Card! }
  type Limit { left: Int! }
`);

function asked(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) throw new Error('no operation');
  return { schema, document, operation, variables };
}

test('a field costs one, at each of its levels', () => {
  expect(measure(asked('{ card { id holder { name } } }'))).toEqual({ depth: 3, aliases: 0, cost: 4 });
});

test.each([
  ['the size asked for', '{ cards(first: 3) { edges { node { id } } } }', {}, 1 + 3 * (1 + (1 + 1))],
  ['the size in the variable', 'query($n: Int) { cards(first: $n) { pageInfo { hasNextPage } } }', { n: 7 }, 1 + 7 * 2],
  ['50 when none is asked for', '{ cards { pageInfo { hasNextPage } } }', {}, 1 + 50 * 2],
  ['200 when more is asked for', '{ cards(first: 100000) { pageInfo { hasNextPage } } }', {}, 1 + 200 * 2],
  ['ten for a list without pages', '{ card { limits { left } } }', {}, 1 + (1 + 10)],
])('a connection counts for %s', (_what, text, variables, cost) => {
  expect(measure(asked(text, variables)).cost).toBe(cost);
});

test('a fragment counts wherever it is spread', () => {
  const once = measure(asked('{ card { ...c } } fragment c on Card { id holder { name } }'));
  const thrice = measure(asked('{ a: card { ...c } b: card { ...c } c: card { ...c } } fragment c on Card { id holder { name } }'));

  expect(thrice).toEqual({ depth: once.depth, aliases: 3, cost: once.cost * 3 });
});

test.each([
  ['too deep', `{ card ${'{ holder { card '.repeat(6)} { id } ${'} }'.repeat(6)} }`],
  ['too many aliases', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: card { id }`).join(' ')} }`],
  [
    'too much in all',
    '{ cards(first: 200) { edges { node { limits { left } holder { card { limits { left } cards(first: 200) { edges { node { id } } } } } } } } }',
  ],
])('a query that is %s is refused', (_what, text) => {
  expect(() => assertWithin(LIMITS, asked(text))).toThrow(QueryTooLargeError);
});

test('twelve levels are still answered', () => {
  expect(() => assertWithin(LIMITS, asked(`{ card ${'{ holder { card '.repeat(5)} { id } ${'} }'.repeat(5)} }`))).not.toThrow();
});
