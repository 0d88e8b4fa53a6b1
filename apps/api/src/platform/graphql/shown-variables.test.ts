import { buildSchema, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { shownVariables } from './shown-variables.ts';

const schema = buildSchema(`
  scalar DateTime
  enum Role { ADMIN EMPLOYEE }
  input Person { id: ID, name: String, role: Role, age: Int, active: Boolean, since: DateTime, share: Float, friends: [Person!] }
  type Query { person(input: Person, names: [String!]): Int }
`);
const asked = (text: string, variables: Record<string, unknown> = {}) => {
  const document = parse(text);
  const operation = getOperationAST(document);
  return operation && shownVariables(schema, document, operation, variables);
};
const shown = (variables: Record<string, unknown>) =>
  asked('query ($input: Person, $names: [String!]) { person(input: $input, names: $names) }', variables);
const ID = '018f0000-0000-7000-8000-000000000001';

test('what cannot name anybody is shown, and of everything else its length', () => {
  const input = {
    ...{ id: ID, name: 'Zuzana', role: 'ADMIN', age: 41, active: true, since: '2026-03-02T09:15:04Z', share: 0.5 },
    friends: [{ id: 'zuzana@quay.example', role: 'Zuzana', age: 4111111111111111, since: 'Zuzana', name: null }],
  };

  expect(shown({ input })).toEqual({
    input: {
      ...{ id: ID, name: '6 characters', role: 'ADMIN', age: 41, active: true, since: '2026-03-02T09:15:04Z', share: 'number' },
      friends: [{ id: '19 characters', role: '6 characters', age: 'number', since: '6 characters', name: null }],
    },
  });
});

test('what the schema does not have is not shown at all', () => {
  expect(shown({ input: { Zuzana: 'Zuzana' }, Zuzana: 'Zuzana' })).toEqual({ input: {} });
});

test('a value of another shape than the schema has is not shown', () => {
  expect(shown({ input: 'Zuzana', names: 'Zuzana' })).toEqual({ input: '6 characters', names: ['6 characters'] });
});

test('long lists are cut, and more than fits a line is only counted', () => {
  expect(shown({ names: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] })).toEqual({
    names: [...Array<string>(5).fill('1 characters'), 'and 2 more'],
  });
  const deep = (levels: number): object => ({
    friends: Array.from({ length: 5 }, () => (levels === 0 ? { name: 'x' } : deep(levels - 1))),
  });

  expect(shown({ input: deep(3) })).toEqual({ tooLong: expect.any(Number) as number, names: ['input'] });
});

test('what the text itself says at the root is shown alike, also in a fragment, with what variables put into it', () => {
  const text = `query ($role: Role = ADMIN, $name: String = "Zuzana") {
    person(names: $name, input: { id: "${ID}", role: $role })
    ...more
    ... { c: person(names: ["Zuzana"]) }
  }
  fragment more on Query { b: person(input: { age: 41 }) }`;

  expect(asked(text, { role: 'EMPLOYEE' })).toEqual({
    role: 'EMPLOYEE',
    name: '6 characters',
    'person.input': [{ id: ID, role: 'EMPLOYEE' }, { age: 41 }],
    'person.names': [['6 characters']],
  });
});
