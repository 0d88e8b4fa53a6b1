import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

test.each([
  ['PT2H', 7_200_000],
  ['P1DT30M', 88_200_000],
  ['P2W', 1_209_600_000],
  ['PT0.5S', 500],
  ['PT0S', 0],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', 'P', 'PT', 'P1M', 'P1Y', '2H', 'PT2', '-PT2H', 'PT2H ', 'P1DT'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});
