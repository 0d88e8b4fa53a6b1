import { DateTime, EmptyState, KeyValue, Link, Money, PageHeader, Panel, TextSkeleton, Timeline } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Code, Stack } from '@mantine/core';
import { IconScale, IconScaleOutline } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { DisputeQuery as DisputeData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { disputeReasonWords, useWords } from '../../lib/words.ts';
import { DecideDispute } from './decide-dispute.tsx';
import { Evidence } from './evidence.tsx';
import { DisputeRow } from './parts/dispute-row.ts';
import { DisputeState } from './parts/dispute-state.tsx';

const DisputeQuery = graphql(`
  query Dispute($id: ID!) {
    dispute(id: $id) {
      id
      statement
      issuerRefusal
      isOver
      credited {
        minor
        currency
      }
      openedBy {
        id
        displayName
      }
      history {
        id
        at
        sentence
      }
      ...DisputeRow
      ...DisputeFiles
      ...DisputeDecisions
    }
  }
`);

type Dispute = NonNullable<DisputeData['dispute']>;

const route = getRouteApi('/disputes/$disputeId');

/** One dispute: where it stands, what is to be decided, what shows that it is right, and what happened. */
export default function DisputeScreen() {
  const { t } = useLingui();
  const { disputeId } = route.useParams();
  const { data, error, refetch } = useQuery(DisputeQuery, { variables: { id: disputeId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['TRANSACTION'], 2000);
  const back = { href: urls.disputes(), label: t`Disputes` };
  if (!data && !error) {
    return (
      <Stack gap="md" maw={820} mx="auto">
        <PageHeader back={back} title={t`Dispute`} />
        <Panel>
          <TextSkeleton label={t`Loading the dispute`} lines={8} />
        </Panel>
      </Stack>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.dispute) {
    return (
      <EmptyState icon={IconScaleOutline} title={t`No such dispute`}>
        <Trans>It is not there, or it belongs to people whose purchases you may not see.</Trans>
      </EmptyState>
    );
  }
  return <Detail dispute={data.dispute} back={back} onLookAgain={refetch} />;
}

interface DetailProps {
  dispute: Dispute;
  back: { href: string; label: string };
  onLookAgain: () => Promise<unknown>;
}

function Detail({ dispute, back, onLookAgain }: DetailProps) {
  const { t } = useLingui();
  const row = readFragment(DisputeRow, dispute);
  return (
    <Stack gap="md" maw={820} mx="auto">
      <PageHeader
        back={back}
        title={row.transaction.merchant.name}
        subtitle={row.transaction.holder.displayName}
        badge={<DisputeState state={row.state} variant="pill" />}
        actions={<DecideDispute dispute={dispute} onLookAgain={onLookAgain} />}
      />
      <Notice dispute={dispute} />
      <Panel title={t`What it is about`}>
        <Facts dispute={dispute} />
      </Panel>
      <Evidence dispute={dispute} />
      <Panel title={t`What happened`}>
        <Timeline
          label={t`What happened, oldest first`}
          items={dispute.history.map(({ id, at, sentence }) => ({
            id,
            icon: IconScale,
            title: sentence,
            detail: <DateTime at={at} format="full" />,
          }))}
        />
      </Panel>
    </Stack>
  );
}

/** What somebody should know or do now. */
function Notice({ dispute }: { dispute: Dispute }) {
  const { t } = useLingui();
  const { deadline, waitingForIssuer } = readFragment(DisputeRow, dispute);
  const { issuerRefusal } = dispute;
  if (waitingForIssuer) return <Alert color="gray">{t`Waiting for the issuer: it is told as soon as it can be reached.`}</Alert>;
  if (issuerRefusal) {
    return (
      <Alert color="red" title={t`The issuer did not take it`}>
        <Trans>
          Its answer was <Code>{issuerRefusal}</Code>.
        </Trans>
      </Alert>
    );
  }
  if (deadline?.waitsFor !== 'COMPANY') return null;
  return (
    <Alert color="yellow" title={t`To be decided`}>
      <Trans>
        The merchant contests it. Without a decision by <DateTime at={deadline.at} format="date" /> it is lost.
      </Trans>
    </Alert>
  );
}

function Facts({ dispute }: { dispute: Dispute }) {
  const { t } = useLingui();
  const words = useWords();
  const { amount, reason, openedAt, deadline, transaction } = readFragment(DisputeRow, dispute);
  const { credited, statement, openedBy } = dispute;
  return (
    <KeyValue
      items={[
        { key: 'amount', label: t`Asked back`, value: <Money value={amount} /> },
        { key: 'credited', label: t`Came back so far`, value: <Money value={credited} /> },
        { key: 'reason', label: t`Reason`, value: words(disputeReasonWords[reason]) },
        { key: 'statement', label: t`What happened`, value: statement },
        {
          key: 'opened',
          label: t`Opened`,
          value: (
            <>
              {openedBy.displayName}, <DateTime at={openedAt} />
            </>
          ),
        },
        {
          key: 'merchant',
          label: t`The merchant answers by`,
          value: deadline?.waitsFor === 'MERCHANT' ? <DateTime at={deadline.at} format="date" /> : null,
        },
        { key: 'purchase', label: t`Purchase`, value: <Link href={urls.transaction(transaction.id)}>{t`See the purchase`}</Link> },
      ]}
    />
  );
}
