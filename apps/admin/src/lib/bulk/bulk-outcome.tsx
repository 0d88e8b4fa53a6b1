import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';

/** What every answer about many things says, whatever they are. */
export interface ShownBulk {
  id: string;
  undoableUntil?: string | null;
  rows: readonly BulkRow[];
}

export interface BulkRow {
  refusal?: string | null;
  sentence?: string | null;
}

export interface BulkWords<Made extends ShownBulk> {
  /** How many were done. */
  done: (count: number, bulk: Made) => ReactNode;
  /** That nothing was taken back, and what to do instead. */
  notUndone: string;
}

export interface BulkOutcome<Made extends ShownBulk> {
  /** What was done last, for `BulkResult`; null when nothing was, and after it was looked at. */
  result: Made | null;
  close: () => void;
  /** Tells what was done, with the way back for as long as there is one. */
  settle: (bulk: Made) => void;
}

/** What became of many things: told in a corner, and taken back from there. */
export function useBulkOutcome<Made extends ShownBulk>(
  words: BulkWords<Made>,
  takeBack: (bulkId: string) => Promise<Made | null>,
): BulkOutcome<Made> {
  const { t } = useLingui();
  const [result, setResult] = useState<Made | null>(null);

  const tell = (bulk: Made, onUndo: (() => void) | null) => {
    const done = doneOf(bulk);
    if (done === 0) return;
    const left = bulk.undoableUntil == null || onUndo === null ? 0 : new Date(bulk.undoableUntil).getTime() - Date.now();
    notifications.show({
      id: bulk.id,
      color: 'green',
      closeButtonProps: { 'aria-label': t`Close` },
      ...(left > 0 && { autoClose: left }),
      message: (
        <Group justify="space-between" wrap="nowrap">
          <span>{words.done(done, bulk)}</span>
          {left > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => onUndo?.()}>
              <Trans>Undo</Trans>
            </Button>
          )}
        </Group>
      ),
    });
  };
  const undo = async (bulkId: string) => {
    notifications.hide(bulkId);
    const undone = await takeBack(bulkId);
    setResult(undone);
    if (undone === null) notifications.show({ message: words.notUndone, color: 'red', closeButtonProps: { 'aria-label': t`Close` } });
    else tell(undone, null);
  };
  const settle = (bulk: Made) => {
    setResult(bulk);
    tell(bulk, () => void undo(bulk.id));
  };
  return { result, close: () => setResult(null), settle };
}

export function doneOf({ rows }: Pick<ShownBulk, 'rows'>): number {
  return rows.filter(({ refusal }) => refusal == null).length;
}
