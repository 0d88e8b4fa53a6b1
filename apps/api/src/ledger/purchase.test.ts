import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Account, balanceChanges, NOTHING, transfersBetween } from './transfer.ts';
import { foldPurchase, type Message, type OwnVerdict, type PurchaseEvent, type PurchaseState } from './purchase.ts';

const DAY = 86_400_000;
const t0 = Date.parse('2026-03-02T09:15:04Z');
const at = (day: number): number => t0 + day * DAY;

const verdict = (amount: number, but: Partial<OwnVerdict> = {}): OwnVerdict => ({
  kind: 'VERDICT',
  token: 'root',
  effect: 'HOLD',
  source: 'MERCHANT',
  outcome: 'APPROVED',
  amount: BigInt(amount),
  requested: BigInt(amount),
  atMs: t0,
  released: false,
  ...but,
});
let serial = 0;
const message = (type: string, amount: number, day = 0, but: Partial<Message> = {}): Message => {
  serial += 1;
  const state = /clearing|refund$|pindebit$|fee/.test(type) ? 'COMPLETION' : 'PENDING';
  return {
    kind: 'MESSAGE',
    token: `m${serial}`,
    type,
    state,
    atMs: at(day),
    amount: BigInt(amount),
    requested: BigInt(amount),
    decrease: null,
    last: false,
    whole: false,
    ...but,
  };
};
const authorization = (amount: number, but: Partial<Message> = {}): Message =>
  message('authorization', amount, 0, { token: 'root', ...but });
const clearing = (amount: number, day = 2, but: Partial<Message> = {}): Message => message('authorization.clearing', amount, day, but);
const reversal = (amount: number, whole: boolean, day = 1): Message =>
  message('authorization.reversal', amount, day, { whole, state: whole ? 'CLEARED' : 'PENDING' });
const expiry = (amount: number, day = 7): Message => message('authorization.reversal.issuerexpiration', amount, day, { state: 'CLEARED' });
const increment = (amount: number, day = 1): Message => message('authorization.incremental', amount, day);

const DISPUTES = ['', '.completed', '.provisional.credit', '.provisional.debit', '.reversal', '.writeoff'] as const;
const dispute = (step: (typeof DISPUTES)[number], amount: number, day = 20, but: Partial<Message> = {}): Message =>
  message(`authorization.clearing.chargeback${step}`, amount, day, { state: 'COMPLETION', ...but });

/** As a person would say it: where the money is, and what counts on which day. */
function told({ status, held, cleared, parts }: PurchaseState): string {
  const counts = parts.map(({ atMs, minor }) => `${minor}@${(atMs - t0) / DAY}`).join('+');
  return `${status} held ${held} cleared ${cleared} counts ${counts || '0'}`;
}

