import { EmptyState } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Center, Group } from '@mantine/core';
import { IconDoor } from '@tabler/icons-react';

/** An employee has a card, but no company to run. */
export function WrongApp({ onSignOut }: { onSignOut: () => Promise<void> }) {
  const { t } = useLingui();
  return (
    <Center mih="100dvh" p="md">
      <EmptyState
        icon={IconDoor}
        title={t`Your cards are in the portal`}
        action={
          <Group gap="xs" justify="center">
            <Button component="a" href="/portal/">
              <Trans>Open the portal</Trans>
            </Button>
            <Button variant="default" onClick={() => void onSignOut()}>
              <Trans>Sign out</Trans>
            </Button>
          </Group>
        }
      >
        <Trans>This app is for those who run a company’s cards.</Trans>
      </EmptyState>
    </Center>
  );
}
