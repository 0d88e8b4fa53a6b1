import { BulkIsFinalError, BulkUndoOverError } from '../../platform/bulk.errors.ts';
import type { Authority, CardCommand } from '../card.state.ts';

export type BulkAction = 'FREEZE' | 'UNFREEZE' | 'TERMINATE';

export const COMMAND_OF = { FREEZE: 'freeze', UNFREEZE: 'unfreeze', TERMINATE: 'terminate' } as const satisfies Readonly<
  Record<BulkAction, CardCommand>
>;

/** What one transaction does under the company's gate. */
export const MOST_CARDS = 50;

/** What was done with many cards. */
export type CardBulk = {
  readonly companyId: string;
  readonly id: string;
  readonly action: BulkAction;
  /** Null for a part of the system. */
  readonly madeBy: string | null;
  readonly madeAt: Date;
  readonly undoes: string | null;
};

/** What became of one of them. */
export type CardBulkRow = {
  readonly cardId: string;
  /** The code of the refusal, and its sentence; null when it was done. */
  readonly refusal: string | null;
  readonly sentence: string | null;
  /** Of the card after it was done. */
  readonly version: number | null;
  readonly frozenBefore: Authority | null;
};

const UNDONE_FOR_MS = 10 * 60_000;

/** Until when it can be taken back: null for what cannot, since it is final or takes something back itself. */
export function undoableUntil({ action, madeAt, undoes }: CardBulk): Date | null {
  return action === 'TERMINATE' || undoes !== null ? null : new Date(madeAt.getTime() + UNDONE_FOR_MS);
}

/**
 * What takes it back.
 * @throws BulkIsFinalError, BulkUndoOverError
 */
export function undoOf(bulk: CardBulk, now: Date): 'FREEZE' | 'UNFREEZE' {
  const until = undoableUntil(bulk);
  if (until === null)
    throw new BulkIsFinalError(
      bulk.action === 'TERMINATE'
        ? 'Terminated cards stay terminated. Issue new ones.'
        : 'This took something back already. Change the cards themselves.',
    );
  if (now >= until) throw new BulkUndoOverError();
  return bulk.action === 'FREEZE' ? 'UNFREEZE' : 'FREEZE';
}
