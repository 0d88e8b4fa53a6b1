import type { Counting } from '../authorization/counter-moves.ts';
import type { Part } from '../ledger/counted-parts.ts';
import type { PastQuestion } from './past.ts';

/** What would have been otherwise about a purchase. */
export type Otherwise = {
  /** Its first question would have been declined: nothing of it would have followed. */
  readonly never: boolean;
  /** Asked for by increments that would have been declined. */
  readonly withheld: bigint;
  /** Declined in truth. How it would have gone on is not known: it stays held as it was asked for. */
  readonly held: readonly Part[];
};

export const AS_IT_WAS: Otherwise = { never: false, withheld: 0n, held: [] };

/** A question would have got the other answer. `isFirst`: it began its purchase. */
export function answeredOtherwise(before: Otherwise, question: PastQuestion, isFirst: boolean): Otherwise {
  const { minor } = question.request.amount;
  if (question.outcome === 'DECLINED') return { ...before, held: [...before.held, { atMs: question.atMs, minor }] };
  return isFirst ? { ...before, never: true } : { ...before, withheld: before.withheld + minor };
}

/** What a purchase would count where in truth it counts this. */
export function countedOtherwise(truly: Counting, otherwise: Otherwise): Counting {
  if (otherwise === AS_IT_WAS) return truly;
  const { never, withheld, held } = otherwise;
  const parts = never ? [] : withNewestTaken(truly.parts, withheld);
  const status = held.length > 0 && truly.status === 'DECLINED' ? 'PENDING' : never ? 'DECLINED' : truly.status;
  const atMs = held.length > 0 ? Math.min(truly.atMs, ...held.map((part) => part.atMs)) : truly.atMs;
  return { ...truly, status, atMs, parts: [...parts, ...held] };
}

function withNewestTaken(parts: readonly Part[], minor: bigint): Part[] {
  let left = minor;
  return parts
    .toReversed()
    .map((part) => {
      const taken = part.minor < left ? part.minor : left;
      left -= taken;
      return { ...part, minor: part.minor - taken };
    })
    .toReversed();
}
