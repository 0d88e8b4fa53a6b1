/** A balance is what was credited less what was debited; the accounts of a company and currency sum to zero. */
export const ACCOUNTS = ['AVAILABLE', 'HELD', 'SPENT', 'IN_TRANSIT', 'RESERVED', 'RECEIVABLE', 'DISPUTES', 'FEES', 'EXTERNAL'] as const;
export type Account = (typeof ACCOUNTS)[number];

export type TransferKind =
  | 'hold'
  | 'release'
  | 'clearing'
  | 'refund'
  | 'credit'
  | 'fee'
  | 'top_up'
  | 'overdraft'
  | 'correction'
  | 'dispute_credit'
  | 'dispute_debit'
  | 'announcement'
  | 'top_up_return'
  | 'withdrawal'
  | 'payout'
  | 'withdrawal_return';

/** One debit, one credit, one amount above zero: it cannot be out of balance. */
export type Transfer = { readonly kind: TransferKind; readonly debit: Account; readonly credit: Account; readonly minor: bigint };

/** What one purchase has put into each account beside AVAILABLE. */
export type Position = {
  readonly held: bigint;
  /** Negative for money that a merchant gave back. */
  readonly cleared: bigint;
  /** Out of EXTERNAL. */
  readonly credited: bigint;
  readonly fees: bigint;
  /** Out of DISPUTES: back with the company because of a dispute, early or for good. */
  readonly disputed: bigint;
};

export const NOTHING: Position = { held: 0n, cleared: 0n, credited: 0n, fees: 0n, disputed: 0n };

/**
 * The transfers that bring a purchase from what is there to what should be. A clearing takes from the hold as far as that
 * goes, the rest from what is available; what is left of a hold goes back.
 */
export function transfersBetween(there: Position, target: Position): Transfer[] {
  const held = target.held - there.held;
  const cleared = target.cleared - there.cleared;
  const outOfHold = held < 0n && cleared > 0n ? smaller(-held, cleared) : 0n;
  // A clearing taken back restores the hold it came from, if that stands again.
  const backIntoHold = held > 0n && cleared < 0n ? smaller(held, -cleared) : 0n;
  const heldAlone = held + outOfHold - backIntoHold;
  const clearedAlone = cleared - outOfHold + backIntoHold;
  const credited = target.credited - there.credited;
  const fees = target.fees - there.fees;
  const disputed = target.disputed - there.disputed;
  return [
    move('clearing', 'HELD', 'SPENT', outOfHold),
    move('correction', 'SPENT', 'HELD', backIntoHold),
    heldAlone > 0n ? move('hold', 'AVAILABLE', 'HELD', heldAlone) : move('release', 'HELD', 'AVAILABLE', -heldAlone),
    clearedAlone > 0n
      ? move(target.cleared > 0n ? 'clearing' : 'correction', 'AVAILABLE', 'SPENT', clearedAlone)
      : move(target.cleared < 0n ? 'refund' : 'correction', 'SPENT', 'AVAILABLE', -clearedAlone),
    credited > 0n ? move('credit', 'EXTERNAL', 'AVAILABLE', credited) : move('correction', 'AVAILABLE', 'EXTERNAL', -credited),
    fees > 0n ? move('fee', 'AVAILABLE', 'FEES', fees) : move('correction', 'FEES', 'AVAILABLE', -fees),
    disputed > 0n ? move('dispute_credit', 'DISPUTES', 'AVAILABLE', disputed) : move('dispute_debit', 'AVAILABLE', 'DISPUTES', -disputed),
  ].filter(({ minor }) => minor > 0n);
}

/** What is below zero is owed by the company, not available: RECEIVABLE carries it until money comes. */
export function settleOverdraft(available: bigint, receivable: bigint): Transfer[] {
  const net = available + receivable;
  const target = net < 0n ? net : 0n;
  const owed = receivable - target;
  if (owed > 0n) return [move('overdraft', 'RECEIVABLE', 'AVAILABLE', owed)];
  return owed < 0n ? [move('overdraft', 'AVAILABLE', 'RECEIVABLE', -owed)] : [];
}

/** The change of each balance by these transfers. */
export function balanceChanges(transfers: readonly Transfer[]): Map<Account, bigint> {
  const changes = new Map<Account, bigint>();
  const add = (account: Account, minor: bigint): void => void changes.set(account, (changes.get(account) ?? 0n) + minor);
  for (const { debit, credit, minor } of transfers) {
    add(debit, -minor);
    add(credit, minor);
  }
  return changes;
}

function move(kind: TransferKind, debit: Account, credit: Account, minor: bigint): Transfer {
  return { kind, debit, credit, minor };
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
