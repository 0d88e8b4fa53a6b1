import { type DataSelection, DataTable, EmptyState, PageHeader, SurroundingsProvider, TableSkeleton } from '@afc/ui';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconReceiptOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { TransactionRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useFreshKeys } from '../../lib/fresh.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import { useFeedItem, useReloadOnFeed } from '../../lib/live.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type TransactionSearch, transactionSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useCompany } from '../../lib/viewer.tsx';
import { TransactionRow } from './parts/transaction-row.ts';
import { TransactionSelectionBar } from './transaction-selection-bar.tsx';
import { useTransactionColumns } from './transaction-columns.tsx';
import { TransactionDrawer } from './transaction-drawer.tsx';
import { TransactionFilters } from './transaction-filters.tsx';
import { filterOf } from './transaction-filter.ts';

const TransactionsQuery = graphql(`
  query Transactions($filter: TransactionFilter, $sort: TransactionSort, $after: String, $first: Int) {
    transactions(first: $first, after: $after, filter: $filter, sort: $sort) {
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
      totalCount
    }
  }
`);

const route = getRouteApi('/transactions');

/** Every purchase and refund, newest first; filters and the open panel live in the address. */
export default function TransactionsScreen() {
  const { t } = useLingui();
  const { timeZone } = useCompany();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useApolloClient();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useTransactionColumns(phone);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const filter = useMemo(() => filterOf(search, timeZone), [search, timeZone]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(TransactionsQuery, { variables: { filter, sort, first: 50 } });
  const shown = data ?? previousData;
  const page = useNextPage(data?.transactions.pageInfo, (after) => fetchMore({ variables: { after } }));
  const { fresh, note } = useFreshKeys();

  // The head alone is read again: it takes its place before what has been scrolled to.
  useReloadOnFeed(
    () => client.query({ query: TransactionsQuery, variables: { filter, sort, first: 25 }, fetchPolicy: 'network-only' }),
    ['TRANSACTION'],
  );
  useFeedItem((item) => item.transaction && note(item.transaction.id));

  const change = (part: Partial<Record<keyof TransactionSearch, unknown>>) =>
    void navigate({ search: (before) => transactionSearch({ ...before, ...part }), replace: true });
  const rows = useMemo(
    () =>
      readFragment(
        TransactionRow,
        (shown?.transactions.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const filtered = Object.keys(filter).length > 0;
  const total = shown?.transactions.totalCount;

  // A row's address is the purchase's own page; a plain click on a desktop opens it beside the list instead.
  const openPanel = (href: string) => {
    const open = rows.find((row) => urls.transaction(row.id) === href)?.id;
    void navigate({ search: (before) => transactionSearch({ ...before, open }) });
  };
  const selection: DataSelection<TransactionRowFragment> = {
    selected,
    onChange: setSelected,
    allLabel: t`Select all that are loaded`,
    rowLabel: (row) => t`Select ${row.merchant.name}`,
  };
  return (
    <div className={listClasses.screen}>
      <PageHeader title={t`Transactions`} subtitle={total != null && <Plural value={total} one="# purchase" other="# purchases" />} />
      <TransactionFilters search={search} onChange={change} />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading transactions`} rows={14} columns={phone ? 2 : 6} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState
            icon={IconReceiptOff}
            title={filtered ? t`No purchase matches` : t`No purchases yet`}
            action={
              filtered && (
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  <Trans>Clear the filters</Trans>
                </Button>
              )
            }
          >
            {filtered ? (
              <Trans>Widen the dates, or look for another merchant or person.</Trans>
            ) : (
              <Trans>The first purchase shows up here the second it is made. Issue a card to begin.</Trans>
            )}
          </EmptyState>
        )}
        {shown && rows.length > 0 && (
          <SurroundingsProvider {...(!phone && { navigate: openPanel })}>
            <DataTable
              label={t`Transactions`}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.id}
              rowHref={(row) => urls.transaction(row.id)}
              rowHeight={phone ? 64 : 46}
              freshKeys={fresh}
              sort={tableSort(search.sort ?? '-date')}
              onSort={(chosen) => change({ sort: sortedAs(chosen) })}
              onEndReached={page.onEndReached}
              {...(!phone && { selection })}
              footer={<ListFooter page={page} hasNextPage={shown.transactions.pageInfo.hasNextPage} />}
            />
          </SurroundingsProvider>
        )}
      </div>
      <TransactionSelectionBar rows={rows} selected={selected} onClear={() => setSelected(new Set())} />
      {!phone && <TransactionDrawer id={search.open} onClose={() => change({ open: undefined })} />}
    </div>
  );
}
