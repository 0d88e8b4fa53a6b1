import { buildSchema, type DocumentNode, getOperationAST, type GraphQLObjectType, type OperationDefinitionNode, parse } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { compiledQuery, CompiledTexts, type Run } from './compiled.ts';

const schema = buildSchema(`
  type Query { company: Company }
  type Company { name: String! }
`);
let asked: number;

beforeEach(() => {
  asked = 0;
  const { company } = (schema.getQueryType() as GraphQLObjectType).getFields();
  if (company !== undefined)
    company.resolve = () => {
      asked += 1;
      return { name: 'Harborline' };
    };
});

const read = (text: string): readonly [DocumentNode, OperationDefinitionNode] => {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) throw new Error('no operation');
  return [document, operation];
};
const runOf = (text: string): Run => compiledQuery(schema, ...read(text));

describe('a query that is compiled', () => {
  test('is answered', async () => {
    expect(await runOf('{ company { name } }')({}, {})).toEqual({ data: { company: { name: 'Harborline' } } });
  });

  test('is answered as well where the compiler refuses what GraphQL allows: a variable that need not be given, since it has a default', async () => {
    const run = runOf('query ($short: Boolean! = false) { company { name @skip(if: $short) } }');

    expect(await run({}, {})).toEqual({ data: { company: { name: 'Harborline' } } });
    expect(await run({}, { short: true })).toEqual({ data: { company: {} } });
    expect(asked).toBe(2);
  });

  test('is answered where the compiler makes nothing of it', async () => {
    // A directive's argument of this schema, which is of another type than the compiler knows.
    const odd = parse('query ($short: Boolean) { company { name @skip(if: $short) } }');
    const operation = getOperationAST(odd) as OperationDefinitionNode;

    expect(await compiledQuery(schema, odd, operation)({}, { short: false })).toEqual({ data: { company: { name: 'Harborline' } } });
  });

  test('is refused in the words of GraphQL where its variables are not good', async () => {
    const { data, errors } = await runOf('query ($short: Boolean!) { company { name @skip(if: $short) } }')({}, {});

    expect([data, errors?.map(({ extensions }) => extensions)]).toEqual([undefined, [{ code: 'BAD_USER_INPUT' }]]);
    expect(asked).toBe(0);
  });
});

test('a text is answered alike before it is compiled and from then on', async () => {
  const texts = new CompiledTexts(schema);
  const [document, operation] = read('query ($short: Boolean! = false) { company { name @skip(if: $short) } }');

  const runs = Array.from({ length: 12 }, () => texts.find(document, operation));

  expect(runs.map((run) => run !== null)).toEqual([...Array<boolean>(9).fill(false), true, true, true]);
  for (const run of runs.slice(9)) expect(await run?.({}, {})).toEqual({ data: { company: { name: 'Harborline' } } });
});
