import { describe, expect, test } from 'vitest';
import { type Happening, whoHears } from './who-hears.ts';

const at = new Date('2026-04-24T09:07:00Z');
const dispute = { amountMinor: '5000', currency: 'EUR', dueAt: '2026-05-01T09:00:00+00:00' };
const happening = (event: string, but: Partial<Happening> = {}): Happening => ({
  ...{
    event,
    at,
    userId: 'bruno',
    transactionId: 'purchase',
    card: null,
    by: null,
    dispute,
    funds: null,
    lowBalance: null,
    passed: null,
    riskCase: null,
    adminIds: ['ana', 'bruno'],
  },
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

describe('of a top-up or a withdrawal', () => {
  const funds = { movementId: 'movement', kind: 'TOP_UP', amountMinor: '5000', currency: 'EUR', byName: 'Ana', reason: null } as const;
  const about = (event: string, requestedBy: string | null = 'bruno') =>
    happening(event, { userId: null, transactionId: null, dispute: null, funds: { ...funds, requestedBy } });

  test.each<[string, string[]]>([
    ['top_up.awaiting_approval', ['ana']],
    ['withdrawal.awaiting_approval', ['ana']],
    ['top_up.declined', ['bruno']],
    ['withdrawal.declined', ['bruno']],
    ['top_up.arrived', ['bruno']],
    ['withdrawal.paid', ['bruno']],
    ['top_up.returned', ['ana', 'bruno']],
    ['withdrawal.refused', ['ana', 'bruno']],
    ['withdrawal.returned', ['ana', 'bruno']],
    ['top_up.in_transit', []],
    ['withdrawal.sending', []],
  ])('%s is told to %j', (event, expected) => {
    expect(hearers(about(event))).toEqual(expected);
  });

  test('that the system itself topped up is told to nobody', () => {
    expect(hearers(about('top_up.arrived', null))).toEqual([]);
  });
});

test('that little is left is told to every admin', () => {
  const lowBalance = { availableMinor: '900', belowMinor: '1000', currency: 'EUR' };

  expect(hearers(happening('balance.low', { userId: null, transactionId: null, dispute: null, lowBalance }))).toEqual(['ana', 'bruno']);
});

test('of what the issuer decided in our place every admin hears, and after one notice an hour of quiet', () => {
  const told = whoHears(happening('transaction.stood_in'), at);

  expect(told.map(({ userId, quietMs }) => [userId, quietMs])).toEqual([
    ['ana', 3_600_000],
    ['bruno', 3_600_000],
  ]);
});

test('of a limit that lets purchases through every admin hears, and after one notice of it an hour of quiet', () => {
  const control = (id: string) => ({ id, controlType: 'COUNT_LIMIT', config: { window: 'DAY', count: 1, atCap: 'TELL' } }) as const;
  const passed = { amountMinor: '500', currency: 'EUR', controls: [control('own'), control('shared')] };

  const told = whoHears(happening('limit.passed_above', { passed }), at);

  expect(told.map(({ userId, quietMs, detail }) => [userId, quietMs, detail.control?.id])).toEqual([
    ['ana', 3_600_000, 'own'],
    ['bruno', 3_600_000, 'own'],
    ['ana', 3_600_000, 'shared'],
    ['bruno', 3_600_000, 'shared'],
  ]);
});

test('what is a day old helps nobody any more', () => {
  expect(hearers(happening('dispute.won'), new Date(at.getTime() + 25 * 3_600_000))).toEqual([]);
});

describe('of an unusual purchase', () => {
  const riskCase = { caseId: 'case', rule: 'DORMANT_CARD', values: { days: 90 } } as const;

  test('its holder is asked, and told nothing of the case', () => {
    expect(hearers(happening('purchase.questioned'))).toEqual(['bruno']);
  });

  test.each(['risk_case.opened', 'risk_case.denied'] as const)('%s is told to the admins, with the way to the case', (event) => {
    expect(whoHears(happening(event, { riskCase, adminIds: ['ana'] }), at)).toEqual([
      { userId: 'ana', kind: event, detail: { riskCase, transactionId: 'purchase' }, href: '/admin/cases/case' },
    ]);
  });

  test('an alert that follows, or what somebody did with the case, is told to nobody', () => {
    for (const event of ['risk_case.alerted', 'risk_case.changed']) expect(hearers(happening(event, { userId: null }))).toEqual([]);
  });
});
