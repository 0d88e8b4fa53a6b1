import { expect, test } from 'vitest';
import { inApp } from './urls.ts';

test.each([
  ['/transactions/1', '/admin/transactions/1'],
  ['/admin/funds', '/admin/funds'],
  ['//elsewhere.example/x', null],
  ['/portal/verification', null],
  ['https://elsewhere.example', null],
])('a path %s of the server leads to %s', (path, href) => {
  expect(inApp(path)).toBe(href);
});
