import { expect, test } from 'vitest';
import { filterOf } from './transaction-filter.ts';

test('no filter asks for everything', () => {
  expect(filterOf({}, 'UTC')).toEqual({});
});

test('days are whole days of the company, the last one included', () => {
  const filter = filterOf({ from: '2026-03-08', to: '2026-03-08' }, 'America/New_York');

  expect(filter).toEqual({ from: '2026-03-08T05:00:00.000Z', to: '2026-03-09T04:00:00.000Z' });
});

test('the open panel is no filter', () => {
  expect(filterOf({ open: 'one', q: 'hotel' }, 'UTC')).toEqual({ search: 'hotel' });
});
