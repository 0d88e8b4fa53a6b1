import { refusalOf, useSession } from '@afc/client';
import { LanguageSwitch, OwnName } from '@afc/screens';
import { KeyValue, Link, PageHeader, Panel, PersonAvatar } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLogout } from '@tabler/icons-react';
import { useHolder } from '../../lib/holder.tsx';
import { language } from '../../lib/language.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';
import { MyData } from './my-data.tsx';
import { InstallApp } from './install-app.tsx';
import classes from './profile-screen.module.css';

/** Who I am here, and what I set for myself. */
export default function ProfileScreen() {
  const { t } = useLingui();
  const { displayName, email, company } = useHolder();
  return (
    <div className={classes.page}>
      <div className={classes.person}>
        <PersonAvatar name={displayName} size={48} />
        <PageHeader title={displayName} subtitle={email} />
      </div>
      <Stack gap="lg">
        <Panel title={t`Company`}>
          <KeyValue
            items={[
              { key: 'company', label: t`Name`, value: company.name },
              { key: 'zone', label: t`Limits renew at midnight in`, value: company.timeZone.replaceAll('_', ' ') },
            ]}
          />
        </Panel>
        <Panel title={t`My name`}>
          <p className={classes.text}>
            <Trans>As your colleagues and the card issuer know you.</Trans>
          </p>
          <OwnName />
        </Panel>
        <Panel title={t`My verification`} action={<Link href={urls.verification()}>{t`Open`}</Link>}>
          <p className={classes.text}>
            <Trans>The card issuer has to know who holds a card. See where that stands, and what is missing.</Trans>
          </p>
        </Panel>
        <Panel title={t`Security`} action={<Link href={urls.security()}>{t`Open`}</Link>}>
          <p className={classes.text}>
            <Trans>How you sign in, and where you are signed in.</Trans>
          </p>
        </Panel>
        <Panel title={t`Settings`}>
          <div className={classes.setting}>
            <span className={classes.name}>{t`Language`}</span>
            <LanguageSwitch language={language} />
          </div>
          <div className={classes.setting}>
            <span className={classes.name}>{t`Appearance`}</span>
            <Appearance />
          </div>
        </Panel>
        <MyData />
        <InstallApp />
        <SignOut />
      </Stack>
    </div>
  );
}

function Appearance() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t`Appearance`}
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
