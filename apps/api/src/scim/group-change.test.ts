import { describe, expect, test } from 'vitest';
import { changeOfGroup, membersAfter, patchOfGroup } from './group-change.ts';

const [BRUNO, CAROL, MARTA] = [
  '018f0000-0000-7000-8000-000000000001',
  '018f0000-0000-7000-8000-000000000002',
  '018f0000-0000-7000-8000-000000000003',
];
const patch = (...operations: unknown[]) => patchOfGroup({ Operations: operations });
const after = (...operations: unknown[]) => [...membersAfter(new Set([BRUNO, CAROL]), patch(...operations))];

describe('members', () => {
  test.each<[string, unknown, string[]]>([
    ['are added', { op: 'Add', path: 'members', value: [{ $ref: null, value: MARTA }] }, [BRUNO, CAROL, MARTA]],
    ['are added once', { op: 'add', path: 'members', value: [{ value: BRUNO.toUpperCase() }] }, [BRUNO, CAROL]],
    ['are added beside the name', { op: 'add', value: { members: [{ value: MARTA }] } }, [BRUNO, CAROL, MARTA]],
    ['are replaced', { op: 'replace', path: 'members', value: [{ value: MARTA }] }, [MARTA]],
    ['are removed as Okta says it', { op: 'remove', path: `members[value eq "${BRUNO}"]` }, [CAROL]],
    ['are removed as Entra says it', { op: 'Remove', path: 'members', value: [{ $ref: null, value: CAROL }] }, [BRUNO]],
    ['are removed several at once', { op: 'remove', path: `members[value eq "${BRUNO}" or value eq "${CAROL}"]` }, []],
    ['are all removed', { op: 'remove', path: 'members' }, []],
    ['stay when only the name changes', { op: 'replace', value: { id: MARTA, displayName: 'Harbour' } }, [BRUNO, CAROL]],
  ])('%s', (_how, operation, expected) => {
    expect(after(operation)).toEqual(expected);
  });

  test('change by one operation after the other', () => {
    expect(
      after(
        { op: 'remove', path: `members[value eq "${BRUNO}"]` },
        { op: 'add', path: 'members', value: [{ value: BRUNO }, { value: MARTA }] },
      ),
    ).toEqual([CAROL, BRUNO, MARTA]);
  });

  test.each([
    ['a member that is no id', { op: 'add', path: 'members', value: [{ value: 'bruno' }] }, 'invalidValue'],
    ['a filter that adds', { op: 'add', path: `members[value eq "${BRUNO}"]`, value: [] }, 'invalidPath'],
    ['a filter by a name', { op: 'remove', path: 'members[display eq "Bruno"]' }, 'invalidPath'],
    ['a remove of the name', { op: 'remove', path: 'displayName' }, 'mutability'],
  ])('with %s is refused', (_what, operation, scimType) => {
    expect(() => patch(operation)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});

test('a whole group is its name, what the directory calls it, and its members', () => {
  expect(changeOfGroup({ displayName: 'Sales', externalId: '8aa1', members: [{ value: BRUNO }], meta: { resourceType: 'Group' } })).toEqual(
    {
      ...{ displayName: 'Sales', externalId: '8aa1', members: [{ how: 'replace', ids: [BRUNO] }] },
    },
  );
  expect(changeOfGroup({ displayName: 'Sales' }).members).toEqual([]);
});
