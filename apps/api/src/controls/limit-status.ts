import type { Money } from '../platform/money.ts';
import type { Calendar } from './windows.ts';
import { compileControls, type TransactionLimit, type WindowLimit } from './compile.ts';
import type { StoredControl } from './control-store.ts';

/** A limit at a moment: what it allows, and where what it counts is found. */
export type LimitAt = {
  readonly control: StoredControl;
  readonly limit: TransactionLimit | WindowLimit;
  /** Null for a limit of one purchase. */
  readonly counters: { readonly ids: readonly string[]; readonly startsAt: Date | null; readonly renewsAt: Date | null } | null;
  readonly timeZone: string;
};

type Clock = { readonly timeZone: string; readonly calendar: Calendar };

/** Null for a control that is no limit. */
export function limitAt(control: StoredControl, clock: Clock, atMs: number): LimitAt | null {
  const { companyId } = control;
  const [limit] = compileControls({ companyId, version: 0, ...clock }, [control]).all;
  if (limit === undefined || !('window' in limit)) return null;
  if (limit.window === 'TRANSACTION') return { control, limit, counters: null, timeZone: clock.timeZone };
  const { ids, window } = limit.usedAt(atMs);
  const bounds =
    limit.window === 'LIFETIME'
      ? { startsAt: null, renewsAt: null }
      : { startsAt: new Date(window.startMs), renewsAt: new Date(window.endMs) };
  return { control, limit, counters: { ids, ...bounds }, timeZone: limit.key.zone };
}

/** Figures are minor units or numbers of purchases, as the limit is. */
export type LimitStatus = LimitAt & { readonly used: bigint | null; readonly left: bigint | null };

/** @param used what was counted, or null where the viewer may not see it */
export function statusOf(at: LimitAt, used: bigint | null): LimitStatus {
  const { limit, counters } = at;
  if (counters === null) return { ...at, used: null, left: limit.limit };
  if (used === null) return { ...at, used: null, left: null };
  const left = limit.limit - used;
  return { ...at, used, left: left > 0n ? left : 0n };
}

/** An amount of a limit of money; null for numbers of purchases. */
export function moneyOf({ limit }: LimitAt, figure: bigint | null): Money | null {
  if (figure === null || limit.kind === 'COUNT_LIMIT') return null;
  return { minor: figure, currency: limit.window === 'TRANSACTION' ? limit.currency : limit.key.unit };
}

/** A number of purchases; null for a limit of money. */
export function countOf({ limit }: LimitAt, figure: bigint | null): number | null {
  return figure === null || limit.kind !== 'COUNT_LIMIT' ? null : Number(figure);
}

/**
 * What stands in the way first comes first: amounts, then numbers of purchases. What the viewer may not see comes after all else, so
 * that the order does not tell it.
 */
export function tightestFirst(one: LimitStatus, other: LimitStatus): number {
  if ((one.left === null) !== (other.left === null)) return one.left === null ? 1 : -1;
  if (one.limit.kind !== other.limit.kind) return one.limit.kind === 'AMOUNT_LIMIT' ? -1 : 1;
  const rank = ({ left, limit }: LimitStatus) => left ?? limit.limit;
  const [first, second] = [rank(one), rank(other)];
  return first < second ? -1 : first > second ? 1 : one.control.id < other.control.id ? -1 : 1;
}
