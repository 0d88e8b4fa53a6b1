import { expect, test } from 'vitest';
import { firstDifference } from './check-schema.mjs';

test('the first line in which schemas differ is named', () => {
  expect(firstDifference('a\nb\n', 'a\nb')).toBeUndefined();
  expect(firstDifference('a\nb', 'a\nc')).toEqual({ line: 2, committed: 'b', emitted: 'c' });
  expect(firstDifference('a', 'a\nb')).toEqual({ line: 2, committed: '(end)', emitted: 'b' });
});
