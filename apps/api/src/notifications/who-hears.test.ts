import { describe, expect, test } from 'vitest';
import { type Happening, whoHears } from './who-hears.ts';

const at = new Date('2026-04-24T09:07:00Z');
const dispute = { amountMinor: '5000', currency: 'EUR', dueAt: '2026-05-01T09:00:00+00:00' };
const happening = (event: string, but: Partial<Happening> = {}): Happening => ({
  ...{ event, at, userId: 'bruno', transactionId: 'purchase', card: null, by: null, dispute, adminIds: ['ana', 'bruno'] },
  ...but,
});
const hearers = (one: Happening, now = at): string[] => whoHears(one, now).map(({ userId }) => userId);

describe('of a dispute', () => {
  test.each(['dispute.represented', 'dispute.due'])('%s is told to its holder and to those who decide, each once', (event) => {
    expect(hearers(happening(event))).toEqual(['bruno', 'ana']);
  });

  test.each(['dispute.won', 'dispute.lost', 'dispute.refused', 'dispute.written_off'])('%s is told to its holder', (event) => {
    expect(hearers(happening(event))).toEqual(['bruno']);
  });

  test.each(['dispute.opened', 'dispute.sent', 'dispute.evidence_added', 'dispute.decided', 'dispute.updated'])(
    '%s is told to nobody',
    (event) => {
      expect(hearers(happening(event))).toEqual([]);
    },
  );

  test('what it asks back, and by when it has to be decided, goes along', () => {
    expect(whoHears(happening('dispute.due'), at)[0]).toEqual({
      userId: 'bruno',
      kind: 'dispute.due',
      detail: { transactionId: 'purchase', dispute },
      href: '/transactions/purchase',
    });
  });
});

test('what is a day old helps nobody any more', () => {
  expect(hearers(happening('dispute.won'), new Date(at.getTime() + 25 * 3_600_000))).toEqual([]);
});
