import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOLDER_STATUSES, type HolderStatus } from '../../wire/holder.ts';
import { isActiveStatus, mayBecome } from './holder-state.ts';

const status = fc.constantFrom(...HOLDER_STATUSES);

test('no sequence of requests brings a holder back from TERMINATED, or from CLOSED without Marqeta', () => {
  const neverBack = fc.property(fc.constantFrom('user', 'business'), fc.array(status), (holder, requests) => {
    let now: HolderStatus = 'ACTIVE';
    for (const to of requests) {
      const allowed = mayBecome(holder, now, to, 'API');
      if ((now === 'TERMINATED' || now === 'CLOSED') && allowed && to !== now) return false;
      if (allowed) now = to;
    }
    return true;
  });

  expect(fc.check(neverBack)).toMatchObject({ failed: false });
});

test.each<['user' | 'business', HolderStatus, HolderStatus, string, boolean]>([
  ['user', 'UNVERIFIED', 'ACTIVE', 'API', true],
  ['user', 'UNVERIFIED', 'SUSPENDED', 'API', false],
  ['business', 'UNVERIFIED', 'SUSPENDED', 'API', true],
  ['user', 'LIMITED', 'SUSPENDED', 'API', true],
  ['user', 'ACTIVE', 'ACTIVE', 'API', true],
  ['user', 'ACTIVE', 'LIMITED', 'API', false],
  ['business', 'ACTIVE', 'UNVERIFIED', 'API', false],
  ['user', 'SUSPENDED', 'ACTIVE', 'API', true],
  ['user', 'CLOSED', 'ACTIVE', 'API', false],
  ['user', 'CLOSED', 'ACTIVE', 'SYSTEM', true],
  ['user', 'TERMINATED', 'ACTIVE', 'SYSTEM', false],
])('a %s goes from %s to %s on %s: %s', (holder, from, to, channel, allowed) => {
  expect(mayBecome(holder, from, to, channel)).toBe(allowed);
});

test('only ACTIVE and LIMITED holders can pay', () => {
  expect(HOLDER_STATUSES.filter(isActiveStatus)).toEqual(['LIMITED', 'ACTIVE']);
});
