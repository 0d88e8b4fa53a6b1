import { PageHeader } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { PasswordPanel } from './password-panel.tsx';
import { PasskeysPanel } from './passkeys-panel.tsx';
import { SecondFactorPanel } from './second-factor-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';

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
