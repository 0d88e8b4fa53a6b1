import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { SubscriptionsAbove, type SubscriptionsAboveProps } from './subscriptions-above.tsx';

export interface SubscriptionsWarningProps extends SubscriptionsAboveProps {
  /** Back into the editor. */
  onChange: () => void;
  onClose: () => void;
}

/** Said of a limit once it is saved: that it is below what a subscription takes may be meant, so nothing is undone. */
export default function SubscriptionsWarning({ subscriptions, onChange, onClose }: SubscriptionsWarningProps) {
  const { t } = useLingui();
  return (
    <Modal opened onClose={onClose} title={t`Saved, below what subscriptions take`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <Stack gap="md">
        <Alert color="yellow" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
          <Trans>The limit is saved. What follows is charged regularly and is above it, so the next charge would be declined.</Trans>
        </Alert>
        <SubscriptionsAbove subscriptions={subscriptions} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            <Trans>Leave it as it is</Trans>
          </Button>
          <Button onClick={onChange}>
            <Trans>Change the limit</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
