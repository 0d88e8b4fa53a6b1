import { describe, expect, test } from 'vitest';
import { ScimRefusalError } from './scim.errors.ts';
import { changeOfUser, namesOf, patchOfUser } from './user-change.ts';

const patch = (...operations: unknown[]) =>
  patchOfUser({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations });

describe('a whole user', () => {
  test('is what we keep of it', () => {
    const change = changeOfUser({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'bruno@quay.example',
      externalId: '00u1',
      name: { givenName: 'Bruno', familyName: 'Silva', middleName: '' },
      active: true,
      password: 'never kept',
      title: 'Harbour pilot',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sea' },
    });

    expect(change).toEqual({
      ...{ userName: 'bruno@quay.example', externalId: '00u1', givenName: 'Bruno', familyName: 'Silva', active: true },
    });
  });

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['a name that is a text', { name: 'Bruno' }],
    ['a userName that is a number', { userName: 7 }],
    ['neither active nor not', { active: 'perhaps' }],
  ])('is not %s', (_what, body) => {
    expect(() => changeOfUser(body)).toThrow(ScimRefusalError);
  });
});

describe('a change', () => {
  test.each<[string, unknown, object]>([
    ['as Okta deactivates', { op: 'replace', value: { active: false } }, { active: false }],
    ['as Entra deactivates', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    ['of a part of the name', { op: 'Replace', path: 'name.familyName', value: 'Reis' }, { familyName: 'Reis' }],
    [
      'with dots in the keys',
      { op: 'add', value: { 'name.givenName': 'Rui', 'name.familyName': 'Reis' } },
      { givenName: 'Rui', familyName: 'Reis' },
    ],
    ['with a URN', { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:User:externalId', value: 'x' }, { externalId: 'x' }],
    ['that takes the externalId away', { op: 'remove', path: 'externalId' }, { externalId: null }],
    ['of an address, which stays', { op: 'Replace', path: 'emails[type eq "work"].value', value: 'b@quay.example' }, {}],
    ['of what is not kept', { op: 'add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Sea' }, {}],
  ])('%s', (_what, operation, expected) => {
    expect(patch(operation)).toEqual(expected);
  });

  test('counts as the last of its operations says', () => {
    expect(patch({ op: 'replace', path: 'active', value: false }, { op: 'replace', path: 'active', value: true })).toEqual({
      active: true,
    });
  });

  test.each([
    ['no operations', { Operations: [] }, 'invalidSyntax'],
    ['an op of its own', { Operations: [{ op: 'move', path: 'active' }] }, 'invalidSyntax'],
    ['a remove of nothing', { Operations: [{ op: 'remove' }] }, 'noTarget'],
    ['a remove of the name', { Operations: [{ op: 'remove', path: 'name.givenName' }] }, 'mutability'],
    ['a path that is none', { Operations: [{ op: 'replace', path: 'emails[type eq', value: 'x' }] }, 'invalidPath'],
    ['a value without its attribute', { Operations: [{ op: 'replace', value: 'x' }] }, 'invalidSyntax'],
  ])('with %s is refused', (_what, body, scimType) => {
    expect(() => patchOfUser(body)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});

describe('the name of a new user', () => {
  test.each<[string, object, object]>([
    ['is in two parts', { givenName: 'Bruno', familyName: 'Silva' }, { firstName: 'Bruno', lastName: 'Silva' }],
    ['is the words of the name that is shown', { displayName: 'Ana Maria Costa' }, { firstName: 'Ana', lastName: 'Maria Costa' }],
    ['is completed by it', { displayName: 'Ana Costa', givenName: 'Anita' }, { firstName: 'Anita', lastName: 'Costa' }],
  ])('%s', (_what, change, names) => {
    expect(namesOf(change)).toEqual(names);
  });

  test.each([{}, { givenName: 'Bruno' }, { displayName: 'Bruno' }])('is needed whole', (change) => {
    expect(() => namesOf(change)).toThrow(ScimRefusalError);
  });
});
