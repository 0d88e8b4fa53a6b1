import { EmptyState, Link, ListSkeleton, Panel } from '@afc/ui';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconReceipt } from '@tabler/icons-react';
import { graphql } from '../../gql/index.ts';
import { useFreshKeys } from '../../lib/fresh.ts';
import { type LiveItem, useFeedItem } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { TransactionList } from '../transactions/parts/transaction-list.tsx';
import classes from './overview.module.css';

const LiveFeedQuery = graphql(`
  query LiveFeed($first: Int!) {
    transactions(first: $first) {
      edges {
        cursor
        node {
          id
          ...TransactionRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const shownAtOnce = 12;

/** Purchases as they are made: a new one comes in at the top, one that changes is tinted where it stands. */
export function LiveFeed() {
  const { t } = useLingui();
  const variables = { first: shownAtOnce };
  const { cache } = useApolloClient();
  const { data, error, refetch } = useQuery(LiveFeedQuery, { variables });
  const { fresh, note } = useFreshKeys();

  useFeedItem(({ transaction }) => {
    if (!transaction) return;
    note(transaction.id);
    cache.updateQuery(
      { query: LiveFeedQuery, variables },
      (shown) => shown && { ...shown, transactions: withNewest(shown.transactions, transaction) },
    );
  });

  const rows = (data?.transactions.edges ?? []).slice(0, shownAtOnce).map(({ node }) => node);
  return (
    <Panel
      flush
      title={t`Purchases now`}
      action={
        <Link className={classes.all} href={urls.transactions()}>
          <Trans>All transactions</Trans>
        </Link>
      }
    >
      {!data && !error && <ListSkeleton label={t`Loading purchases`} rows={8} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && rows.length === 0 && (
        <EmptyState icon={IconReceipt} title={t`No purchases yet`}>
          <Trans>Issue a card; the first purchase shows up here the second it is made.</Trans>
        </EmptyState>
      )}
      {rows.length > 0 && <TransactionList label={t`Purchases now`} transactions={rows} freshKeys={fresh} />}
    </Panel>
  );
}

type Shown = { edges: { cursor: string; node: { id: string } }[] };

/** The purchase at the top, unless it is in the list already: then it has changed in the cache, where it stands. */
function withNewest<Pages extends Shown>(pages: Pages, transaction: NonNullable<LiveItem['transaction']>): Pages {
  if (pages.edges.some(({ node }) => node.id === transaction.id)) return pages;
  return { ...pages, edges: [{ __typename: 'TransactionEdge', cursor: '', node: transaction }, ...pages.edges] };
}
