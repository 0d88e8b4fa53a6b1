import { DataTable, EmptyState, PageHeader, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconShieldCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { graphql, readFragment } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { options, type OrphanSearch, orphanSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { orphanStateWords, useWords } from '../../lib/words.ts';
import { useOrphanColumns } from './orphan-columns.tsx';
import { OrphanDrawer } from './orphan-drawer.tsx';
import { OrphanRow } from './orphan-row.ts';

const OrphanHoldsQuery = graphql(`
  query OrphanHolds($state: OrphanHoldState, $sort: OrphanHoldSort, $after: String, $first: Int) {
    orphanHolds(first: $first, after: $after, state: $state, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...OrphanRow
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

const route = getRouteApi('/orphan-holds');

/** Approvals that the issuer did not simply confirm: what happened to each, when, and how it ended. */
export default function OrphanHoldsScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = useWords();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useOrphanColumns(phone);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(OrphanHoldsQuery, {
    variables: { state: search.state ?? null, sort, first: 50 },
    fetchPolicy: 'cache-and-network',
  });
  useReloadOnFeed(refetch, ['TRANSACTION'], 4000);
  const shown = data ?? previousData;
  const page = useNextPage(data?.orphanHolds.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = useMemo(
    () =>
      readFragment(
        OrphanRow,
        (shown?.orphanHolds.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const change = (part: Partial<Record<keyof OrphanSearch, unknown>>) =>
    void navigate({ search: (before) => orphanSearch({ ...before, ...part }), replace: true });
  const total = shown?.orphanHolds.totalCount;

  return (
    <div className={listClasses.screen}>
      <PageHeader
        title={t`Orphan holds`}
        subtitle={
          <>
            <Trans>Approvals that the issuer did not simply confirm, and how each ended.</Trans>{' '}
            {total != null && <Plural value={total} one="# approval" other="# approvals" />}
          </>
        }
      />
      <Select
        label={t`How it stands`}
        placeholder={t`Any state`}
        clearable
        maw={280}
        value={search.state ?? null}
        onChange={(state) => change({ state: state ?? undefined })}
        data={options.orphanStates.map((state) => ({ value: state, label: words(orphanStateWords[state]) }))}
      />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading orphan holds`} rows={10} columns={phone ? 2 : 5} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState
            icon={IconShieldCheck}
            title={search.state ? t`None stands so` : t`No hold was ever orphaned`}
            action={
              search.state && (
                <Button variant="default" onClick={() => change({ state: undefined })}>
                  <Trans>Show all</Trans>
                </Button>
              )
            }
          >
            <Trans>When an answer of ours comes too late or is lost, what became of its hold is told here.</Trans>
          </EmptyState>
        )}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`Orphan holds`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.orphanHolds({ ...search, open: row.id })}
            rowHeight={phone ? 64 : 46}
            sort={tableSort(search.sort ?? '-decided')}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            footer={<ListFooter page={page} hasNextPage={shown.orphanHolds.pageInfo.hasNextPage} />}
          />
        )}
      </div>
      <OrphanDrawer hold={rows.find((row) => row.id === search.open)} onClose={() => change({ open: undefined })} />
    </div>
  );
}
