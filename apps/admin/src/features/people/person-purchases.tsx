import { EmptyState, Link, ListSkeleton, Panel } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconReceipt } from '@tabler/icons-react';
import { graphql } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { TransactionList } from '../transactions/parts/transaction-list.tsx';
import classes from './person-screen.module.css';

const PersonPurchasesQuery = graphql(`
  query PersonPurchases($filter: TransactionFilter!, $first: Int!) {
    transactions(first: $first, filter: $filter) {
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

const shownAtOnce = 10;

export function PersonPurchases({ personId }: { personId: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(PersonPurchasesQuery, { variables: { filter: { holderId: personId }, first: shownAtOnce } });
  useReloadOnFeed(refetch, ['TRANSACTION'], 3000);
  const rows = (data?.transactions.edges ?? []).slice(0, shownAtOnce).map(({ node }) => node);
  return (
    <Panel
      title={t`Purchases`}
      flush
      action={
        <Link className={classes.all} href={urls.transactions({ person: personId })}>
          <Trans>All purchases of this person</Trans>
        </Link>
      }
    >
      {!data && !error && <ListSkeleton label={t`Loading purchases`} rows={5} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && rows.length === 0 && (
        <EmptyState icon={IconReceipt} title={t`Nothing bought yet`}>
          <Trans>The first purchase shows up here the second it is made.</Trans>
        </EmptyState>
      )}
      {rows.length > 0 && <TransactionList label={t`Purchases of this person`} transactions={rows} hideHolder />}
    </Panel>
  );
}
