import { expect, test } from 'vitest';
import { mergePages, type StoredPages } from './connection-pages.ts';

const pages = (ids: string, hasNextPage = true): StoredPages => ({
  edges: ids.split('').map((id) => ({ cursor: id, node: { __ref: `Card:${id}` } })),
  pageInfo: { hasNextPage, endCursor: ids.at(-1) ?? null },
});
const idsOf = ({ edges }: StoredPages) => edges.map((edge) => edge.cursor).join('');

test('the next page follows the pages before', () => {
  const merged = mergePages(pages('abc'), pages('de', false), 'c');

  expect(idsOf(merged)).toBe('abcde');
  expect(merged.pageInfo).toEqual({ hasNextPage: false, endCursor: 'e' });
});

test('the same page twice is there once', () => {
  expect(idsOf(mergePages(pages('abcde'), pages('de'), 'c'))).toBe('abcde');
});

test('a new head goes before what a person has scrolled to', () => {
  const merged = mergePages(pages('cdefgh'), pages('abcd'), null);

  expect(idsOf(merged)).toBe('abcdefgh');
  expect(merged.pageInfo).toEqual({ hasNextPage: true, endCursor: 'h' });
});

test('a row that left the head is gone', () => {
  expect(idsOf(mergePages(pages('abcdef'), pages('acd'), null))).toBe('acdef');
});

test.each([
  ['it has no row in common with what was there', 'abc', pages('xyz'), 'xyz'],
  ['it is the whole list', 'abcdef', pages('abc', false), 'abc'],
  ['it is empty', 'abc', pages('', false), ''],
])('a new head replaces everything when %s', (_when, before, head, expected) => {
  expect(idsOf(mergePages(pages(before), head, null))).toBe(expected);
});
