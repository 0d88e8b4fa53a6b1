import { expect, test } from 'vitest';
import { drillInto } from './drill.ts';

test.each([
  ['PERSON', 'b1', '?person=b1&'],
  ['CATEGORY', '5812', '?mcc=5812&'],
  ['MERCHANT', 'Blue Door', '?merchant=Blue+Door&'],
  ['COUNTRY', 'PRT', '?country=PRT&'],
] as const)('a row by %s leads to its purchases of the period', (by, subject, filter) => {
  expect(drillInto(by, subject, '2026-03-01', '2026-03-31')).toBe(`/admin/transactions${filter}from=2026-03-01&to=2026-03-31`);
});

test('what has no subject leads nowhere', () => {
  expect(drillInto('TEAM', '', '2026-03-01', '2026-03-31')).toBeUndefined();
});
