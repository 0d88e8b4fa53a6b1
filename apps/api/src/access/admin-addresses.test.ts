import { expect, test } from 'vitest';
import { AddressNotAllowedError } from './access.errors.ts';
import { fromAdminAddresses } from './admin-addresses.ts';
import type { Role, Viewer } from './viewer.ts';

const as = (role: Role, addresses: readonly string[]) => fromAdminAddresses(() => Promise.resolve({ role } as Viewer), addresses);
const OFFICE = ['192.0.2.0/28', '2001:db8::/32'];

test.each<[Role, string, boolean]>([
  ['ADMIN', '192.0.2.7', true],
  ['ADMIN', '::ffff:192.0.2.7', true],
  ['ADMIN', '2001:db8::1', true],
  ['ADMIN', '192.0.2.16', false],
  ['ADMIN', 'no address', false],
  ['OPERATOR', '198.51.100.1', false],
  ['MANAGER', '198.51.100.1', true],
  ['EMPLOYEE', '198.51.100.1', true],
  ['SERVICE', '198.51.100.1', true],
])('with a list for admins, %s is let in from %s: %s', async (role, ip, allowed) => {
  const refusal: unknown = await as(role, OFFICE)('token', ip).then(
    () => null,
    (error: unknown) => error,
  );

  expect(refusal instanceof AddressNotAllowedError).toBe(!allowed);
});

test('without a list an admin is let in from anywhere, and nobody stays nobody', async () => {
  expect(await as('ADMIN', [])('token', '198.51.100.1')).toEqual({ role: 'ADMIN' });
  expect(await fromAdminAddresses(() => Promise.resolve(null), OFFICE)('token', '198.51.100.1')).toBeNull();
});
