import { describe, expect, test } from 'vitest';
import {
  type DisputeNote,
  isDecline,
  lifeOf,
  type LifeEntry,
  lifeSentence,
  type OwnAnswer,
  type StoredHoldEvent,
  type StoredMessage,
} from './timeline.ts';

const eur = (minor: number) => ({ minor: BigInt(minor), currency: 'EUR' });
const day = (n: number) => new Date(Date.UTC(2026, 2, n, 12));

function message(type: string, minor: number, but: Partial<StoredMessage> = {}): StoredMessage {
  const token = but.token ?? `${type} ${minor}`;
  return { id: token, transactionId: 't', token, type, state: 'PENDING', at: day(2), amount: eur(minor), detail: {}, ...but };
}

function answer(but: Partial<OwnAnswer> = {}): OwnAnswer {
  const amounts = { amount: eur(5000), requested: eur(5000) };
  return { id: 'a', transactionToken: 'authorization 5000', outcome: 'APPROVED', ...amounts, atMs: day(2).getTime(), ...but };
}

const told = (entries: readonly LifeEntry[]) => entries.map((entry) => lifeSentence('en', entry));

test('a dinner: asked, held, cleared with the tip', () => {
  const life = lifeOf(
    [answer()],
    [message('authorization.clearing', 6000, { at: day(4), state: 'COMPLETION' }), message('authorization', 5000)],
    [],
  );

  expect(told(life)).toEqual([
    'Approved for €50.00',
    '€50.00 is held',
    'Cleared for €60.00, more than the €50.00 held (tip, fuel or exchange rate)',
  ]);
  expect(life.map(({ kind }) => kind)).toEqual(['decision', 'authorization', 'authorization.clearing']);
});

test('a hotel: more is held, part is let go, cleared in two', () => {
  const life = lifeOf(
    [],
    [
      message('authorization', 5000),
      message('authorization.incremental', 2000, { at: day(3) }),
      message('authorization.reversal', 1000, { at: day(4) }),
      message('authorization.clearing', 4000, { at: day(5) }),
      message('authorization.clearing', 2000, { at: day(6), detail: { last: true } }),
    ],
    [],
  );

  expect(told(life)).toEqual([
    '€50.00 is held',
    '€20.00 more is held',
    '€10.00 of the hold was released',
    '€40.00 of €60.00 cleared',
    'Cleared for €20.00',
  ]);
});

test('what comes within one second is told as it follows one from the other', () => {
  const answers = [
    answer({ id: '2', transactionToken: 'more', amount: eur(2000), requested: eur(2000) }),
    answer({ id: '1', transactionToken: 'z' }),
  ];
  const clearing = (token: string, but: Partial<StoredMessage> = {}) => message('authorization.clearing', 2000, { token, ...but });

  const life = lifeOf(
    answers,
    [
      clearing('a', { detail: { last: true } }),
      clearing('b'),
      message('authorization.incremental', 2000, { token: 'more' }),
      message('authorization', 5000, { token: 'z' }),
    ],
    [],
  );

  expect(told(life)).toEqual([
    'Approved for €50.00',
    'Approved for €20.00',
    '€50.00 is held',
    '€20.00 more is held',
    '€20.00 of €70.00 cleared',
    'Cleared for €20.00',
  ]);
});

test('a check of the card is said once, although Marqeta repeats it', () => {
  const checked = answer({ transactionToken: 'check', amount: eur(0), requested: eur(0) });

  expect(told(lifeOf([checked], [message('authorization', 0, { token: 'check', state: 'CLEARED' })], []))).toEqual([
    'The card was checked; nothing is held',
  ]);
});

