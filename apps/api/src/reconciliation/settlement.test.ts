import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, movedBy, type SettledDay } from './settlement.ts';

test.each([
  ['CLEAR', 'COMPLETION', 500n],
  ['POST', 'COMPLETION', 500n],
  ['FEE', 'COMPLETION', 500n],
  ['GIVE', 'COMPLETION', -500n],
  ['UNPOST', 'COMPLETION', -500n],
  ['DISPUTE_CREDIT', 'COMPLETION', -500n],
  ['HOLD', 'PENDING', null],
  ['RELEASE', 'CLEARED', null],
  ['CLEAR', 'DECLINED', null],
  [null, 'COMPLETION', null],
] as const)('%s in state %s moves %s for good', (effect, state, expected) => {
  expect(movedBy(effect, state, 500n)).toBe(expected);
});

test('the sums of a day do not depend on how its messages were sliced', () => {
  const day = fc.record({
    companyId: fc.constantFrom('harborline', 'northwind'),
    day: fc.constantFrom('2026-03-02', '2026-03-03'),
    currency: fc.constantFrom('EUR', 'USD'),
    messages: fc.constant(1),
    theirs: fc.bigInt({ min: -1_000n, max: 1_000n }),
    ours: fc.bigInt({ min: -1_000n, max: 1_000n }),
  });
  const sorted = (sums: readonly SettledDay[]): SettledDay[] => [...sums].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  fc.assert(
    fc.property(fc.array(day), fc.nat(), (days, cut) => {
      const whole = days.reduce<SettledDay[]>((sums, one) => addDays(sums, [one]), []);
      const at = days.length === 0 ? 0 : cut % days.length;
      const half = (part: readonly SettledDay[]) => part.reduce<SettledDay[]>((sums, one) => addDays(sums, [one]), []);

      expect(sorted(addDays(half(days.slice(0, at)), half(days.slice(at))))).toEqual(sorted(whole));
    }),
  );
});

const keyOf = ({ companyId, day, currency }: SettledDay): string => `${companyId} ${day} ${currency}`;
