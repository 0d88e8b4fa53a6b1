import { refusalOf, useSession } from '@afc/client';
import { LanguageSwitch } from '@afc/screens';
import { PersonAvatar } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconKeyboard, IconLogout, IconSelector, IconShieldLock, IconUser } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { language } from '../lib/language.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';
import { useTell } from '../lib/tell.ts';
import { urls } from '../lib/urls.ts';
import { useViewer } from '../lib/viewer.tsx';
import { roleWords, useWords } from '../lib/words.ts';
import classes from './account-menu.module.css';
import { shortcutsHelp } from './shortcuts-store.ts';

/** Who is signed in, for which company, and what they set for themselves. `compact` is the phone's, an avatar alone. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const words = useWords();
  const router = useRouter();
  const viewer = useViewer();
  const role = words(roleWords[viewer.role]);
  const place = viewer.company?.name ?? role;
  return (
    <Menu position={compact ? 'bottom-end' : 'top-start'} width={268} closeOnItemClick>
      <Menu.Target>
        {compact ? (
          <UnstyledButton className={classes.compact}>
            <PersonAvatar name={viewer.displayName} size={32} />
            <VisuallyHidden>
              <Trans>Account of</Trans> {viewer.displayName}
            </VisuallyHidden>
          </UnstyledButton>
        ) : (
          <UnstyledButton className={classes.account}>
            <PersonAvatar name={viewer.displayName} size={32} />
            <VisuallyHidden>
              <Trans>Account of</Trans>
            </VisuallyHidden>
            <span className={classes.words}>
              <span className={classes.name}>{viewer.displayName}</span>
              <span className={classes.company}>{place}</span>
            </span>
            <IconSelector size={15} aria-hidden />
          </UnstyledButton>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        <Box px="sm" py={6}>
          <Text size="sm" fw={550} truncate>
            {viewer.displayName}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {viewer.email}
          </Text>
          <Text size="xs" c="dimmed">
            {[role, viewer.company?.name].filter(Boolean).join(' · ')}
          </Text>
        </Box>
        <Menu.Divider />
        <Preferences />
        <Menu.Divider />
        {viewer.personId !== null && <OwnPage personId={viewer.personId} />}
        <Menu.Item leftSection={<IconShieldLock size={16} />} onClick={() => router.history.push(urls.security())}>
          <Trans>Security</Trans>
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} />}
          rightSection={<kbd className={classes.key}>?</kbd>}
          onClick={() => shortcutsHelp.set(true)}
        >
          <Trans>Keyboard shortcuts</Trans>
        </Menu.Item>
        <SignOut />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Where one's own name is changed. */
function OwnPage({ personId }: { personId: string }) {
  const router = useRouter();
  return (
    <Menu.Item leftSection={<IconUser size={16} />} onClick={() => router.history.push(urls.person(personId))}>
      <Trans>My page</Trans>
    </Menu.Item>
  );
}

function Preferences() {
  const { t } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Box px="sm" py={4}>
      <Text size="xs" c="dimmed" mb={4}>
        <Trans>Appearance</Trans>
      </Text>
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
      <Text size="xs" c="dimmed" mt="xs" mb={4}>
        <Trans>Language</Trans>
      </Text>
      <LanguageSwitch language={language} fullWidth />
    </Box>
  );
}

function SignOut() {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const signOut = async () => {
    try {
      await session.signOut();
    } catch (error) {
      tell({ failed: true, title: t`You are still signed in`, message: sentence(refusalOf(error)) });
    }
  };
  return (
    <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
      <Trans>Sign out</Trans>
    </Menu.Item>
  );
}
