import { type SessionState, useApollo, useSessionState } from '@afc/client';
import { ErrorNotice } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Center } from '@mantine/core';
import { type ReactNode, Suspense } from 'react';

/** Why nobody is signed in. */
export type SignedOutBecause = Extract<SessionState, { status: 'signedOut' }>['because'];

export interface SessionGateProps {
  /** What is drawn until it is known who is there. */
  skeleton: ReactNode;
  /** Whose code may come when it is needed: who is signed in never needs the door. */
  renderDoor: (because: SignedOutBecause) => ReactNode;
  children: ReactNode;
}

/** Shows the app to who is signed in, the door to everybody else. The address stays, so that signing in leads to what was asked for. */
export function SessionGate({ skeleton, renderDoor, children }: SessionGateProps) {
  const { t } = useLingui();
  const { session } = useApollo();
  const state = useSessionState();
  switch (state.status) {
    case 'booting':
      return skeleton;
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
      return <Suspense fallback={null}>{renderDoor(state.because)}</Suspense>;
    case 'signedIn':
      return children;
  }
}
