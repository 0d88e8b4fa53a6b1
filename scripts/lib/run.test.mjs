import { expect, test } from 'vitest';
import { lines } from './run.mjs';

test('lines come whole, however the stream was cut', () => {
  const got = [];
  const feed = lines((line) => got.push(line));
  for (const piece of ['{"a"', ':1}\n{"b":', '2}\r\n', 'rest']) feed(piece);
  expect(got).toEqual(['{"a":1}', '{"b":2}']);
});
