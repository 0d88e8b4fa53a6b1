import { describe, expect, test } from 'vitest';
import { rowAfterKey, toggled } from './data-table-keys.ts';

describe('the keyboard in a table of five rows', () => {
  test.each([
    ['j', 1, 2],
    ['j', 4, 4],
    ['k', 1, 0],
    ['k', 0, 0],
    ['ArrowDown', 0, 1],
    ['Home', 3, 0],
    ['End', 0, 4],
    ['PageDown', 1, 4],
    ['PageUp', 4, 0],
    ['q', 2, null],
  ])('%s on row %i leads to %s', (key, from, to) => {
    expect(rowAfterKey(key, from, 5)).toBe(to);
  });

  test('an empty table has nowhere to go', () => {
    expect(rowAfterKey('j', 0, 0)).toBe(0);
  });
});

test('selecting twice leaves what was selected before', () => {
  const before = new Set(['a']);
  expect([...toggled(toggled(before, 'b'), 'b')]).toEqual(['a']);
  expect([...before]).toEqual(['a']);
});
