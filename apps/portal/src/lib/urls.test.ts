import { expect, test } from 'vitest';
import { inApp, urls } from './urls.ts';

test.each([
  ['/transactions/1', '/portal/transactions/1'],
  ['/portal/cards/1', '/portal/cards/1'],
  ['//elsewhere.example/x', null],
  ['/admin/funds', null],
  ['https://elsewhere.example', null],
])('a path %s of the server leads to %s', (path, href) => {
  expect(inApp(path)).toBe(href);
});

test('an id cannot leave its place in the path', () => {
  expect(urls.card('../admin')).toBe('/portal/cards/..%2Fadmin');
});
