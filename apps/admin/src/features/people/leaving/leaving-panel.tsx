import { DateTime, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, List, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { LeavingQuery as LeavingData } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useViewer } from '../../../lib/viewer.tsx';
import { useWords } from '../../../lib/words.ts';
import { ErasePerson } from './erase-person.tsx';
import { ExportPerson } from './export-person.tsx';
import { obstacleWords } from './obstacle-words.ts';
import { OffboardPerson } from './offboard-person.tsx';
import { PlannedLeaveNotice } from './planned-leave.tsx';

const LeavingQuery = graphql(`
  query Leaving($id: ID!) {
    person(id: $id) {
      id
      displayName
      status
      offboarding {
        id
        state
        ...PlannedLeave
      }
      erasure {
        erasedAt
        doneAt
        obstacles {
          code
          count
        }
      }
    }
  }
`);

type Leaver = NonNullable<LeavingData['person']>;
const EVERY_MS = 3000;

/** What is held of somebody, and how they leave: out of the company first, out of the product's memory once nothing of theirs is open. */
export function LeavingPanel({ personId }: { personId: string }) {
  const { t } = useLingui();
  const { data, error, refetch, startPolling, stopPolling } = useQuery(LeavingQuery, {
    variables: { id: personId },
    fetchPolicy: 'cache-and-network',
  });
  const person = data?.person;
  const isRunning = person?.erasure?.erasedAt != null && person.erasure.doneAt == null;
  useEffect(() => {
    if (!isRunning) return;
    startPolling(EVERY_MS);
    return stopPolling;
  }, [isRunning, startPolling, stopPolling]);

  if (!data && error) return <QueryError error={error} onRetry={refetch} />;
  if (!person) {
    return (
      <Panel title={t`Personal data`}>
        <TextSkeleton label={t`Loading`} lines={2} />
      </Panel>
    );
  }
  return (
    <Panel title={t`Personal data`}>
      <Stack gap="md">
        {person.erasure?.erasedAt == null && <ExportPerson personId={person.id} />}
        <Standing person={person} />
      </Stack>
    </Panel>
  );
}

function Standing({ person }: { person: Leaver }) {
  const { erasure } = person;
  if (!erasure) return null;
  if (erasure.erasedAt !== null)
    return (
      <Stack gap="xs">
        <Text size="sm">
          <Trans>
            Erased <DateTime at={erasure.erasedAt} />. Purchases, the ledger and the proof of the audit log stay, without a name.
          </Trans>
        </Text>
        {erasure.doneAt === null && (
          <Text size="sm" c="dimmed" role="status">
            <Trans>The last places that named them are being overwritten.</Trans>
          </Text>
        )}
      </Stack>
    );
  return person.status === 'CLOSED' ? <Left person={person} obstacles={erasure.obstacles} /> : <Here person={person} />;
}

function Here({ person }: { person: Leaver }) {
  const [asks, setAsks] = useState(false);
  const isOneself = useViewer().personId === person.id;
  const { offboarding } = person;
  return (
    <Stack gap="sm" align="start">
      {offboarding && <PlannedLeaveNotice person={person} offboarding={offboarding} />}
      {offboarding?.state !== 'SCHEDULED' && (
        <>
          <Text size="sm">
            <Trans>Whoever leaves signs in and spends no more: now, or when a last day is over.</Trans>
          </Text>
          <Button variant="default" disabled={isOneself} onClick={() => setAsks(true)}>
            <Trans>Have them leave</Trans>
          </Button>
        </>
      )}
      {asks && <OffboardPerson person={person} onClose={() => setAsks(false)} />}
    </Stack>
  );
}

function Left({ person, obstacles }: { person: Leaver; obstacles: NonNullable<Leaver['erasure']>['obstacles'] }) {
  const words = useWords();
  const [asks, setAsks] = useState(false);
  return (
    <Stack gap="sm" align="start">
      <Text size="sm">
        <Trans>They have left. When they ask for it, or the company need not know them any longer, erase who they were.</Trans>
      </Text>
      {obstacles.length > 0 && (
        <>
          <Text size="sm" fw={500}>
            <Trans>Before that:</Trans>
          </Text>
          <List size="sm">
            {obstacles.map(({ code, count }) => (
              <List.Item key={code}>
                {words(obstacleWords[code])} ({count})
              </List.Item>
            ))}
          </List>
        </>
      )}
      <Button color="red" variant="light" disabled={obstacles.length > 0} onClick={() => setAsks(true)}>
        <Trans>Erase personal data</Trans>
      </Button>
      {asks && <ErasePerson person={person} onClose={() => setAsks(false)} />}
    </Stack>
  );
}
