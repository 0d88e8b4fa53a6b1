import { DateTime, EmptyState, KeyValue, PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Code, Stack } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeadLetterAction, MessageQuery as MessageData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { deadLetterActionWords, useWords } from '../../lib/words.ts';
import { DecideMessages } from './decide-messages.tsx';
import { MessageDeeds } from './message-deeds.tsx';
import { kindName } from './message-filter.ts';
import { MessageRow } from './message-row.ts';
import { MessageState } from './message-state.tsx';
import { MessageText } from './message-text.tsx';
import { useProblemSentence } from './problem-words.ts';

const MessageQuery = graphql(`
  query Message($id: ID!) {
    deadLetter(id: $id) {
      id
      token
      source
      saidAt
      firstFailedAt
      failedAt
      settledAt
      traceId
      ...MessageRow
      ...MessageText
      ...MessageDeeds
    }
  }
`);

const route = getRouteApi('/messages/$messageId');
const askEveryMs = 3_000;

/** One message that was not applied: what it is, why it failed, what was decided. */
export default function MessageScreen() {
  const { t } = useLingui();
  const { messageId } = route.useParams();
  const { data, error, refetch } = useQuery(MessageQuery, {
    variables: { id: messageId },
    fetchPolicy: 'cache-and-network',
    pollInterval: askEveryMs,
    skipPollAttempt: () => document.hidden,
  });
  const back = { href: urls.messages(), label: t`Failed messages` };
  if (!data && !error) {
    return (
      <Stack gap="md">
        <PageHeader back={back} title={t`Message`} />
        <Panel>
          <TextSkeleton label={t`Loading the message`} lines={10} />
        </Panel>
      </Stack>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.deadLetter) {
    return (
      <EmptyState icon={IconMailOff} title={t`No such message`}>
        <Trans>It never failed, or the address is wrong.</Trans>
      </EmptyState>
    );
  }
  return <Message message={data.deadLetter} back={back} />;
}

function Message({ message, back }: { message: NonNullable<MessageData['deadLetter']>; back: { href: string; label: string } }) {
  const { t } = useLingui();
  const row = readFragment(MessageRow, message);
  return (
    <Stack gap="md">
      <PageHeader
        back={back}
        title={kindName(row)}
        subtitle={<DateTime at={row.receivedAt} />}
        badge={<MessageState state={row.state} variant="pill" />}
        actions={<Actions id={row.id} actions={row.actions} />}
      />
      {row.state === 'DISMISSED' ? (
        <Alert color="gray" title={t`Dismissed by ${row.decidedByName ?? ''}`}>
          {row.reason}
        </Alert>
      ) : (
        row.problem !== '' && <Problem problem={row.problem} open={row.state === 'SET_ASIDE' || row.state === 'UNKNOWN'} />
      )}
      <Panel title={t`What it is`}>
        <Facts message={message} />
      </Panel>
      <MessageText message={message} />
      <MessageDeeds message={message} receivedAt={row.receivedAt} />
    </Stack>
  );
}

function Problem({ problem, open }: { problem: string; open: boolean }) {
  const { t } = useLingui();
  const sentence = useProblemSentence();
  return (
    <Alert color={open ? 'yellow' : 'gray'} title={open ? t`Why it was not applied` : t`Why it was not applied before`}>
      {sentence(problem)}
    </Alert>
  );
}

function Facts({ message }: { message: NonNullable<MessageData['deadLetter']> }) {
  const { t } = useLingui();
  const { attempts, flag } = readFragment(MessageRow, message);
  const flags = { OLD: t`Dated long before it came`, AHEAD: t`Dated in the future` };
  const sources = { WEBHOOK: t`A webhook`, GATEWAY: t`The gateway`, RECONCILER: t`Fetched, as no webhook came` };
  return (
    <KeyValue
      items={[
        { key: 'token', label: t`Token`, value: message.token && <Code>{message.token}</Code> },
        { key: 'source', label: t`Came by`, value: sources[message.source] },
        { key: 'said', label: t`Happened`, value: message.saidAt && <DateTime at={message.saidAt} /> },
        { key: 'flag', label: t`Age`, value: flag && flags[flag] },
        { key: 'attempts', label: t`Tries`, value: attempts },
        { key: 'failed', label: t`Last failed`, value: <DateTime at={message.failedAt} /> },
        { key: 'settled', label: t`Settled`, value: message.settledAt && <DateTime at={message.settledAt} /> },
        { key: 'trace', label: t`Marqeta’s reference`, value: message.traceId && <Code>{message.traceId}</Code> },
      ]}
    />
  );
}

function Actions({ id, actions }: { id: string; actions: readonly DeadLetterAction[] }) {
  const words = useWords();
  const [asking, setAsking] = useState<DeadLetterAction | null>(null);
  return (
    <>
      {actions.map((action) => (
        <Button key={action} variant={action === 'REPLAY' ? 'filled' : 'default'} onClick={() => setAsking(action)}>
          {words(deadLetterActionWords[action])}
        </Button>
      ))}
      {asking !== null && <DecideMessages key={asking} action={asking} ids={[id]} onClose={() => setAsking(null)} />}
    </>
  );
}
