import { useConnectionStatus, useSession } from '@afc/client';
import { product } from '@afc/screens';
import { AppFrame, LiveBanner, LiveIndicator, SurroundingsProvider } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Box, Center } from '@mantine/core';
import { Navigate, Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import type { ShellQuery as ShellData } from '../gql/graphql.ts';
import { usePath, useShownPath } from '../lib/here.ts';
import { ReadByOperator } from '../features/break-glass/parts/read-by-operator.tsx';
import { ReadingBanner } from '../features/break-glass/parts/reading-banner.tsx';
import { useReadingOver } from '../features/break-glass/parts/reading-over.ts';
import { StopBanner } from '../features/emergency-stop/parts/stop-banner.tsx';
import { LiveProvider } from '../lib/live.tsx';
import { QueryError } from '../lib/query-error.tsx';
import { urls } from '../lib/urls.ts';
import { type SignedInViewer, useViewer, ViewerProvider } from '../lib/viewer.tsx';
import { AccountMenu } from './account-menu.tsx';
import { DeadLetterWatch } from './dead-letter-watch.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { useNavItems } from './nav-items.tsx';
import { NotificationsBell } from './notifications-bell.tsx';
import { WrongApp } from './wrong-app.tsx';
import { SearchButton } from './search-button.tsx';
import { ShellQuery } from './shell-query.ts';
import { ShellSkeleton } from './shell-skeleton.tsx';
import { Shortcuts } from './shortcuts.tsx';

const Spotlight = lazy(() => import('./spotlight.tsx'));

/** All that stays while screens change: who is signed in, the live feed, the frame. */
export function Shell() {
  const router = useRouter();
  const { i18n } = useLingui();
  const session = useSession();
  const { data: answer, previousData, error, refetch } = useQuery(ShellQuery);
  // A change of language asks everything again; the screens stay meanwhile.
  const data = answer ?? previousData;
  const viewer = useMemo(() => (data ? viewerOf(data) : null), [data]);
  const navigate = useCallback((href: string) => router.history.push(href), [router]);

  if (error && !data) {
    return (
      <Center mih="100dvh" p="md">
        <QueryError error={error} onRetry={refetch} page />
      </Center>
    );
  }
  if (!data) return <ShellSkeleton />;
  if (viewer === null) return <WrongApp onSignOut={() => session.signOut()} />;
  return (
    <SurroundingsProvider locale={i18n.locale} timeZone={viewer.company?.timeZone ?? browserZone()} navigate={navigate}>
      <ViewerProvider viewer={viewer}>
        <LiveProvider waiting={<ShellSkeleton />}>
          <Frame />
        </LiveProvider>
      </ViewerProvider>
    </SurroundingsProvider>
  );
}

function Frame() {
  const { t } = useLingui();
  const status = useConnectionStatus();
  const items = useNavItems();
  const pathname = usePath();
  const shown = useShownPath();
  const { company, permissions, reading } = useViewer();
  const isLeaving = useReadingOver(reading !== null);
  const liveLabels = { connecting: t`Connecting`, live: t`Live`, reconnecting: t`Reconnecting`, lost: t`Not live` };
  if (isLeaving) return <ShellSkeleton />;
  return (
    <AppFrame
      product={product}
      homeHref={urls.overview()}
      items={items}
      navLabel={t`Main`}
      moreLabel={t`More`}
      skipLabel={t`Skip to content`}
      width={/\/(cards|transactions|people|messages|verifications)\/?$/.test(pathname) ? 'bleed' : 'wide'}
      account={<AccountMenu />}
      banner={
        status === 'lost' && (
          <LiveBanner state={status} message={t`Live updates are lost. What you see may be old; we keep trying to reconnect.`} />
        )
      }
      tools={
        <>
          <SearchButton />
          {company && (
            <Box visibleFrom="sm">
              <LiveIndicator state={status} label={liveLabels[status]} />
            </Box>
          )}
          {company && !reading && <NotificationsBell />}
          {permissions.includes('RUN_INSTALLATION') && <DeadLetterWatch />}
          <AccountMenu compact />
        </>
      }
    >
      {reading && company && <ReadingBanner reading={reading} companyName={company.name} />}
      {company && !reading && permissions.includes('SEE_READINGS') && <ReadByOperator />}
      {company && <StopBanner />}
      <ErrorBoundary key={pathname}>
        {company === null && isOfCompany(shown) ? <Navigate to="/installation" replace /> : <Outlet />}
      </ErrorBoundary>
      <Shortcuts />
      <Suspense fallback={null}>
        <Spotlight />
      </Suspense>
    </AppFrame>
  );
}

function viewerOf({ viewer, company }: ShellData): SignedInViewer | null {
  if (!viewer || viewer.role === 'EMPLOYEE') return null;
  const { person, ...rest } = viewer;
  return { ...rest, personId: person?.id ?? null, reading: rest.reading ?? null, company: company ?? null };
}

/** An operator belongs to no company, and sees none of its money. */
function isOfCompany(path: string): boolean {
  const ofInstallation = [
    urls.installation(),
    urls.bankTransfers(),
    urls.verifications(),
    urls.sanctions(),
    urls.messages(),
    urls.breakGlass(),
  ];
  return !ofInstallation.includes(path) && !path.startsWith(`${urls.messages()}/`);
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