describe('what did not come to a purchase', () => {
  test('our decline is said once, although Marqeta repeats it', () => {
    const declined = answer({ outcome: 'DECLINED', amount: eur(0) });

    expect(told(lifeOf([declined], [message('authorization', 5000, { state: 'DECLINED' })], []))).toEqual(['Declined (€50.00)']);
  });

  test('a decline of the issuer’s own has its words', () => {
    const refused = message('authorization', 5000, { state: 'DECLINED', detail: { responseMemo: 'Suspected fraud' } });

    const life = lifeOf([answer()], [refused], []);
    expect(told(life)).toEqual(['Approved for €50.00', 'The issuer declined it (€50.00): Suspected fraud']);
    expect(life.map(isDecline)).toEqual([false, true]);
  });

  test('an approval that came too late shows that its hold was released, and that it is back', () => {
    const hold = (code: StoredHoldEvent['code'], n: number): StoredHoldEvent => ({
      ...{ id: code, transactionId: 't', authorizationId: 'a', code, at: day(n), amount: eur(5000), detail: null },
    });

    expect(told(lifeOf([answer()], [], [], [], [hold('RELEASED_LATE', 2), hold('ASKED_FOUND', 3), hold('HOLD_RESTORED', 4)]))).toEqual([
      'Approved for €50.00',
      'Our approval came too late: the hold of €50.00 was released',
      'The issuer spoke of it after all: €50.00 is held again',
    ]);
  });

  test('a reversal of all, and an expiry, end the hold', () => {
    const whole = message('authorization.reversal', 5000, { at: day(3), detail: { whole: true } });

    expect(told(lifeOf([], [message('authorization', 5000), whole], []))).toEqual([
      '€50.00 is held',
      'The whole hold was released (€50.00)',
    ]);
    expect(told(lifeOf([], [message('authorization.reversal.issuerexpiration', 5000)], []))).toEqual(['The hold expired and was released']);
  });
});

test.each([
  ['authorization.clearing', 5000, 'Cleared for €50.00 without a hold'],
  ['authorization', 0, 'The card was checked; nothing is held'],
  ['pindebit', 5000, 'Paid at once: €50.00'],
  ['refund', 5000, 'Refunded €50.00'],
  ['original.credit.authorization.clearing', 5000, '€50.00 was received'],
  ['authorization.clearing.chargeback', 5000, '€50.00 came back by the dispute'],
  ['authorization.clearing.chargeback.provisional.credit', 5000, '€50.00 was credited until the dispute is decided'],
  ['authorization.clearing.chargeback.reversal', 5000, '€50.00 of the dispute went back'],
  ['pindebit.chargeback.writeoff', 5000, '€50.00 was credited: the lost dispute was written off'],
  ['authorization.clearing.representment', 5000, 'Dispute over €50.00: authorization.clearing.representment'],
  ['authorization.of.tomorrow', 5000, 'A message was kept that is not understood yet: authorization.of.tomorrow'],
])('%s of %d alone says: %s', (type, minor, sentence) => {
  expect(told(lifeOf([], [message(type, minor)], []))).toEqual([sentence]);
});

test('a refund that names the purchase stands in its life', () => {
  const life = lifeOf([], [message('authorization', 5000)], [{ id: 'r', transactionId: 't', at: day(9), amount: eur(5000) }]);

  expect(told(life)).toEqual(['€50.00 is held', 'Refunded €50.00']);
  expect(life.at(-1)).toMatchObject({ kind: 'refund' });
});

test.each<[Pick<DisputeNote, 'kind' | 'detail' | 'reason'>, string]>([
  [{ kind: 'STATE', detail: 'WAITING', reason: null }, 'Disputed for €50.00'],
  [{ kind: 'STATE', detail: 'PREARB_RESPONDED', reason: null }, 'The merchant contests the dispute'],
  [{ kind: 'STATE', detail: 'ARBITRATION_RESPONSE', reason: null }, 'Dispute over €50.00: ARBITRATION_RESPONSE'],
  [{ kind: 'EVIDENCE', detail: 'a-file', reason: null }, 'Evidence was added to the dispute'],
  [{ kind: 'DECISION', detail: 'ACCEPT', reason: 'Not worth it' }, 'The company accepts that the dispute is lost'],
  [{ kind: 'REFUSAL', detail: 'OPEN', reason: '422001' }, 'The dispute was not accepted'],
  [{ kind: 'REFUSAL', detail: 'ARBITRATION', reason: '422001' }, 'The issuer did not take this step of the dispute: 422001'],
])('of a dispute %j says: %s', (note, sentence) => {
  const entry = { ...note, id: 'n', disputeId: 'd', transactionId: 't', at: day(9), amount: eur(5000) };

  expect(told(lifeOf([], [], [], [entry]))).toEqual([sentence]);
});

test('what was asked within a second stands before what Marqeta answered in it', () => {
  const asked = (ms: number) => new Date(day(9).getTime() + ms);
  const note = (detail: string, at: Date): DisputeNote => ({
    ...{ id: detail, disputeId: 'd', transactionId: 't', kind: 'STATE', detail, reason: null, at, amount: eur(5000) },
  });
  const credit = message('authorization.clearing.chargeback', 5000, { at: day(9), state: 'COMPLETION' });

  expect(told(lifeOf([], [credit], [], [note('INITIATED', day(9)), note('WAITING', asked(417))]))).toEqual([
    'Disputed for €50.00',
    'The dispute is with the card network',
    '€50.00 came back by the dispute',
  ]);
});
