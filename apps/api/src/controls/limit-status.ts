import type { LimitWindow } from '../cards/limit-window.ts';
import type { Money } from '../platform/money.ts';
import { counterId } from './compile.ts';
import { isLimit } from './control.ts';
import type { StoredControl } from './control-store.ts';
import { type LocalWindow, windowAt } from './windows.ts';

/** An amount limit at a moment: what it allows, and where what it counts is found. */
export type LimitAt = {
  readonly control: StoredControl;
  readonly window: LimitWindow;
  readonly limit: Money;
  /** Null for a limit of one purchase. */
  readonly counter: { readonly id: string; readonly window: LocalWindow } | null;
  readonly timeZone: string;
};

export function limitAt(control: StoredControl, timeZone: string, atMs: number): LimitAt | null {
  const { config } = control;
  if (!isLimit(config)) return null;
  const limit = { minor: BigInt(config.amountMinor), currency: config.currency };
  if (config.window === 'TRANSACTION') return { control, window: config.window, limit, counter: null, timeZone };
  const window = windowAt(timeZone, config.window, atMs);
  const subjectId = control.subjectId ?? control.companyId;
  const key = { scope: control.scope, subjectId, unit: config.currency, period: config.window, zone: timeZone };
  return { control, window: config.window, limit, counter: { id: counterId(key, window.startsOn), window }, timeZone };
}

export type LimitStatus = LimitAt & { readonly used: Money | null; readonly left: Money | null };

/** @param usedMinor what was counted, or null where the viewer may not see it */
export function statusOf(at: LimitAt, usedMinor: bigint | null): LimitStatus {
  const { limit, counter } = at;
  if (counter === null) return { ...at, used: null, left: limit };
  if (usedMinor === null) return { ...at, used: null, left: null };
  const left = limit.minor - usedMinor;
  const money = (minor: bigint): Money => ({ minor, currency: limit.currency });
  return { ...at, used: money(usedMinor), left: money(left > 0n ? left : 0n) };
}

/** What stands in the way first comes first. What the viewer may not see comes after all else, so that the order does not tell it. */
export function tightestFirst(one: LimitStatus, other: LimitStatus): number {
  const rank = ({ left, limit }: LimitStatus) => (left === null ? limit.minor : left.minor);
  if ((one.left === null) !== (other.left === null)) return one.left === null ? 1 : -1;
  const [first, second] = [rank(one), rank(other)];
  return first < second ? -1 : first > second ? 1 : one.control.id < other.control.id ? -1 : 1;
}
