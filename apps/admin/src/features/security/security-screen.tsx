import { PasskeysPanel, PasswordPanel, SecondFactorPanel, SessionsPanel } from '@afc/screens';
import { PageHeader } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { useCan, useViewer } from '../../lib/viewer.tsx';
import { ReadingsPanel } from '../break-glass/parts/readings-panel.tsx';
import { CompanySignInPanel } from './company-sign-in-panel.tsx';
import { DirectoryPanel } from './directory-panel.tsx';

/** How I sign in, and where I am signed in; for an admin, how the company's people do. */
export default function SecurityScreen() {
  const { t } = useLingui();
  const setsUp = useCan('MANAGE_COMPANY_SIGN_IN');
  const seesReadings = useCan('SEE_READINGS');
  const { company } = useViewer();
  const makesKeys = useCan('MANAGE_API_KEYS');
  return (
    <Stack gap="lg" maw={620}>
      <PageHeader title={t`Security`} subtitle={t`How you sign in, and where you are signed in.`} />
      <PasswordPanel />
      <PasskeysPanel />
      <SecondFactorPanel />
      {setsUp && <CompanySignInPanel />}
      {makesKeys && <DirectoryPanel />}
      {seesReadings && company && <ReadingsPanel />}
      <SessionsPanel />
    </Stack>
  );
}