describe('the life of a purchase', () => {
  test.each<[string, PurchaseEvent[], string]>([
    ['approved by us, no word from Marqeta', [verdict(129)], 'PENDING held 129 cleared 0 counts 129@0'],
    ['approved, and Marqeta says so too', [verdict(129), authorization(129)], 'PENDING held 129 cleared 0 counts 129@0'],
    ['declined by us', [verdict(129, { outcome: 'DECLINED' })], 'DECLINED held 0 cleared 0 counts 0'],
    [
      'declined by us, but approved by the network in our place',
      [verdict(64, { outcome: 'DECLINED' }), authorization(64)],
      'PENDING held 64 cleared 0 counts 64@0',
    ],
    [
      'approved by us, declined by Marqeta',
      [verdict(129), authorization(129, { state: 'DECLINED' })],
      'DECLINED held 0 cleared 0 counts 0',
    ],
    ['approved too late', [verdict(129, { released: true })], 'DECLINED held 0 cleared 0 counts 0'],
    [
      'released in silence, and then Marqeta speaks',
      [verdict(129, { released: true }), authorization(129)],
      'PENDING held 129 cleared 0 counts 129@0',
    ],
    [
      'approved for less',
      [verdict(50, { requested: 86n }), authorization(50, { requested: 86n })],
      'PENDING held 50 cleared 0 counts 50@0',
    ],
    ['cleared in full', [authorization(129), clearing(129)], 'CLEARED held 0 cleared 129 counts 129@0'],
    ['cleared before the authorization is heard of', [clearing(88)], 'CLEARED held 0 cleared 88 counts 88@2'],
    ['cleared for less, for good', [authorization(125), clearing(90, 2, { last: true })], 'CLEARED held 0 cleared 90 counts 90@0'],
    ['cleared for less, more to come', [authorization(125), clearing(90)], 'CLEARED held 35 cleared 90 counts 125@0'],
    [
      'cleared in two parts',
      [authorization(100), clearing(60, 2), clearing(40, 5, { last: true })],
      'CLEARED held 0 cleared 100 counts 100@0',
    ],
    ['cleared with a tip', [authorization(50), clearing(60, 2, { last: true })], 'CLEARED held 0 cleared 60 counts 60@0'],
    ['reversed whole', [authorization(70), reversal(70, true)], 'REVERSED held 0 cleared 0 counts 0'],
    ['reversed in part', [authorization(250), reversal(100, false)], 'PENDING held 150 cleared 0 counts 150@0'],
    [
      'reversed, and cleared all the same',
      [authorization(70), reversal(70, true), clearing(70, 3)],
      'CLEARED held 0 cleared 70 counts 70@0',
    ],
    ['expired', [authorization(72), expiry(72)], 'EXPIRED held 0 cleared 0 counts 0'],
    ['expired, and cleared later', [authorization(72), expiry(72), clearing(80, 9)], 'CLEARED held 0 cleared 80 counts 80@0'],
    [
      'a hotel that adds nights',
      [authorization(400), increment(150, 1), increment(60, 2)],
      'PENDING held 610 cleared 0 counts 400@0+150@1+60@2',
    ],
    [
      'a hotel that gives back: the newest part first',
      [authorization(400), increment(150, 1), reversal(200, false, 3)],
      'PENDING held 350 cleared 0 counts 350@0',
    ],
    [
      'a hotel that expires and clears above the first night',
      [authorization(400), increment(150, 1), expiry(550), clearing(550, 9)],
      'CLEARED held 0 cleared 550 counts 550@0',
    ],
    [
      'a hotel that clears',
      [authorization(400), increment(150, 1), clearing(560, 5, { last: true })],
      'CLEARED held 0 cleared 560 counts 410@0+150@1',
    ],
    [
      'fuel: the hold falls by what the advice says',
      [authorization(12500), message('authorization.advice', 3862, 0, { decrease: 8638n })],
      'PENDING held 3862 cleared 0 counts 3862@0',
    ],
    [
      'fuel: the advice names only the new total',
      [authorization(12500), message('authorization.advice', 3862, 0)],
      'PENDING held 3862 cleared 0 counts 3862@0',
    ],
    ['a force post', [clearing(28, 1)], 'CLEARED held 0 cleared 28 counts 28@1'],
    [
      'PIN debit',
      [verdict(54, { effect: 'POST' }), message('pindebit', 54, 0, { token: 'root' })],
      'CLEARED held 0 cleared 54 counts 54@0',
    ],
    ['PIN debit that did not happen', [message('pindebit', 54), message('pindebit.reversal', 54, 1)], 'REVERSED held 0 cleared 0 counts 0'],
    ['the network stood in', [message('authorization.standin', 31)], 'PENDING held 31 cleared 0 counts 31@0'],
    ['a refund announced', [message('refund.authorization', 42)], 'PENDING held 0 cleared 0 counts 0'],
    [
      'a refund that came',
      [message('refund.authorization', 42), message('refund.authorization.clearing', 42, 2)],
      'CLEARED held 0 cleared -42 counts 0',
    ],
    [
      'a refund withdrawn',
      [message('refund.authorization', 42), message('refund.authorization.reversal', 42, 1)],
      'REVERSED held 0 cleared 0 counts 0',
    ],
    ['a refund out of the blue', [message('refund', 42)], 'CLEARED held 0 cleared -42 counts 0'],
    ['a fee', [message('fee.charge', 3)], 'CLEARED held 0 cleared 0 counts 0'],
    ['a fee that came back', [message('fee.charge', 3), message('fee.charge.refund', 3, 1)], 'REVERSED held 0 cleared 0 counts 0'],
    ['a fee that came back before it was heard of', [message('fee.charge.refund', 3, 1)], 'CLEARED held 0 cleared 0 counts 0'],
    [
      'a payment of a bill',
      [message('billpayment', 60), message('billpayment.clearing', 60, 1, { last: true })],
      'CLEARED held 0 cleared 60 counts 60@0',
    ],
    ['a check of the card', [verdict(0), authorization(0, { state: 'CLEARED' })], 'CLEARED held 0 cleared 0 counts 0'],
    ['a check of the card that failed', [verdict(0, { outcome: 'DECLINED' })], 'DECLINED held 0 cleared 0 counts 0'],
    [
      'a message of a type never heard of changes nothing',
      [authorization(10), message('authorization.levitation', 999)],
      'PENDING held 10 cleared 0 counts 10@0',
    ],
    [
      'a dispute moves money beside what was cleared',
      [authorization(10), clearing(10), message('authorization.clearing.chargeback', 10, 20)],
      'CLEARED held 0 cleared 10 counts 10@0',
    ],
  ])('%s', (_what, events, expected) => {
    expect(told(foldPurchase(events))).toBe(expected);
  });

  test('a refund that names the purchase gives back what was counted, the newest part first, and no more', () => {
    const events = [authorization(400), increment(150, 1), clearing(550, 5, { last: true })];

    expect(told(foldPurchase(events, 200n))).toBe('CLEARED held 0 cleared 550 counts 350@0');
    expect(told(foldPurchase(events, 9000n))).toBe('CLEARED held 0 cleared 550 counts 0');
  });

  test('a refund that names a purchase taken at once leaves it taken: the refund has its own row for the money', () => {
    expect(told(foldPurchase([message('pindebit', 54)], 20n))).toBe('CLEARED held 0 cleared 54 counts 34@0');
  });

  test('money sent from outside is a credit, not a refund', () => {
    const state = foldPurchase([message('original.credit.authorization', 310), message('original.credit.authorization.clearing', 310, 1)]);

    expect(state).toMatchObject({ kind: 'CREDIT', status: 'CLEARED', cleared: 0n, credited: 310n, amount: -310n });
  });

  test.each<[string, PurchaseEvent[], Partial<PurchaseState>]>([
    ['charged', [message('fee.charge', 3)], { kind: 'FEE', status: 'CLEARED', amount: 3n }],
    [
      'announced, then charged',
      [message('fee.charge.pending', 3), message('fee.charge', 3, 1)],
      { kind: 'FEE', status: 'CLEARED', amount: 3n },
    ],
    [
      'charged and refunded',
      [message('fee.charge', 3), message('fee.charge.refund', 3, 1)],
      { kind: 'FEE', status: 'REVERSED', amount: 3n },
    ],
    [
      'refunded before it is charged',
      [message('fee.charge.refund', 3), message('fee.charge', 3, 1)],
      { kind: 'FEE', status: 'REVERSED', amount: 3n },
    ],
    ['refunded, and not heard of before', [message('fee.charge.refund', 3)], { kind: 'FEE', status: 'CLEARED', amount: -3n }],
    ['declined', [message('fee.charge', 3, 0, { state: 'DECLINED' })], { kind: 'FEE', status: 'DECLINED', amount: 3n }],
    [
      'charged for a purchase',
      [message('fee.charge', 3), authorization(10), clearing(10)],
      { kind: 'PURCHASE', status: 'CLEARED', amount: 13n },
    ],
  ])('a fee of the programme that is %s', (_what, events, expected) => {
    expect(foldPurchase(events)).toMatchObject(expected);
    expect(foldPurchase([...events].reverse())).toMatchObject(expected);
  });

  test.each<[string, Message[], bigint]>([
    ['was opened', [dispute('', 10)], 10n],
    ['was opened and represented', [dispute('', 10), dispute('.reversal', 10, 21)], 0n],
    ['took back before it was heard to give', [dispute('.provisional.debit', 10, 19)], 0n],
    [
      'was credited early, lost, and written off',
      [dispute('.provisional.credit', 10), dispute('.provisional.debit', 10, 21), dispute('.writeoff', 10, 22)],
      10n,
    ],
    ['failed for a technical reason', [dispute('.completed', 10, 20, { state: 'DECLINED' })], 0n],
  ])('a dispute that %s leaves the purchase cleared', (_what, disputes, disputed) => {
    expect(foldPurchase([authorization(10), clearing(10), ...disputes])).toMatchObject({
      status: 'CLEARED',
      cleared: 10n,
      amount: 10n,
      disputed,
    });
  });

  test('it counts when we first heard of it, though Marqeta writes a later second', () => {
    expect(foldPurchase([verdict(10), authorization(10, { atMs: t0 + 1000 })]).parts).toEqual([{ atMs: t0, minor: 10n }]);
  });

  test('it is unconfirmed while Marqeta has not spoken of an approval', () => {
    expect(foldPurchase([verdict(10)]).unconfirmed).toBe(true);
    expect(foldPurchase([verdict(10), authorization(10)]).unconfirmed).toBe(false);
    expect(foldPurchase([verdict(10, { outcome: 'DECLINED' })]).unconfirmed).toBe(false);
  });
});

