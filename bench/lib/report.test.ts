import { expect, test } from 'vitest';
import { reaches, spread, table } from './report.ts';

test('of several rounds the smallest, the middle and the largest value are told', () => {
  expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  expect(spread([4, 1])).toEqual({ min: 1, median: 2.5, max: 4 });
});

test.each([
  [1.0, { is: 'at least', value: 1 }, true],
  [0.99, { is: 'at least', value: 1 }, false],
  [25, { is: 'at most', value: 25 }, true],
  [26, { is: 'at most', value: 25 }, false],
  [1, { is: 'exactly', value: 0 }, false],
  [Number.NaN, { is: 'at most', value: 25 }, false],
] as const)('%d is %o: %s', (value, goal, reached) => {
  expect(reaches(value, goal)).toBe(reached);
});

test('numbers stand to the right, words to the left', () => {
  expect(table(['figure', 'min', 'median', 'max', 'unit'], [['p50', '1', '22', '333', 'ms']])).toBe(
    ['figure  min  median  max  unit', '------  ---  ------  ---  ----', 'p50       1      22  333  ms'].join('\n'),
  );
});
