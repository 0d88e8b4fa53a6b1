import { newIdempotencyKey, refusalOf } from '@afc/client';
import { DateTime, Panel, SessionList, type SessionListItem, TextSkeleton } from '@afc/ui';
import { useMutation, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import type { SessionsQuery as SessionsData } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { QueryError } from '../refusals/query-error.tsx';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

const SessionsQuery = graphql(`
  query Sessions {
    viewer {
      id
      sessions {
        id
        app
        browser
        system
        ip
        createdAt
        usedAt
        isThis
      }
    }
  }
`);

const EndSession = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) {
      id
    }
  }
`);

const EndOtherSessions = graphql(`
  mutation EndOtherSessions($input: EndOtherSessionsInput!) {
    endOtherSessions(input: $input) {
      id
    }
  }
`);

type Session = NonNullable<SessionsData['viewer']>['sessions'][number];

/** Where I am signed in, and a way out of each. */
export function SessionsPanel() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(SessionsQuery, { fetchPolicy: 'cache-and-network' });
  if (!data && !error) {
    return (
      <Panel title={t`Where you are signed in`}>
        <TextSkeleton label={t`Loading your sessions`} lines={4} />
      </Panel>
    );
  }
  if (!data?.viewer) return <QueryError error={error} onRetry={refetch} />;
  return <Sessions sessions={data.viewer.sessions} />;
}

function Sessions({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const itemOf = useItemOf();
  const [busyId, setBusyId] = useState<string | null>(null);
  const key = useRef(newIdempotencyKey());
  const options = { refetchQueries: ['Sessions'], awaitRefetchQueries: true };
  const [end, ending] = useMutation(EndSession, options);
  const [endOthers, endingOthers] = useMutation(EndOtherSessions, options);
  const error = ending.error ?? endingOthers.error;

  /** A key belongs to one intention; what was done is over. */
  const once = async (act: (idempotencyKey: string) => Promise<unknown>) => {
    const done = await act(key.current).then(
      () => true,
      () => false,
    );
    if (done) key.current = newIdempotencyKey();
    setBusyId(null);
  };
  const onEnd = ({ id }: SessionListItem) => {
    setBusyId(id);
    key.current = newIdempotencyKey();
    void once((idempotencyKey) => end({ variables: { input: { idempotencyKey, sessionId: id } } }));
  };
  const onEndOthers = () => void once((idempotencyKey) => endOthers({ variables: { input: { idempotencyKey } } }));

  return (
    <Panel
      title={t`Where you are signed in`}
      action={
        sessions.length > 1 && (
          <Button variant="default" size="compact-sm" loading={endingOthers.loading} disabled={busyId !== null} onClick={onEndOthers}>
            <Trans>End all others</Trans>
          </Button>
        )
      }
    >
      <Stack gap="md">
        {error && (
          <Alert color="red" role="alert">
            {sentence(refusalOf(error))}
          </Alert>
        )}
        <SessionList
          label={t`Where you are signed in`}
          items={sessions.map(itemOf)}
          thisLabel={t`This one`}
          endLabel={t`End`}
          endLabelOf={({ title }) => t`End the session of ${title}`}
          busyId={busyId}
          onEnd={onEnd}
        />
      </Stack>
    </Panel>
  );
}

function useItemOf(): (session: Session) => SessionListItem {
  const { t } = useLingui();
  return ({ id, app, browser, system, ip, usedAt, isThis }) => {
    const appName = app === 'ADMIN' ? t`Office` : t`Portal`;
    const place = ip ?? t`an unknown place`;
    const title = browser && system ? t`${browser} on ${system}` : (browser ?? system ?? t`An unknown browser`);
    return {
      id,
      title,
      detail: (
        <Trans>
          {appName} · from {place} · in use <DateTime at={usedAt} />
        </Trans>
      ),
      handheld: system === 'iOS' || system === 'Android',
      isThis,
    };
  };
}
