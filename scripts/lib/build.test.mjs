import { expect, test } from 'vitest';
import { summary } from './build.mjs';

test('what turbo did is told as a person would', () => {
  expect(summary(' Tasks:    6 successful, 6 total\nCached:    6 cached, 6 total\n')).toBe('nothing changed');
  expect(summary('Cached:    4 cached, 6 total')).toBe('2 of 6 packages');
});
