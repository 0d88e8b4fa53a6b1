import { EmptyState, Panel, TextSkeleton, Timeline, type TimelineItem, DateTime, Money } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { IconReceiptOff } from '@tabler/icons-react';
import type { TransactionDetailFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { useCan } from '../../lib/viewer.tsx';
import { TransactionDispute } from '../disputes/parts/transaction-dispute.tsx';
import { DecisionRecord } from './decision-record.tsx';
import { LedgerTransfers } from './ledger-transfers.tsx';
import { SmallestFix } from './smallest-fix.tsx';
import { looksOf } from './timeline-looks.ts';
import { TransactionRefunds } from './refunds/transaction-refunds.tsx';
import { TransactionFacts } from './transaction-facts.tsx';
import { TransactionHead } from './transaction-head.tsx';

const TransactionDetailPart = graphql(`
  fragment TransactionDetail on Transaction {
    id
    ...TransactionDispute
    ...TransactionHead
    ...TransactionFacts
    ...SmallestFix
    ...TransactionRefunds
    decision {
      id
      ...DecisionRecord
    }
    timeline {
      id
      at
      kind
      isDecline
      sentence
      amount {
        minor
        currency
      }
    }
  }
`);

const TransactionQuery = graphql(`
  query Transaction($id: ID!, $ledger: Boolean!) {
    transaction(id: $id) {
      id
      ...TransactionDetail
      ledgerTransfers @include(if: $ledger) {
        id
        ...LedgerTransferRow
      }
    }
  }
`);

/** One purchase: what it came to, its whole life, why it was decided so, and what it moved in the books. */
export function TransactionDetail({ id, page = false }: { id: string; page?: boolean }) {
  const { t } = useLingui();
  const ledger = useCan('SEE_LEDGER');
  const { data, error, refetch } = useQuery(TransactionQuery, { variables: { id, ledger }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['TRANSACTION', 'CONTROL'], 4000);

  if (!data && !error) return <TextSkeleton label={t`Loading the purchase`} lines={9} />;
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.transaction) {
    return (
      <EmptyState icon={IconReceiptOff} title={t`No such purchase`}>
        <Trans>It is not there, or it belongs to people whose purchases you may not see.</Trans>
      </EmptyState>
    );
  }
  const transaction = readFragment(TransactionDetailPart, data.transaction);
  return (
    <Stack gap="md">
      <TransactionHead transaction={transaction} page={page} />
      <SmallestFix transaction={transaction} />
      <TransactionFacts transaction={transaction} />
      <TransactionRefunds transaction={transaction} />
      <TransactionDispute transaction={transaction} />
      {transaction.decision && <DecisionRecord decision={transaction.decision} />}
      <Panel title={t`Life of the purchase`}>
        <Timeline label={t`What happened, oldest first`} items={itemsOf(transaction)} />
      </Panel>
      {data.transaction.ledgerTransfers && <LedgerTransfers transfers={data.transaction.ledgerTransfers} />}
    </Stack>
  );
}

function itemsOf({ timeline }: TransactionDetailFragment): TimelineItem[] {
  return timeline.map((entry) => ({
    id: entry.id,
    ...looksOf(entry),
    title: entry.sentence,
    detail: <DateTime at={entry.at} format="full" />,
    ...(entry.amount ? { aside: <Money value={entry.amount} /> } : {}),
  }));
}
