import { expect, test } from 'vitest';
import { tokenIn } from './mirror-decline.ts';

test.each([
  ['Velocity control 3f4ff5ab-f96a-8271-8ee7-a16f9b7eb0e4: 200 EUR per DAY', '3f4ff5ab-f96a-8271-8ee7-a16f9b7eb0e4'],
  ['{"token":"3F4FF5AB-F96A-8271-8EE7-A16F9B7EB0E4"}', '3f4ff5ab-f96a-8271-8ee7-a16f9b7eb0e4'],
  ['Velocity control lunch: 50 USD per DAY', null],
  ['93f4ff5ab-f96a-8271-8ee7-a16f9b7eb0e4', null],
  ['', null],
])('what Marqeta says of the control that declined, %j, names %s', (information, token) => {
  expect(tokenIn(information)).toBe(token);
});
