import { type DataSelection, DataTable, EmptyState, PageHeader, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMailCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type MessageSearch, messageSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useMessageColumns } from './message-columns.tsx';
import { filterOf, kindName } from './message-filter.ts';
import { MessageFilters } from './message-filters.tsx';
import { MessageRow } from './message-row.ts';
import { MessageSelectionBar } from './message-selection-bar.tsx';

const MessagesQuery = graphql(`
  query Messages($filter: DeadLettersFilterInput, $sort: DeadLetterSort, $after: String, $first: Int) {
    deadLetters(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...MessageRow
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

const route = getRouteApi('/messages');
const askEveryMs = 5_000;

/** Messages of Marqeta that were not applied: which, why, and what an operator decides about them. */
export default function MessagesScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useMessageColumns(phone);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // An age is counted from when the screen was opened: a filter that changed with each second would be another list each time.
  const [openedMs] = useState(() => Date.now());
  const filter = useMemo(() => filterOf(search, openedMs), [search, openedMs]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(MessagesQuery, {
    variables: { filter, sort, first: 50 },
    fetchPolicy: 'cache-and-network',
    pollInterval: askEveryMs,
    skipPollAttempt: () => document.hidden,
  });
  const shown = data ?? previousData;
  const page = useNextPage(data?.deadLetters.pageInfo, (after) => fetchMore({ variables: { after } }));
  const change = (part: Partial<Record<keyof MessageSearch, unknown>>) => {
    setSelected(new Set());
    void navigate({ search: (before) => messageSearch({ ...before, ...part }), replace: true });
  };
  const rows = useMemo(
    () =>
      readFragment(
        MessageRow,
        (shown?.deadLetters.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const total = shown?.deadLetters.totalCount;
  const selection: DataSelection<MessageRowFragment> = {
    selected,
    onChange: setSelected,
    allLabel: t`Select all that are loaded`,
    rowLabel: (row) => t`Select ${kindName(row)}`,
  };
  return (
    <div className={listClasses.screen}>
      <PageHeader
        title={t`Failed messages`}
        subtitle={total != null && <Plural value={total} one="# message of Marqeta" other="# messages of Marqeta" />}
      />
      <MessageFilters search={search} onChange={change} />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading messages`} rows={14} columns={phone ? 2 : 5} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && <Nothing search={search} onClear={() => void navigate({ search: {} })} />}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`Failed messages`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.message(row.id)}
            rowHeight={phone ? 64 : 52}
            sort={tableSort(search.sort ?? '-received')}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            {...(!phone && { selection })}
            footer={<ListFooter page={page} hasNextPage={shown.deadLetters.pageInfo.hasNextPage} />}
          />
        )}
      </div>
      <MessageSelectionBar rows={rows} selected={selected} onClear={() => setSelected(new Set())} />
    </div>
  );
}

function Nothing({ search, onClear }: { search: MessageSearch; onClear: () => void }) {
  const { t } = useLingui();
  if (Object.keys(search).every((key) => key === 'sort')) {
    return (
      <EmptyState icon={IconMailCheck} title={t`No message waits for you`}>
        <Trans>Everything that Marqeta said was applied, or somebody has decided about it.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconMailCheck}
      title={t`No message matches`}
      action={
        <Button variant="default" onClick={onClear}>
          <Trans>Show those that wait</Trans>
        </Button>
      }
    >
      <Trans>Take a filter away, or look among the others.</Trans>
    </EmptyState>
  );
}
