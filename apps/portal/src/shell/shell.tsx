import { useConnectionStatus, useSession } from '@afc/client';
import { product } from '@afc/screens';
import { AppFrame, LiveBanner, LiveIndicator, type NavItem, SurroundingsProvider } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { Button, Center } from '@mantine/core';
import { IconBell, IconCreditCard, IconReceipt2, IconUserCircle } from '@tabler/icons-react';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { ShellQuery as ShellData } from '../gql/graphql.ts';
import { type Holder, HolderProvider } from '../lib/holder.tsx';
import { LiveProvider } from '../lib/live.tsx';
import { QueryError } from '../lib/query-error.tsx';
import { base, urls } from '../lib/urls.ts';
import { Crier } from './crier.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { ShellQuery } from './shell-query.ts';
import { ShellSkeleton } from './shell-skeleton.tsx';

/** All that stays while screens change: who is signed in, the live feed, the frame. */
export function Shell() {
  const router = useRouter();
  const { i18n } = useLingui();
  const { data, error, refetch } = useQuery(ShellQuery);
  const holder = useMemo(() => (data ? holderOf(data) : null), [data]);
  const navigate = useCallback((href: string) => router.history.push(href), [router]);

  if (!data && !error) return <ShellSkeleton />;
  if (!data) {
    return (
      <Center mih="100dvh" p="md">
        <QueryError error={error} onRetry={refetch} page />
      </Center>
    );
  }
  if (holder === null) return <NobodysCards />;
  return (
    <SurroundingsProvider locale={i18n.locale} timeZone={holder.company.timeZone} navigate={navigate}>
      <HolderProvider holder={holder}>
        <LiveProvider after={data.feedCursor} personId={holder.personId}>
          <Frame unread={data.viewer?.unreadNotifications ?? 0} />
        </LiveProvider>
      </HolderProvider>
    </SurroundingsProvider>
  );
}

function Frame({ unread }: { unread: number }) {
  const { t } = useLingui();
  const status = useConnectionStatus();
  const path = useRouterState({ select: ({ location }) => `${base}${location.pathname}`.replace(`${base}${base}`, base) });
  const items = useNavItems(path, unread);
  const liveLabels = { connecting: t`Connecting`, live: t`Live`, reconnecting: t`Reconnecting`, lost: t`Not live` };
  return (
    <AppFrame
      product={product}
      homeHref={urls.home()}
      items={items}
      navLabel={t`Main`}
      moreLabel={t`More`}
      skipLabel={t`Skip to content`}
      width="reading"
      tools={<LiveIndicator state={status} label={liveLabels[status]} />}
      banner={
        status === 'lost' && (
          <LiveBanner state={status} message={t`Live updates are lost. What you see may be old; we keep trying to reconnect.`} />
        )
      }
    >
      <Crier />
      <ErrorBoundary key={path}>
        <Outlet />
      </ErrorBoundary>
    </AppFrame>
  );
}

function useNavItems(path: string, unread: number): NavItem[] {
  const { t } = useLingui();
  const under = (href: string) => path === href || path.startsWith(`${href}/`);
  return [
    {
      key: 'home',
      label: t`Cards`,
      href: urls.home(),
      icon: IconCreditCard,
      active: path === urls.home() || path === base || under(`${base}/cards`),
    },
    { key: 'purchases', label: t`Purchases`, href: urls.purchases(), icon: IconReceipt2, active: under(urls.purchases()) },
    {
      key: 'notifications',
      label: t`Notices`,
      href: urls.notifications(),
      icon: IconBell,
      active: under(urls.notifications()),
      badge: unread,
      badgeLabel: plural(unread, { one: '# unread notice', other: '# unread notices' }),
    },
    {
      key: 'profile',
      label: t`Profile`,
      href: urls.profile(),
      icon: IconUserCircle,
      active: under(urls.profile()) || under(urls.verification()),
    },
  ];
}

function holderOf({ viewer, company }: ShellData): Holder | null {
  if (!viewer?.person || !company) return null;
  return { personId: viewer.person.id, displayName: viewer.displayName, email: viewer.email, company };
}

/** An operator is nobody's cardholder. */
function NobodysCards() {
  const { t } = useLingui();
  const session = useSession();
  return (
    <Center mih="100dvh" p="md">
      <div>
        <p>{t`You are signed in, but you have no cards in a company.`}</p>
        <Button variant="default" onClick={() => void session.signOut()}>
          {t`Sign out`}
        </Button>
      </div>
    </Center>
  );
}
