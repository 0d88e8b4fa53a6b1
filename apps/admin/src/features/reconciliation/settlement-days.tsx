import { type DataColumn, DataTable, EmptyState, Money, RelativeTime, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Badge } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarStats } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { SettlementDaysQuery as SettlementData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';

const SettlementDaysQuery = graphql(`
  query SettlementDays {
    settlementDays(first: 62) {
      day
      messages
      theirs {
        minor
        currency
      }
      ours {
        minor
        currency
      }
      comparedAt
    }
  }
`);

type Row = SettlementData['settlementDays'][number];

/** What was cleared less what was given back, by Marqeta's settlement day: as it tells, and as the ledger has it booked. */
export function SettlementDays() {
  const { t } = useLingui();
  const columns = useColumns();
  const { data, error, refetch } = useQuery(SettlementDaysQuery, { fetchPolicy: 'cache-and-network' });
  if (!data && !error) return <TableSkeleton label={t`Loading settlement`} rows={6} columns={4} />;
  if (!data) return <QueryError error={error} onRetry={refetch} />;
  if (data.settlementDays.length === 0) {
    return (
      <EmptyState icon={IconCalendarStats} title={t`No day was settled yet`}>
        <Trans>Every night the days of the last two months are compared.</Trans>
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={t`Settlement by day`}
      rows={data.settlementDays}
      columns={columns}
      rowKey={(row) => `${row.day} ${row.theirs.currency}`}
      rowHeight={52}
      height="min(60dvh, 640px)"
    />
  );
}

function useColumns(): ReadonlyArray<DataColumn<Row>> {
  const { t, i18n } = useLingui();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  return useMemo(() => {
    const days = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeZone: 'UTC' });
    const differs = (row: Row) => row.theirs.minor !== row.ours.minor;
    const difference = (row: Row) =>
      differs(row) ? (
        <Badge color="red" variant="light">
          <Trans>Differs</Trans>
        </Badge>
      ) : (
        t`None`
      );
    const day = (row: Row) => days.format(new Date(row.day));
    return [
      {
        key: 'day',
        header: t`Day`,
        width: 'minmax(96px, 1fr)',
        // A phone has no room for the column that says it.
        cell: (row) => (
          <>
            {day(row)} {phone && differs(row) && difference(row)}
          </>
        ),
      },
      ...(phone ? [] : [{ key: 'differs', header: t`Difference`, width: '110px', cell: difference }]),
      { key: 'messages', header: t`Messages`, width: '110px', align: 'right', hideBelow: 640, cell: (row) => row.messages },
      { key: 'theirs', header: t`Marqeta`, width: 'minmax(104px, 130px)', align: 'right', cell: (row) => <Money value={row.theirs} /> },
      { key: 'ours', header: t`We`, width: 'minmax(104px, 130px)', align: 'right', cell: (row) => <Money value={row.ours} /> },
      {
        key: 'compared',
        header: t`Compared`,
        width: '140px',
        align: 'right',
        hideBelow: 760,
        cell: (row) => <RelativeTime at={row.comparedAt} />,
      },
    ];
  }, [phone, t, i18n.locale]);
}
