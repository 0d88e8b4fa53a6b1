import { PageHeader, Panel } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import Inbox from './inbox.tsx';

export default function NotificationsScreen() {
  const { t } = useLingui();
  return (
    <Stack gap="lg" maw={760} mx="auto">
      <PageHeader title={t`Notifications`} />
      <Panel flush>
        <Inbox first={50} paged />
      </Panel>
    </Stack>
  );
}
