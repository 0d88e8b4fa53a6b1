import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCOUNTS, type Account, balanceChanges, NOTHING, settleOverdraft, type Transfer, transfersBetween } from '../ledger/transfer.ts';
import { FundStateError } from './fund.errors.ts';
import {
  advanced,
  begun,
  canBe,
  FUND_STATES,
  type FundAction,
  type FundKind,
  type FundState,
  loosens,
  needsSecondAdmin,
  OPERATOR_ACTIONS,
  withdrawable,
} from './movement.ts';

const ACTIONS: readonly FundAction[] = ['APPROVE', 'DECLINE', 'CANCEL', ...OPERATOR_ACTIONS];
const spoken = (transfers: readonly Transfer[]): string =>
  transfers.map(({ kind, debit, credit }) => `${kind} ${debit} -> ${credit}`).join();

test.each<[FundKind, boolean, FundState, string]>([
  ['TOP_UP', false, 'IN_TRANSIT', 'announcement EXTERNAL -> IN_TRANSIT'],
  ['TOP_UP', true, 'AWAITING_APPROVAL', ''],
  ['WITHDRAWAL', false, 'RESERVED', 'withdrawal AVAILABLE -> RESERVED'],
  ['WITHDRAWAL', true, 'AWAITING_APPROVAL', ''],
])('a %s that needs another admin: %s begins as %s', (kind, needsApproval, state, moves) => {
  const first = begun(kind, 5n, needsApproval);

  expect([first.state, spoken(first.transfers)]).toEqual([state, moves]);
});

/** Every step that there is. */
const TABLE: readonly [FundKind, FundState, FundAction, FundState, string][] = [
  ['TOP_UP', 'AWAITING_APPROVAL', 'APPROVE', 'IN_TRANSIT', 'announcement EXTERNAL -> IN_TRANSIT'],
  ['TOP_UP', 'AWAITING_APPROVAL', 'DECLINE', 'DECLINED', ''],
  ['TOP_UP', 'AWAITING_APPROVAL', 'CANCEL', 'CANCELLED', ''],
  ['TOP_UP', 'IN_TRANSIT', 'ARRIVE', 'ARRIVED', 'top_up IN_TRANSIT -> AVAILABLE'],
  ['TOP_UP', 'IN_TRANSIT', 'RETURN', 'RETURNED', 'top_up_return IN_TRANSIT -> EXTERNAL'],
  ['TOP_UP', 'IN_TRANSIT', 'CANCEL', 'CANCELLED', 'top_up_return IN_TRANSIT -> EXTERNAL'],
  ['TOP_UP', 'ARRIVED', 'RETURN', 'RETURNED', 'top_up_return AVAILABLE -> EXTERNAL'],
  ['WITHDRAWAL', 'AWAITING_APPROVAL', 'APPROVE', 'RESERVED', 'withdrawal AVAILABLE -> RESERVED'],
  ['WITHDRAWAL', 'AWAITING_APPROVAL', 'DECLINE', 'DECLINED', ''],
  ['WITHDRAWAL', 'AWAITING_APPROVAL', 'CANCEL', 'CANCELLED', ''],
  ['WITHDRAWAL', 'RESERVED', 'START', 'SENDING', ''],
  ['WITHDRAWAL', 'RESERVED', 'REFUSE', 'REFUSED', 'withdrawal_return RESERVED -> AVAILABLE'],
  ['WITHDRAWAL', 'RESERVED', 'CANCEL', 'CANCELLED', 'withdrawal_return RESERVED -> AVAILABLE'],
  ['WITHDRAWAL', 'SENDING', 'PAY', 'PAID', 'payout RESERVED -> EXTERNAL'],
  ['WITHDRAWAL', 'SENDING', 'REFUSE', 'REFUSED', 'withdrawal_return RESERVED -> AVAILABLE'],
  ['WITHDRAWAL', 'PAID', 'RETURN', 'RETURNED', 'withdrawal_return EXTERNAL -> AVAILABLE'],
];

test.each(TABLE)('a %s that is %s: %s makes it %s', (kind, state, action, next, moves) => {
  const step = advanced({ kind, state, amount: { minor: 5n } }, action);

  expect([step.state, spoken(step.transfers)]).toEqual([next, moves]);
});

test('nothing else can be done in any state', () => {
  const others = (['TOP_UP', 'WITHDRAWAL'] as const)
    .flatMap((kind) => FUND_STATES.flatMap((state) => ACTIONS.map((action) => ({ kind, state, action }))))
    .filter((one) => !TABLE.some(([kind, state, action]) => kind === one.kind && state === one.state && action === one.action));

  for (const { kind, state, action } of others) {
    expect(canBe({ kind, state }, action)).toBe(false);
    expect(() => advanced({ kind, state, amount: { minor: 5n } }, action)).toThrow(FundStateError);
  }
});

