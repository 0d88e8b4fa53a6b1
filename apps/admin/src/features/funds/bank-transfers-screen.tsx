import { EmptyState, ListSkeleton, Money, PageHeader, Panel, RelativeTime } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Box, Button, Stack } from '@mantine/core';
import { IconBuildingBank } from '@tabler/icons-react';
import { useState } from 'react';
import type { FundQueueQuery as FundQueueData, FundSettlement } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { fundKindWords, fundSettlementWords, useWords } from '../../lib/words.ts';
import classes from './funds.module.css';
import { MovementState } from './movement-state.tsx';
import { SettleFunds } from './settle-funds.tsx';

const FundQueueQuery = graphql(`
  query FundQueue {
    fundQueue {
      id
      companyId
      companyName
      kind
      state
      stateAt
      reference
      version
      actions
      amount {
        minor
        currency
      }
    }
  }
`);

type Queued = FundQueueData['fundQueue'][number];

const askEveryMs = 10_000;

/** Bank transfers of every company: what the operator has to look for on the programme's account, and what a bank may still send back. */
export default function BankTransfersScreen() {
  const { t } = useLingui();
  const [settling, setSettling] = useState<{ queued: Queued; action: FundSettlement } | null>(null);
  const { data, error, refetch } = useQuery(FundQueueQuery, {
    fetchPolicy: 'cache-and-network',
    pollInterval: askEveryMs,
    skipPollAttempt: () => document.hidden,
  });
  const waiting = data?.fundQueue.filter(({ state }) => !isFinal(state));
  const final = data?.fundQueue.filter(({ state }) => isFinal(state)) ?? [];
  const settle = (queued: Queued) => (action: FundSettlement) => setSettling({ queued, action });
  return (
    <Stack gap="lg" maw={920}>
      <PageHeader
        title={t`Bank transfers`}
        subtitle={waiting && waiting.length > 0 && <Plural value={waiting.length} one="# waits for you" other="# wait for you" />}
      />
      <Panel flush={waiting !== undefined && waiting.length > 0}>
        {!waiting && !error && <ListSkeleton label={t`Loading bank transfers`} rows={6} />}
        {!waiting && error && <QueryError error={error} onRetry={refetch} />}
        {waiting?.length === 0 && (
          <EmptyState icon={IconBuildingBank} title={t`No bank transfer waits`}>
            <Trans>Top-ups that companies announce, and withdrawals that they ask for, show up here.</Trans>
          </EmptyState>
        )}
        {waiting && waiting.length > 0 && (
          <ul className={classes.list} aria-label={t`Waiting`}>
            {waiting.map((queued) => (
              <Row key={queued.id} queued={queued} onSettle={settle(queued)} />
            ))}
          </ul>
        )}
      </Panel>
      {final.length > 0 && (
        <Box>
          <Panel title={t`Final in the last 90 days`} flush>
            <ul className={classes.list} aria-label={t`Final in the last 90 days`}>
              {final.map((queued) => (
                <Row key={queued.id} queued={queued} onSettle={settle(queued)} />
              ))}
            </ul>
          </Panel>
        </Box>
      )}
      {settling && (
        <SettleFunds
          key={`${settling.queued.id} ${settling.action}`}
          {...settling}
          onClose={() => setSettling(null)}
          onLookAgain={refetch}
        />
      )}
    </Stack>
  );
}

function isFinal(state: Queued['state']): boolean {
  return state === 'ARRIVED' || state === 'PAID';
}

function Row({ queued, onSettle }: { queued: Queued; onSettle: (action: FundSettlement) => void }) {
  const words = useWords();
  const { companyName, kind, state, stateAt, reference, amount, actions } = queued;
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        <span className={classes.name}>{reference}</span>
        <span className={classes.more}>
          {words(fundKindWords[kind])} · {companyName} · <RelativeTime at={stateAt} />
        </span>
      </div>
      <div className={classes.side}>
        <span className={classes.amount}>
          <Money value={amount} />
        </span>
        <MovementState state={state} variant="plain" />
      </div>
      <div className={classes.deeds}>
        {actions.map((action, index) => (
          <Button
            key={action}
            size="compact-sm"
            variant={index === 0 && action !== 'RETURN' ? 'filled' : 'default'}
            aria-label={`${words(fundSettlementWords[action])}: ${reference}`}
            onClick={() => onSettle(action)}
          >
            {words(fundSettlementWords[action])}
          </Button>
        ))}
      </div>
    </li>
  );
}