/** Lives that merchants and networks can make of one purchase, sensible or not. */
export const life = fc
  .record({
    asked: fc.integer({ min: 1, max: 500 }),
    verdict: fc.constantFrom('APPROVED', 'DECLINED', 'LATE', 'NONE'),
    root: fc.constantFrom('PENDING', 'DECLINED', 'CLEARED', 'NONE'),
    increments: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 300 }), day: fc.integer({ min: 0, max: 9 }) }), { maxLength: 3 }),
    releases: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 600 }), day: fc.integer({ min: 0, max: 9 }), whole: fc.boolean() }), {
      maxLength: 2,
    }),
    clearings: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 600 }), day: fc.integer({ min: 0, max: 12 }), last: fc.boolean() }), {
      maxLength: 3,
    }),
    expires: fc.option(fc.integer({ min: 3, max: 9 })),
    advice: fc.option(fc.integer({ min: 0, max: 400 })),
    fees: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 9 }), back: fc.boolean() }), { maxLength: 2 }),
    posts: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 90 }), undone: fc.boolean() }), { maxLength: 2 }),
    disputes: fc.array(
      fc.record({ type: fc.constantFrom(...DISPUTES), amount: fc.integer({ min: 1, max: 600 }), day: fc.integer({ min: 9, max: 30 }) }),
      {
        maxLength: 3,
      },
    ),
  })
  .map(({ asked, verdict: answer, root, increments, releases, clearings, expires, advice, fees, posts, disputes }): PurchaseEvent[] => {
    const events: PurchaseEvent[] = [];
    if (answer !== 'NONE')
      events.push(verdict(asked, { outcome: answer === 'DECLINED' ? 'DECLINED' : 'APPROVED', released: answer === 'LATE' }));
    if (root !== 'NONE') events.push(authorization(asked, { state: root }));
    for (const { amount, day } of increments) events.push(increment(amount, day));
    for (const { amount, day, whole } of releases) events.push(reversal(amount, whole, day));
    for (const { amount, day, last } of clearings) events.push(clearing(amount, day, { last }));
    if (expires !== null) events.push(expiry(0, expires));
    if (advice !== null) events.push(message('authorization.advice', advice, 1));
    for (const { amount, back } of fees) events.push(message(back ? 'fee.charge.refund' : 'fee.charge', amount, 3));
    for (const { amount, undone } of posts) events.push(message(undone ? 'pindebit.reversal' : 'pindebit', amount, 4));
    for (const { type, amount, day } of disputes) events.push(dispute(type, amount, day));
    return events.length > 0 ? events : [verdict(asked)];
  });

