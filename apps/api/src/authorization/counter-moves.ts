import { type CompiledControl, isWindowLimit } from '../controls/compile.ts';
import type { Part } from '../ledger/counted-parts.ts';
import type { CounterMove } from './verdict.ts';

/**
 * By how much the counters of a purchase's limits change when what it counts changes. Each counter once, although several
 * limits may look at it. Limits in shadow count too: that is what they are for.
 */
export function counterMoves(
  controls: readonly CompiledControl[],
  currency: string,
  before: readonly Part[],
  after: readonly Part[],
): CounterMove[] {
  const moves = new Map<string, CounterMove>();
  for (const control of controls) {
    if (!isWindowLimit(control) || control.currency !== currency) continue;
    const own = new Map<string, CounterMove>();
    for (const { atMs, minor } of after) add(own, control, atMs, minor);
    for (const { atMs, minor } of before) add(own, control, atMs, -minor);
    for (const [id, move] of own) if (move.minor !== 0n) moves.set(id, move);
  }
  return [...moves.values()];
}

function add(moves: Map<string, CounterMove>, control: Extract<CompiledControl, { zone: string }>, atMs: number, minor: bigint): void {
  const { id, window } = control.counterAt(atMs);
  const known = moves.get(id);
  const { scope, subjectId, currency: unit, window: period, zone } = control;
  moves.set(id, { id, scope, subjectId, unit, period, zone, startsOn: window.startsOn, minor: (known?.minor ?? 0n) + minor });
}
