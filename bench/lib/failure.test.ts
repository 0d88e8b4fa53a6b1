import { expect, test } from 'vitest';
import { failureOf } from './failure.ts';

test.each<[string, number, string, string | null]>([
  ['data', 200, '{"data":{"viewer":{"id":"7"}}}', null],
  ['a decline', 402, '{"jit_funding":{"token":"7","decline_reason":"INSUFFICIENT_FUNDS"},"code":"X"}', null],
  ['a refusal beside data', 200, '{"data":{"card":{"id":"7"}},"errors":[{"extensions":{"code":"OVERLOADED"}}]}', 'OVERLOADED'],
  ['a refusal without data', 200, '{"errors":[{"message":"","extensions":{"code":"INTERNAL"}}],"data":null}', 'INTERNAL'],
  ['a refusal by status', 503, '{"status":503,"code":"OVERLOADED","detail":"Later."}', 'OVERLOADED'],
  ['a page of the proxy', 502, '<html>Bad Gateway</html>', 'HTTP_502'],
  ['what another request asked for', 200, '{"data":{"viewer":{"id":"8"}}}', 'MISMATCHED'],
])('an answer that is %s', (_what, status, body, failure) => {
  expect(failureOf({ status, body }, '"7"')).toBe(failure);
});
