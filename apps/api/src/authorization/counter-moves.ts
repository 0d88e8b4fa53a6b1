import { type CompiledControl, isWindowLimit, type WindowLimit } from '../controls/compile.ts';
import { COUNT, counterId } from '../controls/counter.ts';
import { USES_START, usesOf } from '../controls/exception.ts';
import type { Part } from '../ledger/counted-parts.ts';
import type { PurchaseState } from '../ledger/purchase.ts';
import type { CounterMove } from './verdict.ts';

/** What a purchase counts in limits, and as what: its amounts where they stand, itself once, under its category. */
export type Counting = Pick<PurchaseState, 'parts' | 'kind' | 'status' | 'atMs'> & {
  readonly mcc: string;
  /** Those that let it through, each used once. */
  readonly exceptionIds?: readonly string[];
};

/**
 * By how much the counters of a purchase's limits change when what it counts changes. Each counter once, although several
 * limits may look at it. Limits in shadow count too: that is what they are for.
 */
export function counterMoves(controls: readonly CompiledControl[], currency: string, before: Counting, after: Counting): CounterMove[] {
  const moves = new Map<string, CounterMove>();
  for (const control of controls) {
    if (!isWindowLimit(control)) continue;
    const { unit } = control.key;
    if (unit !== COUNT && unit !== currency) continue;
    const own = new Map<string, CounterMove>();
    for (const { atMs, minor } of partsFor(control, after)) add(own, control, atMs, minor);
    for (const { atMs, minor } of partsFor(control, before)) add(own, control, atMs, -minor);
    for (const [id, move] of own) if (move.minor !== 0n) moves.set(id, move);
  }
  for (const move of usesMoved(before, after)) moves.set(move.id, move);
  return [...moves.values()];
}

/** The exceptions that a purchase used: given back only if it never happened. */
function usesMoved(before: Counting, after: Counting): CounterMove[] {
  const used = ({ exceptionIds = [], ...counting }: Counting): readonly string[] => (countsAsPurchase(counting) ? exceptionIds : []);
  const [earlier, now] = [used(before), used(after)];
  return [...new Set([...earlier, ...now])].flatMap((exceptionId): CounterMove[] => {
    const minor = BigInt(now.includes(exceptionId)) - BigInt(earlier.includes(exceptionId));
    const key = usesOf(exceptionId);
    return minor === 0n ? [] : [{ ...key, id: counterId(key, USES_START), startsOn: USES_START, minor }];
  });
}

/**
 * One purchase, at its first moment, for as long as it happened at all: what was given back later still was a purchase. Refunds,
 * credits, checks of a card and fees of the programme are none (the counting rule).
 */
export function countsAsPurchase({ kind, status }: Pick<PurchaseState, 'kind' | 'status'>): boolean {
  return kind === 'PURCHASE' && status !== 'DECLINED';
}

function partsFor(control: WindowLimit, counting: Counting): readonly Part[] {
  if (!control.counts(counting.mcc)) return [];
  if (control.key.unit !== COUNT) return counting.parts;
  return countsAsPurchase(counting) ? [{ atMs: counting.atMs, minor: 1n }] : [];
}

function add(moves: Map<string, CounterMove>, control: WindowLimit, atMs: number, minor: bigint): void {
  const { id, window } = control.counterAt(atMs);
  const known = moves.get(id);
  moves.set(id, { id, ...control.key, startsOn: window.startsOn, minor: (known?.minor ?? 0n) + minor });
}
