import { type DataColumn, DataTable, DateTime, EmptyState, Link, Money, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconEqual } from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import type { ReconciliationDifferencesQuery as DifferencesData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import classes from '../../lib/list-screen.module.css';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import type { ReconciliationSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { differenceWords, useWords } from '../../lib/words.ts';

const DifferencesQuery = graphql(`
  query ReconciliationDifferences($filter: ReconciliationDifferenceFilter, $sort: ReconciliationDifferenceSort, $after: String, $first: Int) {
    reconciliationDifferences(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          what
          type
          theirs {
            minor
            currency
          }
          ours {
            minor
            currency
          }
          theirsState
          oursState
          saidAt
          healedAt
          transaction {
            id
            merchant {
              name
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

type Row = DifferencesData['reconciliationDifferences']['edges'][number]['node'];

export interface DifferencesProps {
  openOnly: boolean;
  /** Those found last come first when there is none. */
  sorted: ReconciliationSearch['sort'];
  onShow: (show: string) => void;
  onSort: (sorted: string) => void;
}

/** Each message of which Marqeta and we did not say the same: both sides, and whether it is healed. */
export function Differences({ openOnly, sorted, onShow, onSort }: DifferencesProps) {
  const { t } = useLingui();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useColumns(phone);
  const sort = useMemo(() => sortOf(sorted), [sorted]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(DifferencesQuery, {
    variables: { filter: openOnly ? { open: true } : {}, sort, first: 50 },
    fetchPolicy: 'cache-and-network',
  });
  const shown = data ?? previousData;
  const rows = useMemo(() => (shown?.reconciliationDifferences.edges ?? []).map(({ node }) => node), [shown]);
  const page = useNextPage(data?.reconciliationDifferences.pageInfo, (after) => fetchMore({ variables: { after } }));
  return (
    <Stack gap="md" align="stretch">
      <SegmentedControl
        aria-label={t`Which differences`}
        w="fit-content"
        value={openOnly ? 'open' : 'all'}
        onChange={onShow}
        data={[
          { value: 'open', label: t`Open` },
          { value: 'all', label: t`All` },
        ]}
      />
      {!shown && !error && <TableSkeleton label={t`Loading differences`} rows={4} columns={phone ? 2 : 5} />}
      {!shown && error && <QueryError error={error} onRetry={refetch} />}
      {shown && rows.length === 0 && (
        <EmptyState icon={IconEqual} title={openOnly ? t`No difference is open` : t`There never was a difference`}>
          <Trans>Marqeta and we say the same of everything that was compared.</Trans>
        </EmptyState>
      )}
      {shown && rows.length > 0 && (
        <DataTable
          label={t`Differences`}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.id}
          rowHeight={phone ? 64 : 52}
          height="min(60dvh, 640px)"
          {...(sorted !== undefined && { sort: tableSort(sorted) })}
          onSort={(chosen) => onSort(sortedAs(chosen))}
          onEndReached={page.onEndReached}
          footer={<ListFooter page={page} hasNextPage={shown.reconciliationDifferences.pageInfo.hasNextPage} />}
        />
      )}
    </Stack>
  );
}

function useColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const words = useWords();
  return useMemo(() => {
    const what = (row: Row) => words(differenceWords[row.what]);
    const purchase = (row: Row) =>
      row.transaction ? <Link href={urls.transaction(row.transaction.id)}>{row.transaction.merchant.name}</Link> : t`None of ours`;
    const healed = (row: Row) => (row.healedAt === null ? t`Open` : <DateTime at={row.healedAt} />);
    if (phone) {
      return [
        { key: 'what', header: t`What`, width: 'minmax(0, 1fr)', cell: (row) => <Two first={what(row)} second={purchase(row)} /> },
        {
          key: 'theirs',
          header: t`Marqeta`,
          width: 'minmax(112px, max-content)',
          align: 'right',
          cell: (row) => <Two first={<Amount value={row.theirs} />} second={healed(row)} />,
        },
      ];
    }
    return [
      { key: 'what', header: t`What`, width: 'minmax(180px, 1.2fr)', cell: (row) => <Two first={what(row)} second={row.type} /> },
      {
        key: 'said',
        sortable: true,
        header: t`Purchase`,
        width: 'minmax(160px, 1fr)',
        cell: (row) => <Two first={purchase(row)} second={<DateTime at={row.saidAt} />} />,
      },
      {
        key: 'amount',
        sortable: true,
        header: t`Marqeta`,
        width: '130px',
        align: 'right',
        cell: (row) => <Two first={<Amount value={row.theirs} />} second={row.theirsState} />,
      },
      {
        key: 'ours',
        header: t`We`,
        width: '130px',
        align: 'right',
        cell: (row) => <Two first={<Amount value={row.ours} />} second={row.oursState} />,
      },
      { key: 'healed', header: t`Healed`, width: '150px', align: 'right', cell: healed },
    ];
  }, [phone, t, words]);
}

function Amount({ value }: { value: Row['theirs'] }) {
  return value === null ? '—' : <Money value={value} />;
}

function Two({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className={classes.two}>
      <span className={classes.first}>{first}</span>
      <span className={classes.second}>{second}</span>
    </span>
  );
}
