import { assertUndoable, type Bulk, type BulkOutcome, undoableUntil } from '../../platform/bulk/bulk.ts';
import { BulkStore } from '../../platform/bulk/bulk-store.ts';
import type { Authority, CardCommand } from '../card.state.ts';

export type BulkAction = 'FREEZE' | 'UNFREEZE' | 'TERMINATE';

export const COMMAND_OF = { FREEZE: 'freeze', UNFREEZE: 'unfreeze', TERMINATE: 'terminate' } as const satisfies Readonly<
  Record<BulkAction, CardCommand>
>;

/** What was done with many cards. */
export type CardBulk = Bulk<BulkAction>;

/** What became of one of them. */
export type CardBulkRow = BulkOutcome & {
  readonly cardId: string;
  /** Of the card after it was done. */
  readonly version: number | null;
  readonly frozenBefore: Authority | null;
};

export const cardBulks = new BulkStore<CardBulk, CardBulkRow>({
  ...{ bulks: 'card_bulks', rows: 'card_bulk_rows', ofBulk: {} },
  ofRow: { cardId: ['card_id', 'uuid'], version: ['version', 'int'], frozenBefore: ['frozen_before', 'text'] },
});

/** Until when it can be taken back: null for what cannot. */
export function cardsUndoableUntil(bulk: CardBulk): Date | null {
  return bulk.action === 'TERMINATE' ? null : undoableUntil(bulk);
}

/**
 * What takes it back.
 * @throws BulkIsFinalError, BulkUndoOverError
 */
export function undoOf(bulk: CardBulk, now: Date): 'FREEZE' | 'UNFREEZE' {
  const ifFinal = bulk.action === 'TERMINATE' ? 'Terminated cards stay terminated. Issue new ones.' : undefined;
  assertUndoable(cardsUndoableUntil(bulk), now, ifFinal);
  return bulk.action === 'FREEZE' ? 'UNFREEZE' : 'FREEZE';
}
