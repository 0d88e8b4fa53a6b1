import { PasskeysPanel, PasswordPanel, SecondFactorPanel, SessionsPanel } from '@afc/screens';
import { PageHeader } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';

/** How I sign in, and where I am signed in. */
export default function SecurityScreen() {
  const { t } = useLingui();
  return (
    <Stack gap="lg" maw={620}>
      <PageHeader title={t`Security`} subtitle={t`How you sign in, and where you are signed in.`} />
      <PasswordPanel />
      <PasskeysPanel />
      <SecondFactorPanel />
      <SessionsPanel />
    </Stack>
  );
}
