import { DateTime, EmptyState, KeyValue, Money, PageHeader, Panel, TextSkeleton, Timeline } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Stack } from '@mantine/core';
import { IconBuildingBank } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { FundMovementQuery as FundMovementData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { fundKindWords, fundStateWords, useWords } from '../../lib/words.ts';
import { AnswerApproval } from './answer-approval.tsx';
import { CancelFunds } from './cancel-funds.tsx';
import { FundMovementRow } from './movement-row.ts';
import { MovementState } from './movement-state.tsx';

const FundMovementQuery = graphql(`
  query FundMovement($id: ID!) {
    fundMovement(id: $id) {
      id
      history {
        id
        state
        at
        byName
        reason
      }
      ...FundMovementRow
    }
  }
`);

type Movement = NonNullable<FundMovementData['fundMovement']>;

const route = getRouteApi('/funds/$movementId');

/** One top-up or withdrawal: where it stands, what can be done, and what happened. */
export default function MovementScreen() {
  const { t } = useLingui();
  const { movementId } = route.useParams();
  const { data, error, refetch } = useQuery(FundMovementQuery, { variables: { id: movementId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['BALANCE'], 1000);
  const back = { href: urls.funds(), label: t`Funds` };
  if (!data && !error) {
    return (
      <Stack gap="md" maw={820} mx="auto">
        <PageHeader back={back} title={t`Bank transfer`} />
        <Panel>
          <TextSkeleton label={t`Loading the bank transfer`} lines={6} />
        </Panel>
      </Stack>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.fundMovement) {
    return (
      <EmptyState icon={IconBuildingBank} title={t`No such top-up or withdrawal`}>
        <Trans>It is not there, or it is another company’s.</Trans>
      </EmptyState>
    );
  }
  return <Detail movement={data.fundMovement} back={back} onLookAgain={refetch} />;
}

interface DetailProps {
  movement: Movement;
  back: { href: string; label: string };
  onLookAgain: () => Promise<unknown>;
}

function Detail({ movement, back, onLookAgain }: DetailProps) {
  const { t } = useLingui();
  const words = useWords();
  const row = readFragment(FundMovementRow, movement);
  const { kind, state, amount, reference, requestedByName, requestedAt, actions, approval } = row;
  const awaits = state === 'AWAITING_APPROVAL';
  return (
    <Stack gap="md" maw={820} mx="auto">
      <PageHeader
        back={back}
        title={
          <>
            {words(fundKindWords[kind])} · <Money value={amount} />
          </>
        }
        subtitle={reference}
        badge={<MovementState state={state} />}
        actions={!awaits && actions.includes('CANCEL') && <CancelFunds movement={row} onLookAgain={onLookAgain} />}
      />
      {awaits && (
        <Alert color="yellow" title={t`Another admin has to agree`}>
          <Stack gap="xs" align="flex-start">
            <Trans>It is above what one admin may move alone. Nothing has moved yet.</Trans>
            {approval && actions.length > 0 && (
              <AnswerApproval
                approval={approval}
                isOwn={actions.includes('CANCEL')}
                refetch={['FundMovement', 'FundMovements', 'Balances']}
              />
            )}
          </Stack>
        </Alert>
      )}
      {(state === 'IN_TRANSIT' || state === 'RESERVED') && (
        <Alert color="gray">
          {state === 'IN_TRANSIT'
            ? t`It can be spent as soon as the operator of the installation has seen it on the programme’s bank account.`
            : t`It is set aside. The operator of the installation pays it out; until then you can take it back.`}
        </Alert>
      )}
      <Panel title={t`What it is`}>
        <KeyValue
          items={[
            { key: 'amount', label: t`Amount`, value: <Money value={amount} /> },
            { key: 'reference', label: t`Reference of the bank transfer`, value: reference },
            {
              key: 'asked',
              label: t`Asked for`,
              value: (
                <>
                  {requestedByName}, <DateTime at={requestedAt} />
                </>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title={t`What happened`}>
        <Timeline
          label={t`What happened, oldest first`}
          items={movement.history.map((event) => ({
            id: event.id,
            icon: IconBuildingBank,
            title: words(fundStateWords[event.state]),
            detail: (
              <>
                {event.byName}, <DateTime at={event.at} format="full" />
                {event.reason != null && <> · {event.reason}</>}
              </>
            ),
          }))}
        />
      </Panel>
    </Stack>
  );
}
