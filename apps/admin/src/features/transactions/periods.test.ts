import { expect, test } from 'vitest';
import { periods } from './periods.ts';

test('periods are days of the company, not of Greenwich', () => {
  // 02:30 on 1 March in London is still 28 February in New York.
  const found = periods(Date.parse('2026-03-01T02:30:00Z'), 'America/New_York');

  expect(found.map(({ key, from, to }) => [key, from, to])).toEqual([
    ['today', '2026-02-28', '2026-02-28'],
    ['week', '2026-02-22', '2026-02-28'],
    ['month', '2026-02-01', '2026-02-28'],
    ['last-month', '2026-01-01', '2026-01-31'],
  ]);
});
