import { type DataSelection, DataTable, EmptyState, PageHeader, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCreditCardOff, IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { CardRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useFreshKeys } from '../../lib/fresh.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useFeedItem, useReloadOnFeed } from '../../lib/live.tsx';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type CardSearch, cardSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useCan } from '../../lib/viewer.tsx';
import { useCardColumns } from './card-columns.tsx';
import { CardFilters } from './card-filters.tsx';
import { filterOf } from './card-filter.ts';
import { CardSelectionBar } from './card-selection-bar.tsx';
import { CardRow } from './parts/card-row.ts';

const IssueCard = lazy(() => import('./issue-card.tsx'));

const CardsQuery = graphql(`
  query Cards($filter: CardFilter, $sort: CardSort, $after: String, $first: Int) {
    cards(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...CardRow
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

const route = getRouteApi('/cards');

/** Every card the viewer may see; filters, and whether the issue dialog is open, live in the address. */
export default function CardsScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const issues = useCan('ISSUE_CARD');
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useCardColumns(phone);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const filter = useMemo(() => filterOf(search), [search]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(CardsQuery, { variables: { filter, sort, first: 50 } });
  const shown = data ?? previousData;
  const page = useNextPage(data?.cards.pageInfo, (after) => fetchMore({ variables: { after } }));
  const { fresh, note } = useFreshKeys();
  useReloadOnFeed(refetch, ['CARD']);
  useFeedItem((item) => item.kind === 'CARD' && item.card && note(item.card.id));

  const change = (part: Partial<Record<keyof CardSearch, unknown>>) =>
    void navigate({ search: (before) => cardSearch({ ...before, ...part }), replace: true });
  const rows = useMemo(
    () =>
      readFragment(
        CardRow,
        (shown?.cards.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const filtered = Object.keys(filter).length > 0;
  const total = shown?.cards.totalCount;
  const issue = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change({ issue: true })}>
      <Trans>Issue card</Trans>
    </Button>
  );

  const selection: DataSelection<CardRowFragment> = {
    selected,
    onChange: setSelected,
    allLabel: t`Select all that are loaded`,
    rowLabel: (row) => t`Select ${row.name}`,
  };
  return (
    <div className={listClasses.screen}>
      <PageHeader
        title={t`Cards`}
        subtitle={total != null && <Plural value={total} one="# card" other="# cards" />}
        actions={issues && issue}
      />
      <CardFilters search={search} onChange={change} />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading cards`} rows={14} columns={phone ? 2 : 6} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState
            icon={IconCreditCardOff}
            title={filtered ? t`No card matches` : t`No cards yet`}
            action={
              filtered ? (
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  <Trans>Clear the filters</Trans>
                </Button>
              ) : (
                issues && issue
              )
            }
          >
            {filtered ? (
              <Trans>Look for another name or number, or take a filter away.</Trans>
            ) : (
              <Trans>Issue the first one: a virtual card can be used within seconds.</Trans>
            )}
          </EmptyState>
        )}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`Cards`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.card(row.id)}
            rowHeight={phone ? 64 : 46}
            freshKeys={fresh}
            sort={search.sort && tableSort(search.sort)}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            {...(!phone && { selection })}
            footer={<ListFooter page={page} hasNextPage={shown.cards.pageInfo.hasNextPage} />}
          />
        )}
      </div>
      <CardSelectionBar rows={rows} selected={selected} onClear={() => setSelected(new Set())} />
      <Suspense fallback={null}>
        {issues && search.issue && <IssueCard holderId={search.person} onClose={() => change({ issue: undefined })} />}
      </Suspense>
    </div>
  );
}