describe('of any life', () => {
  test('any order and any repetition of its events ends in the same state', () => {
    fc.assert(
      fc.property(
        life.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
            fc.bigInt({ min: 0n, max: 300n }),
          ),
        ),
        ([events, shuffled, refunds]) => {
          expect(foldPurchase(shuffled, refunds)).toEqual(foldPurchase(events, refunds));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('two snapshots of one message fold alike in either order', () => {
    const snapshot = fc.record({
      state: fc.constantFrom('PENDING', 'CLEARED', 'DECLINED', 'COMPLETION', 'ERROR'),
      amount: fc.integer({ min: 0, max: 9 }),
      late: fc.boolean(),
    });
    fc.assert(
      fc.property(snapshot, snapshot, (one, two) => {
        const of = ({ state, amount, late }: typeof one): Message =>
          authorization(amount, { state, requested: 9n, atMs: t0 + (late ? 1000 : 0) });

        expect(foldPurchase([of(one), of(two)])).toEqual(foldPurchase([of(two), of(one)]));
      }),
    );
  });

  test('what counts is exactly what is held and what was taken', () => {
    fc.assert(
      fc.property(life, (events) => {
        const { held, cleared, disputed, parts } = foldPurchase(events);

        expect(held).toBeGreaterThanOrEqual(0n);
        expect(disputed).toBeGreaterThanOrEqual(0n);
        expect(parts.every(({ minor }) => minor > 0n)).toBe(true);
        expect(parts.reduce((sum, { minor }) => sum + minor, 0n)).toBe(held + cleared);
      }),
      { numRuns: 500 },
    );
  });

  test('no clearing is lost: what is taken is what clearings and payments say, less what did not happen', () => {
    fc.assert(
      fc.property(life, (events) => {
        const said = (type: string): bigint =>
          events.reduce((sum, event) => (event.kind === 'MESSAGE' && event.type === type ? sum + event.amount : sum), 0n);
        const paid = said('pindebit') - said('pindebit.reversal');

        expect(foldPurchase(events).cleared).toBe(said('authorization.clearing') + (paid > 0n ? paid : 0n));
      }),
      { numRuns: 500 },
    );
  });

  test('booked from nothing it comes to what it should, and booked again it moves nothing', () => {
    fc.assert(
      fc.property(life, (events) => {
        const state = foldPurchase(events);
        const sums = balanceChanges(transfersBetween(NOTHING, state));
        const of = (account: Account): bigint => sums.get(account) ?? 0n;

        expect([of('HELD'), of('SPENT'), of('FEES'), of('DISPUTES')]).toEqual([state.held, state.cleared, state.fees, -state.disputed]);
        expect([...sums.values()].reduce((sum, minor) => sum + minor, 0n)).toBe(0n);
        expect(transfersBetween(state, state)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('exactly what is held has an end, after it began', () => {
    fc.assert(
      fc.property(life, (events) => {
        const { held, heldUntilMs, atMs } = foldPurchase(events);

        expect(heldUntilMs !== null).toBe(held > 0n);
        if (heldUntilMs !== null) expect(heldUntilMs).toBeGreaterThan(atMs);
      }),
    );
  });
});
