import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { expect, test } from 'vitest';
import { AuthError } from './auth-error.ts';
import { refusalAfter, refusalOf } from './refusal.ts';

const http = (status: number, body: string) =>
  new ServerError('Response not successful', { response: new Response(body, { status }), bodyText: body });

const refused = { message: 'Changed since.', extensions: { code: 'STALE', field: 'expectedVersion', traceId: 't-1' } };
const asRefusal = { code: 'STALE', field: 'expectedVersion', traceId: 't-1', message: 'Changed since.' };

test.each<[string, unknown, object]>([
  ['a GraphQL refusal', new CombinedGraphQLErrors({ errors: [refused] }), asRefusal],
  ['a GraphQL refusal in an HTTP refusal', http(412, JSON.stringify({ errors: [refused] })), asRefusal],
  [
    'a problem+json',
    http(503, '{"code":"UNAVAILABLE","detail":"Soon.","traceId":"t-2"}'),
    { code: 'UNAVAILABLE', traceId: 't-2', message: 'Soon.' },
  ],
  ['an HTTP refusal of no known form', http(401, '<html>'), { code: 'UNAUTHENTICATED' }],
  ["a proxy's page", http(502, '<html>'), { code: 'UNREACHABLE' }],
  ['an error without a code', new CombinedGraphQLErrors({ errors: [{ message: 'Oops' }] }), { code: 'INTERNAL', message: 'Oops' }],
  ['a refused sign-in', new AuthError('WRONG_CREDENTIALS', 'No.', 401, 't-3'), { code: 'WRONG_CREDENTIALS', traceId: 't-3' }],
  ['no answer at all', new TypeError('Failed to fetch'), { code: 'UNREACHABLE' }],
  ['a broken socket', new Error('Socket closed with event 1006 '), { code: 'UNREACHABLE' }],
  ['a socket closed on a stranger', new Error('Socket closed with event 4403 Forbidden'), { code: 'UNAUTHENTICATED' }],
  ['a defect of ours', new Error('x is undefined'), { code: 'INTERNAL' }],
])('%s is read', (_what, error, expected) => {
  expect(refusalOf(error)).toMatchObject(expected);
});

test('what refused a sign-in elsewhere is read from the address that it came back to, and nothing else is', () => {
  expect(refusalAfter('#refused=NOT_INVITED')).toMatchObject({ code: 'NOT_INVITED' });
  expect(['', '#', '#refused=', '#refused=<b>', '#other'].map(refusalAfter)).toEqual([null, null, null, null, null]);
});
