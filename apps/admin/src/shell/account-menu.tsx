import { refusalOf, useSession } from '@afc/client';
import { LanguageSwitch } from '@afc/screens';
import { PersonAvatar } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Divider, Popover, SegmentedControl, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { IconKeyboard, IconLogout, IconSelector, IconShieldLock, IconUser } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { language } from '../lib/language.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';
import { useTell } from '../lib/tell.ts';
import { urls } from '../lib/urls.ts';
import { useViewer } from '../lib/viewer.tsx';
import { roleWords, useWords } from '../lib/words.ts';
import classes from './account-menu.module.css';
import { shortcutsHelp } from './shortcuts-store.ts';

/**
 * Who is signed in, for which company, and what they set for themselves. `compact` is the phone's, an avatar alone. A panel, not a menu: choices
 * stand in it, of which a menu has none.
 */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const words = useWords();
  const router = useRouter();
  const viewer = useViewer();
  const [opened, setOpened] = useState(false);
  const role = words(roleWords[viewer.role]);
  const place = viewer.company?.name ?? role;
  const toggle = () => setOpened((open) => !open);
  const act = (deed: () => void) => () => {
    setOpened(false);
    deed();
  };
  return (
    <Popover opened={opened} onChange={setOpened} position={compact ? 'bottom-end' : 'top-start'} width={268} trapFocus returnFocus>
      <Popover.Target>
        {compact ? (
          <UnstyledButton className={classes.compact} onClick={toggle}>
            <PersonAvatar name={viewer.displayName} size={32} />
            <VisuallyHidden>
              <Trans>Account of</Trans> {viewer.displayName}
            </VisuallyHidden>
          </UnstyledButton>
        ) : (
          <UnstyledButton className={classes.account} onClick={toggle}>
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
      </Popover.Target>
      {/* Its name is that of what opens it. */}
      <Popover.Dropdown p={4}>
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
        <Divider my={4} />
        <Preferences />
        <Divider my={4} />
        {viewer.personId !== null && <OwnPage personId={viewer.personId} act={act} />}
        <Deed icon={<IconShieldLock size={16} aria-hidden />} onClick={act(() => router.history.push(urls.security()))}>
          <Trans>Security</Trans>
        </Deed>
        <Deed
          icon={<IconKeyboard size={16} aria-hidden />}
          aside={
            <kbd className={classes.key} aria-hidden>
              ?
            </kbd>
          }
          onClick={act(() => shortcutsHelp.set(true))}
        >
          <Trans>Keyboard shortcuts</Trans>
        </Deed>
        <SignOut act={act} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface DeedProps {
  icon: ReactNode;
  aside?: ReactNode;
  onClick: () => void;
  children: ReactNode;
}

function Deed({ icon, aside, onClick, children }: DeedProps) {
  return (
    <UnstyledButton className={classes.deed} onClick={onClick}>
      {icon}
      <span className={classes.does}>{children}</span>
      {aside}
    </UnstyledButton>
  );
}

/** Closes the panel before something is done. */
type Act = (deed: () => void) => () => void;

/** Where one's own name is changed. */
function OwnPage({ personId, act }: { personId: string; act: Act }) {
  const router = useRouter();
  return (
    <Deed icon={<IconUser size={16} aria-hidden />} onClick={act(() => router.history.push(urls.person(personId)))}>
      <Trans>My page</Trans>
    </Deed>
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

function SignOut({ act }: { act: Act }) {
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
    <Deed icon={<IconLogout size={16} aria-hidden />} onClick={act(() => void signOut())}>
      <Trans>Sign out</Trans>
    </Deed>
  );
}
