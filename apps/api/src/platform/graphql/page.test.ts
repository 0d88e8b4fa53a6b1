import { describe, expect, test } from 'vitest';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { connection, idOf, pageOf } from './page.ts';

const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`;
const rows = [1, 2, 3].map((n) => ({ id: id(n), name: `row ${n}` }));
const position = (row: { id: string; name: string }) => ({ key: row.name, id: row.id });

test('a page has 50 rows when nothing is said', () => {
  expect(pageOf({})).toEqual({ size: 50, after: null, order: '' });
});

test.each([0, -1, 201, 1.5, Number.NaN])('a page of %d rows is refused', (first) => {
  expect(() => pageOf({ first })).toThrow(InvalidInputError);
});

test('the row beyond the page tells that there is more, and is not shown', () => {
  const page = connection(rows, { size: 2, after: null, order: '' }, position);

  expect(page.edges.map(({ node }) => node.name)).toEqual(['row 1', 'row 2']);
  expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
});

test('the cursor of the last row is where the next page begins', () => {
  const { pageInfo } = connection(rows, { size: 2, after: null, order: '' }, position);

  expect(pageOf({ after: pageInfo.endCursor })).toEqual({ size: 50, after: { key: 'row 2', id: id(2) }, order: '' });
});

test('an empty list has no cursors', () => {
  expect(connection([], { size: 2, after: null, order: '' }, position).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
  });
});

describe('a cursor that is not ours is refused', () => {
  test.each(['', 'x', 'bnVsbA', Buffer.from('["a"]').toString('base64url'), Buffer.from('["a","no id"]').toString('base64url')])(
    '%s',
    (after) => {
      expect(() => pageOf({ after })).toThrow(InvalidInputError);
    },
  );
});

describe('in a list with several orders', () => {
  const { endCursor } = connection(rows, { size: 2, after: null, order: 'NAME ASC' }, position).pageInfo;

  test('a cursor goes on in the order that it is of', () => {
    expect(pageOf({ after: endCursor }, 'NAME ASC').after).toEqual({ key: 'row 2', id: id(2) });
  });

  test.each(['NAME DESC', 'CREATED ASC', ''])('and is refused in another: %s', (order) => {
    expect(() => pageOf({ after: endCursor }, order)).toThrow(expect.objectContaining({ code: 'CURSOR_OF_ANOTHER_SORT', field: 'after' }));
  });
});

test('what is no UUID is the id of nothing', () => {
  expect(() => idOf('1 OR true', 'card')).toThrow(NotFoundError);
  expect(idOf(id(1).toUpperCase(), 'card')).toBe(id(1));
});
