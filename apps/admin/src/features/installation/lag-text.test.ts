import { expect, test } from 'vitest';
import { lagText } from './lag-text.ts';

test.each([
  [0, '0 ms'],
  [40, '40 ms'],
  [999, '999 ms'],
  [1_000, '1 sec'],
  [1_500, '1.5 sec'],
  [60_000, '1 min'],
  [5_400_000, '1.5 hr'],
  [172_800_000, '2 days'],
])('%i ms is written %s', (ms, text) => {
  expect(lagText(ms, 'en')).toBe(text);
});

test('it is written in the reader’s language', () => {
  expect(lagText(172_800_000, 'pt-PT')).toBe('2 dias');
});
