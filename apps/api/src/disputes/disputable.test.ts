import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearingFor, disputableOf, type DisputeFacts, type PurchaseMessage } from './disputable.ts';

const now = new Date('2026-04-01T09:00:00Z');
const clearing = (minor: bigint, but: Partial<PurchaseMessage> = {}): PurchaseMessage => ({
  token: `clearing of ${minor}`,
  type: 'authorization.clearing',
  state: 'COMPLETION',
  minor,
  at: new Date('2026-03-04T09:00:00Z'),
  ...but,
});
const cleared: DisputeFacts = { cleared: 12_900n, refunded: 0n, messages: [clearing(12_900n)], disputed: false, now };

describe('a purchase', () => {
  test.each<[string, Partial<DisputeFacts>, bigint]>([
    ['that was cleared can be disputed whole', {}, 12_900n],
    ['of which a part came back can be disputed for the rest', { refunded: 2_900n }, 10_000n],
    [
      'that was cleared in parts can be disputed for the largest',
      { cleared: 15_000n, messages: [clearing(5_000n), clearing(10_000n)] },
      10_000n,
    ],
    ['that a PIN debit paid can be disputed', { messages: [clearing(12_900n, { type: 'pindebit' })] }, 12_900n],
  ])('%s', (_what, but, most) => {
    expect(disputableOf({ ...cleared, ...but })).toMatchObject({ possible: true, most });
  });

  test.each<[string, Partial<DisputeFacts>, string]>([
    ['is only held', { cleared: 0n, messages: [clearing(12_900n, { type: 'authorization', state: 'PENDING' })] }, 'NOT_CLEARED'],
    ['has a clearing that failed', { messages: [clearing(12_900n, { state: 'DECLINED' })] }, 'NOT_CLEARED'],
    ['was a refund', { cleared: -500n, messages: [clearing(500n, { type: 'refund' })] }, 'NOT_CLEARED'],
    ['was given back whole', { refunded: 12_900n }, 'REFUNDED'],
    ['was cleared 121 days ago', { messages: [clearing(12_900n, { at: new Date('2025-12-01T09:00:00Z') })] }, 'TOO_LATE'],
    ['is disputed already', { disputed: true }, 'DISPUTED'],
  ])('that %s cannot be disputed', (_what, but, why) => {
    expect(disputableOf({ ...cleared, ...but })).toEqual({ possible: false, why });
  });
});

test('a dispute is never of more than one clearing took, nor of what came back', () => {
  const facts = fc
    .record({
      parts: fc.array(fc.bigInt({ min: 1n, max: 1000n }), { minLength: 1, maxLength: 4 }),
      back: fc.bigInt({ min: 0n, max: 5000n }),
    })
    .map(({ parts, back }): DisputeFacts => {
      const taken = parts.reduce((sum, minor) => sum + minor, 0n);
      return { ...cleared, cleared: taken, refunded: back < taken ? back : taken, messages: parts.map((minor) => clearing(minor)) };
    });
  fc.assert(
    fc.property(facts, fc.bigInt({ min: 1n, max: 1200n }), (given, asked) => {
      const disputable = disputableOf(given);
      if (!disputable.possible) {
        expect(given.refunded).toBe(given.cleared);
        return;
      }
      expect(disputable.most).toBeLessThanOrEqual(given.cleared - given.refunded);
      const chosen = clearingFor(disputable.clearings, asked);
      if (asked <= disputable.most) expect(chosen?.minor).toBeGreaterThanOrEqual(asked);
    }),
  );
});
