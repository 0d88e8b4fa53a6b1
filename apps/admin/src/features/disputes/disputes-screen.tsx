import { DataTable, EmptyState, PageHeader, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconScale } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DisputeFilter } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type DisputeSearch, disputeSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useDisputeColumns } from './dispute-columns.tsx';
import { DisputeFilters } from './dispute-filters.tsx';
import { DisputeRow } from './parts/dispute-row.ts';

const DisputesQuery = graphql(`
  query Disputes($filter: DisputeFilter, $sort: DisputeSort, $after: String, $first: Int) {
    disputes(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...DisputeRow
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

const route = getRouteApi('/disputes');

/** What the company asks back from merchants, the newest first. */
export default function DisputesScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useDisputeColumns(phone);
  const filter = useMemo(() => filterOf(search), [search]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(DisputesQuery, {
    variables: { filter, sort, first: 50 },
    fetchPolicy: 'cache-and-network',
  });
  useReloadOnFeed(refetch, ['TRANSACTION'], 4000);
  const shown = data ?? previousData;
  const page = useNextPage(data?.disputes.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = useMemo(
    () =>
      readFragment(
        DisputeRow,
        (shown?.disputes.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const change = (part: Partial<Record<keyof DisputeSearch, unknown>>) =>
    void navigate({ search: (before) => disputeSearch({ ...before, ...part }), replace: true });
  const total = shown?.disputes.totalCount;
  const filtered = Object.keys(filter).length > 0;

  return (
    <div className={listClasses.screen}>
      <PageHeader title={t`Disputes`} subtitle={total != null && <Plural value={total} one="# dispute" other="# disputes" />} />
      <DisputeFilters search={search} onChange={change} />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading disputes`} rows={12} columns={phone ? 2 : 5} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState
            icon={IconScale}
            title={filtered ? t`No dispute matches` : t`Nothing is disputed`}
            action={
              filtered && (
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  <Trans>Clear the filters</Trans>
                </Button>
              )
            }
          >
            {filtered ? (
              <Trans>Look for another merchant, or take a filter away.</Trans>
            ) : (
              <Trans>A purchase that went wrong can be disputed from its own page, by its holder or by you.</Trans>
            )}
          </EmptyState>
        )}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`Disputes`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.dispute(row.id)}
            rowHeight={phone ? 64 : 46}
            sort={tableSort(search.sort ?? '-opened')}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            footer={<ListFooter page={page} hasNextPage={shown.disputes.pageInfo.hasNextPage} />}
          />
        )}
      </div>
    </div>
  );
}

function filterOf({ q, show, reason }: DisputeSearch): DisputeFilter {
  return { ...(q !== undefined && { search: q }), ...(show !== undefined && { group: show }), ...(reason !== undefined && { reason }) };
}
