import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOLDER_STATUSES, type HolderStatus } from '../../wire/holder.ts';
import { mayBecome } from './holder-state.ts';
import { assess, firstStatus, type KycResult, type KycStatus, mayDecide, maySubmit } from './kyc.ts';

test.each<[string, boolean, KycStatus, KycStatus | null]>([
  ['900-00-0001', false, 'failure', null],
  ['900-00-0002', false, 'pending', 'success'],
  ['900-00-0003', false, 'pending', 'failure'],
  ['900-00-0004', false, 'pending', null],
  ['900-00-0004', true, 'success', null],
  ['123-45-6789', false, 'success', null],
  ['', false, 'success', null],
])('a number that is %j, verified by the programme itself %s: %s, later %s', (number, manual, status, later) => {
  const verdict = assess(number, manual);

  expect([verdict.status, verdict.later?.status ?? null]).toEqual([status, later]);
});

test.each<[string, HolderStatus]>([
  ['ALWAYS', 'UNVERIFIED'],
  ['CONDITIONAL', 'LIMITED'],
  ['NEVER', 'ACTIVE'],
])('a group that verifies %s starts its holders %s', (policy, status) => {
  expect(firstStatus(policy)).toBe(status);
});

test('only holders who are not verified can be submitted, twice at most', () => {
  expect(HOLDER_STATUSES.filter((status) => maySubmit(status, 0, 2))).toEqual(['UNVERIFIED', 'LIMITED']);
  expect([0, 1, 2].map((earlier) => maySubmit('UNVERIFIED', earlier, 2))).toEqual([true, true, false]);
});

test('no sequence of submissions and decisions changes what was decided, or makes an illegal step of the holder', () => {
  const submission = fc.record({
    number: fc.constantFrom('0001', '0002', '0003', '0004', '5555'),
    manual: fc.boolean(),
    late: fc.boolean(),
  });
  const lawful = fc.property(
    fc.constantFrom<HolderStatus>('UNVERIFIED', 'LIMITED', 'SUSPENDED', 'CLOSED', 'TERMINATED'),
    fc.array(submission, { maxLength: 6 }),
    (first, submissions) => {
      let status = first;
      let made = 0;
      for (const { number, manual, late } of submissions) {
        if (!maySubmit(status, made, 2)) continue;
        made += 1;
        const verdict = assess(number, manual);
        let result: KycResult = verdict;
        if (late && verdict.later !== null) {
          if (!mayDecide(result.status)) return false;
          result = verdict.later;
          if (mayDecide(result.status)) return false;
        }
        if (result.status !== 'success') continue;
        if (!mayBecome('user', status, 'ACTIVE', 'SYSTEM') || !mayBecome('business', status, 'ACTIVE', 'SYSTEM')) return false;
        status = 'ACTIVE';
      }
      return made <= 2 && (status === first || status === 'ACTIVE');
    },
  );

  expect(fc.check(lawful)).toMatchObject({ failed: false });
});
