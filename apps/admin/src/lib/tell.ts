import { useLingui } from '@lingui/react/macro';
import { notifications } from '@mantine/notifications';

/** Says in a corner what was done, or what was not. */
export function useTell(): (what: { message: string; title?: string; failed?: boolean }) => void {
  const { t } = useLingui();
  return ({ message, title, failed = false }) =>
    void notifications.show({
      message,
      ...(title !== undefined && { title }),
      color: failed ? 'red' : 'green',
      closeButtonProps: { 'aria-label': t`Close` },
    });
}