describe('a second admin', () => {
  test.each<[string, bigint, bigint, bigint | null, boolean]>([
    ['is never needed where nothing is set', 10n ** 15n, 10n ** 15n, null, false],
    ['is not needed for exactly the setting', 100n, 0n, 100n, false],
    ['is needed for one unit more', 101n, 0n, 100n, true],
    ['is needed for the second half of what was split', 60n, 60n, 100n, true],
    ['is always needed when zero is set', 1n, 0n, 0n, true],
  ])('%s', (_what, minor, alone, above, expected) => {
    expect(needsSecondAdmin(minor, alone, above)).toBe(expected);
  });

  test.each<[bigint | null, bigint | null, boolean]>([
    [null, 5n, false],
    [5n, 4n, false],
    [5n, 5n, false],
    [5n, 6n, true],
    [5n, null, true],
    [null, null, false],
  ])('is asked for less often from %s to %s: %s', (from, to, expected) => {
    expect(loosens(from, to)).toBe(expected);
  });
});

test.each<[bigint, bigint, bigint]>([
  [10n, 0n, 10n],
  [10n, -4n, 6n],
  [0n, -4n, 0n],
])('of %s available and %s owed, %s can leave', (available, receivable, expected) => {
  expect(withdrawable({ available, receivable })).toBe(expected);
});

type Movement = { readonly kind: FundKind; state: FundState; readonly amount: { readonly minor: bigint } };

/** A company's books, as purchases and movements change them, in memory. */
class Books {
  readonly balances = new Map<Account, bigint>(ACCOUNTS.map((account) => [account, 0n]));
  readonly movements: Movement[] = [];
  /** A withdrawal took more than there was. */
  overdrawn = false;
  readonly purchases: { held: bigint; cleared: bigint }[] = [];

  of(account: Account): bigint {
    return this.balances.get(account) ?? 0n;
  }

  get net(): bigint {
    return this.of('AVAILABLE') + this.of('RECEIVABLE');
  }

  request(kind: FundKind, minor: bigint, needsApproval: boolean): void {
    if (kind === 'WITHDRAWAL' && minor > this.#withdrawable()) return;
    const { state, transfers } = begun(kind, minor, needsApproval);
    this.movements.push({ kind, state, amount: { minor } });
    this.#post(transfers);
  }

  act(index: number, action: FundAction): void {
    const movement = this.movements[index % Math.max(1, this.movements.length)];
    if (movement === undefined || !canBe(movement, action)) return;
    const { state, transfers } = advanced(movement, action);
    const leaves = transfers.some(({ kind }) => kind === 'withdrawal');
    if (leaves && movement.amount.minor > this.#withdrawable()) return;
    movement.state = state;
    this.#post(transfers);
    if (leaves && this.net < 0n) this.overdrawn = true;
  }

  buy(minor: bigint): void {
    if (minor > this.net) return;
    this.purchases.push({ held: minor, cleared: 0n });
    this.#post(transfersBetween(NOTHING, { ...NOTHING, held: minor }));
  }

  /** For more than was held, which no question was asked about, or for less. */
  clear(index: number, minor: bigint): void {
    const purchase = this.purchases[index % Math.max(1, this.purchases.length)];
    if (purchase === undefined || purchase.held === 0n) return;
    this.#post(transfersBetween({ ...NOTHING, ...purchase }, { ...NOTHING, cleared: purchase.cleared + minor }));
    purchase.held = 0n;
    purchase.cleared += minor;
  }

  open(...states: readonly FundState[]): bigint {
    return this.movements.reduce((sum, { state, amount }) => (states.includes(state) ? sum + amount.minor : sum), 0n);
  }

  #withdrawable(): bigint {
    return withdrawable({ available: this.of('AVAILABLE'), receivable: this.of('RECEIVABLE') });
  }

  #post(transfers: readonly Transfer[]): void {
    for (const some of [transfers, null]) {
      const changes = balanceChanges(some ?? settleOverdraft(this.of('AVAILABLE'), this.of('RECEIVABLE')));
      for (const [account, minor] of changes) this.balances.set(account, this.of(account) + minor);
    }
  }
}

test('in any order of top-ups, withdrawals and purchases the books stay right, and no withdrawal takes what is not there', () => {
  const minor = fc.bigInt({ min: 1n, max: 1000n });
  const index = fc.nat({ max: 30 });
  const deed = fc.oneof(
    fc.tuple(fc.constantFrom<FundKind>('TOP_UP', 'WITHDRAWAL'), minor, fc.boolean()).map(
      ([kind, amount, needsApproval]) =>
        (books: Books) =>
          books.request(kind, amount, needsApproval),
    ),
    {
      weight: 3,
      arbitrary: fc.tuple(index, fc.constantFrom(...ACTIONS)).map(
        ([at, action]) =>
          (books: Books) =>
            books.act(at, action),
      ),
    },
    minor.map((amount) => (books: Books) => books.buy(amount)),
    fc.tuple(index, minor).map(
      ([at, amount]) =>
        (books: Books) =>
          books.clear(at, amount),
    ),
  );
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const books = new Books();
      for (const act of deeds) {
        act(books);
        expect([...books.balances.values()].reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
        expect(books.overdrawn).toBe(false);
        expect(books.of('AVAILABLE')).toBeGreaterThanOrEqual(0n);
        expect(books.of('RECEIVABLE')).toBeLessThanOrEqual(0n);
        expect(books.of('IN_TRANSIT')).toBe(books.open('IN_TRANSIT'));
        expect(books.of('RESERVED')).toBe(books.open('RESERVED', 'SENDING'));
      }
    }),
    { numRuns: process.env['LONG'] === '1' ? 20_000 : 500 },
  );
});
