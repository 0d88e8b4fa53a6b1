import { refusalOf, useSession } from '@afc/client';
import { KeyValue, PageHeader, Panel, PersonAvatar } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLogout } from '@tabler/icons-react';
import { useHolder } from '../../lib/holder.tsx';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { LanguageSwitch } from '../../lib/language-switch.tsx';

/** Who I am here, and what I set for myself. */
export default function ProfileScreen() {
  const { t } = useLingui();
  const { displayName, email, company } = useHolder();
  return (
    <>
      <PageHeader title={displayName} subtitle={email} badge={<PersonAvatar name={displayName} size={36} />} />
      <Stack gap="lg">
        <Panel title={t`Company`}>
          <KeyValue
            items={[
              { key: 'company', label: t`Company`, value: company.name },
              { key: 'zone', label: t`Limits renew at midnight in`, value: company.timeZone },
            ]}
          />
        </Panel>
        <Panel title={t`Language`}>
          <LanguageSwitch fullWidth />
        </Panel>
        <Panel title={t`Appearance`}>
          <Appearance />
        </Panel>
        <SignOut />
      </Stack>
    </>
  );
}

function Appearance() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t`Appearance`}
      fullWidth
      value={colorScheme}
      onChange={setColorScheme}
      data={[
        { value: 'auto', label: t`System` },
        { value: 'light', label: t`Light` },
        { value: 'dark', label: t`Dark` },
      ]}
    />
  );
}

function SignOut() {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const signOut = async () => {
    try {
      await session.signOut();
    } catch (error) {
      notifications.show({ color: 'red', title: t`You are still signed in`, message: sentence(refusalOf(error)) });
    }
  };
  return (
    <Button variant="default" leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
      <Trans>Sign out</Trans>
    </Button>
  );
}
