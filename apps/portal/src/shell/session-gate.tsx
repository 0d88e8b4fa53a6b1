import { useApollo, useSessionState } from '@afc/client';
import { ErrorNotice } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Center } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { ShellSkeleton } from './shell-skeleton.tsx';

/** Who is signed in never needs the door. */
const SignIn = lazy(() => import('./sign-in.tsx'));

/** Shows the app to who is signed in, the door to everybody else. The address stays, so that signing in leads to what was asked for. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const { session } = useApollo();
  const state = useSessionState();
  switch (state.status) {
    case 'booting':
      return <ShellSkeleton />;
    case 'unreachable':
      return (
        <Center mih="100dvh" p="md">
          <ErrorNotice
            variant="page"
            title={t`The server does not answer`}
            sentence={t`It is asked again every few seconds. This page opens by itself when it answers.`}
            retryLabel={t`Ask now`}
            onRetry={() => void session.refresh().catch(() => null)}
          />
        </Center>
      );
    case 'signedOut':
      return (
        <Suspense fallback={null}>
          <SignIn because={state.because} />
        </Suspense>
      );
    case 'signedIn':
      return children;
  }
}
