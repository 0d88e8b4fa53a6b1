import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test.each([
  ['Blue Door', 'Blue Door'],
  ['Books, old and new', '"Books, old and new"'],
  ['The "Door"', '"The ""Door"""'],
  ['two\nlines', '"two\nlines"'],
  ['-12.50', '-12.50'],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+351 21', "'+351 21"],
  ['@here', "'@here"],
  ['-a', "'-a"],
  ['', ''],
])('%j is written so that a spreadsheet reads it as it is', (text, cell) => {
  expect(csvOf([[text, 'end']])).toBe(`${cell},end\r\n`);
});
