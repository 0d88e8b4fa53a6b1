import { expect, test } from 'vitest';
import { missingIn, unannounced } from './schema-rules.mjs';

test('what has no description is named', () => {
  const schema = `
    "The root." type Query { "A card." card(id: ID!): Card  people: Int }
    type Card { "Its kind." kind: Kind }
    "Kinds." enum Kind { "Plastic." PHYSICAL VIRTUAL }
    "What to find." input Filter { search: String }`;

  expect(missingIn(schema)).toEqual([
    'Query.card(id:) has no description',
    'Query.people has no description',
    'Card has no description',
    'Kind.VIRTUAL has no description',
    'Filter.search has no description',
  ]);
});

test('an argument is described and deprecated like a field', () => {
  const schema = `"The root." type Query { "Cards." cards("Whose." holder: ID  "Gone." old: ID @deprecated(reason: "Use holder.")): Int }`;

  expect(missingIn(schema)).toEqual(['Query.cards(old:) is deprecated and does not say until when (a date as 2027-03-31)']);
});

test('what is deprecated says until when it stays', () => {
  const schema = (reason) => `"The root." type Query { "A card." card: Int @deprecated(reason: "${reason}") }`;

  expect(missingIn(schema('Use cards.'))).toEqual(['Query.card is deprecated and does not say until when (a date as 2027-03-31)']);
  expect(missingIn(schema('Use cards. Goes on 2027-03-31.'))).toEqual([]);
});

test('what breaks a program must be announced in its own words, what is added need not be', () => {
  const published = 'type Query { card: Int people: Int name: String }';
  const changed = 'type Query { card: String name: String count: Int }';

  expect(unannounced({ published, emitted: 'type Query { card: Int! people: Int name: String teams: Int }', notes: '' })).toEqual([]);
  expect(unannounced({ published, emitted: changed, notes: '' })).toEqual([
    'Query.people was removed.',
    'Query.card changed type from Int to String.',
  ]);
  const notes = '- 2027-01-31: Query.people was removed. Ask for members.';
  expect(unannounced({ published, emitted: changed, notes })).toEqual(['Query.card changed type from Int to String.']);
});
