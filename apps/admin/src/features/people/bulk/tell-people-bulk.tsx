import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { PeopleBulkPartFragment } from '../../../gql/graphql.ts';

/** Says in a corner how many people were changed, with the way back for as long as there is one. */
export function useTellPeopleBulk(): (bulk: PeopleBulkPartFragment | null, onUndo: (() => void) | null) => void {
  const { t } = useLingui();
  return (bulk, onUndo) => {
    if (bulk === null) {
      notifications.show({ message: t`This was not taken back. Look at the people themselves.`, color: 'red' });
      return;
    }
    const done = bulk.rows.filter(({ refusal }) => refusal === null).length;
    if (done === 0) return;
    const until = bulk.undoableUntil == null ? null : new Date(bulk.undoableUntil).getTime() - Date.now();
    const undo = () => {
      notifications.hide(bulk.id);
      onUndo?.();
    };
    notifications.show({
      id: bulk.id,
      color: 'green',
      closeButtonProps: { 'aria-label': t`Close` },
      ...(until !== null && until > 0 && { autoClose: until }),
      message: (
        <Group justify="space-between" wrap="nowrap">
          <span>
            <Plural value={done} one="# person was changed." other="# people were changed." />
          </span>
          {until !== null && onUndo !== null && (
            <Button size="compact-sm" variant="default" onClick={undo}>
              <Trans>Undo</Trans>
            </Button>
          )}
        </Group>
      ),
    });
  };
}
