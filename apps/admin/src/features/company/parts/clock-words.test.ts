import { expect, test } from 'vitest';
import { dayOfYearIn, monthAndDayOf, monthIn, partsOf, weekdayIn } from './clock-words.ts';

test('days and months have the reader’s names', () => {
  expect([weekdayIn('en', 1), weekdayIn('en', 7), monthIn('pt-PT', 4)]).toEqual(['Monday', 'Sunday', 'abril']);
  expect([dayOfYearIn('en', '04-06'), dayOfYearIn('pt-PT', '02-28')]).toEqual(['April 6', '28 de fevereiro']);
});

test('a month and a day go apart and together again', () => {
  expect(partsOf('04-06')).toEqual({ month: 4, day: 6 });
  expect(monthAndDayOf({ month: 4, day: 6 })).toBe('04-06');
});
