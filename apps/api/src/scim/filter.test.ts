import { describe, expect, test } from 'vitest';
import { type Attributes, conditionOf, orderOf, parseScimFilter } from './filter.ts';
import { ScimRefusalError } from './scim.errors.ts';

const ATTRIBUTES: Attributes = {
  username: { kind: 'lookup', sql: (parameter) => `r.email_hash = ANY (${parameter})`, parameter: (text) => [text.toLowerCase()] },
  'emails.type': { kind: 'fixed', value: 'work' },
  'emails.value': { kind: 'lookup', sql: (parameter) => `r.email_hash = ANY (${parameter})`, parameter: (text) => [text] },
  externalid: { kind: 'text', sql: 'r.external', caseExact: true },
  'name.familyname': { kind: 'text', sql: 'r.last_name' },
  active: { kind: 'boolean', sql: 'r.active' },
  'meta.created': { kind: 'time', sql: 'r.created_at' },
};

function compiled(text: string): [condition: string, ...parameters: unknown[]] {
  const parameters: unknown[] = ['the company'];
  const condition = conditionOf(parseScimFilter(text), ATTRIBUTES, parameters);
  return [condition, ...parameters.slice(1)];
}

test.each<[string, string, ...unknown[]]>([
  ['userName eq "Bruno@Quay.example"', 'r.email_hash = ANY ($2)', ['bruno@quay.example']],
  ['userName ne "bruno@quay.example"', 'NOT (r.email_hash = ANY ($2))', ['bruno@quay.example']],
  ['urn:ietf:params:scim:schemas:core:2.0:User:externalId eq "00u1"', 'r.external = $2::text', '00u1'],
  ['name.familyName sw "Sil"', 'starts_with(lower(r.last_name), lower($2::text))', 'Sil'],
  ['name.familyName co "il"', 'position(lower($2::text) IN lower(r.last_name)) > 0', 'il'],
  ['externalId ew "9"', 'right(r.external, length($2::text)) = $2::text', '9'],
  ['externalId pr', 'r.external IS NOT NULL'],
  ['userName pr', 'true'],
  ['active eq true', 'r.active = true'],
  ['active eq "False"', 'r.active = false'],
  ['meta.created gt "2026-03-02T09:15:04Z"', 'r.created_at > $2', new Date('2026-03-02T09:15:04Z')],
  [
    'active eq true and externalId eq "a" or externalId eq "b"',
    '((r.active = true AND r.external = $2::text) OR r.external = $3::text)',
    'a',
    'b',
  ],
  ['not (active eq true)', 'NOT coalesce((r.active = true), false)'],
  ['emails[type eq "work" and value eq "b@quay.example"]', '(true AND r.email_hash = ANY ($2))', ['b@quay.example']],
  ['emails[type eq "home"]', 'false'],
])('%s', (text, condition, ...parameters) => {
  expect(compiled(text)).toEqual([condition, ...parameters]);
});

test('what it compares with is never part of the SQL', () => {
  const [condition, parameter] = compiled(`externalId eq "'; DROP TABLE users; --"`);

  expect([condition, parameter]).toEqual(['r.external = $2::text', "'; DROP TABLE users; --"]);
});

describe('is refused', () => {
  test.each([
    ['what is no filter', 'userName is "bruno"'],
    ['a filter that ends in the middle', 'userName eq'],
    ['an attribute that nobody can ask for', 'password eq "x"'],
    ['an attribute of every object', 'constructor eq "x"'],
    ['an address in part', 'userName sw "bruno"'],
    ['a moment that is none', 'meta.created gt "yesterday"'],
    ['neither true nor false', 'active eq "perhaps"'],
    ['line breaks, which the parser would try for ever', `userName eq "${'\n'.repeat(60)}`],
    ['a very long one', `externalId eq "${'x'.repeat(1_000)}"`],
  ])('%s', (_what, text) => {
    expect(() => compiled(text)).toThrow(ScimRefusalError);
  });
});

describe('a list', () => {
  test('is sorted by what is asked for, and by age otherwise', () => {
    expect(orderOf(ATTRIBUTES, null, false)).toBe('r."createdAt", r.id');
    expect(orderOf(ATTRIBUTES, 'name.familyName', true)).toBe('lower(r.last_name) DESC, r.id');
  });

  test.each(['userName', 'password', 'emails.type'])('is not sorted by %s', (path) => {
    expect(() => orderOf(ATTRIBUTES, path, false)).toThrow(ScimRefusalError);
  });
});
