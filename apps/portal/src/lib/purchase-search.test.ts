import { describe, expect, test } from 'vitest';
import { parseSearch, purchaseSearch, statusesOf, stringifySearch } from './purchase-search.ts';

describe('the filters in the address', () => {
  test('come back as they were written', () => {
    const search = { q: 'café & bar', state: 'declined', card: '0198' } as const;
    expect(purchaseSearch(parseSearch(stringifySearch(search)))).toEqual(search);
  });

  test('leave out what cannot be read', () => {
    expect(purchaseSearch({ q: '   ', state: 'stolen', card: 7, other: 'x' })).toEqual({ card: '7' });
  });

  test('write nothing when there is no filter', () => {
    expect(stringifySearch({})).toBe('');
  });
});

test('what was given back before any money moved is one group', () => {
  expect(statusesOf('returned')).toEqual(['REVERSED', 'EXPIRED']);
});
