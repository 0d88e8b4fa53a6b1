import { DataTable, EmptyState, PageHeader, TableSkeleton, useSurroundings } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { graphql, readFragment } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type AuditSearch, auditSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useAuditColumns } from './audit-columns.tsx';
import { AuditDrawer } from './audit-drawer.tsx';
import { filterOf } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.ts';
import { ChainState } from './chain-state.tsx';
import { useDownloadLog } from './download-log.tsx';

const AuditLogQuery = graphql(`
  query AuditLog($filter: AuditLogFilterInput, $sort: AuditEventSort, $after: String, $first: Int) {
    auditLog(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...AuditRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    auditChain {
      number
      waiting
      checkpointNumber
      checkpointAt
    }
  }
`);

const route = getRouteApi('/audit');

/** Who did what, why and from where; of the company, or for an operator of the installation. */
export default function AuditScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { timeZone } = useSurroundings();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useAuditColumns(phone);
  const download = useDownloadLog();
  const filter = useMemo(() => filterOf(search, timeZone), [search, timeZone]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(AuditLogQuery, {
    variables: { filter, sort, first: 50 },
    fetchPolicy: 'cache-and-network',
  });
  const shown = data ?? previousData;
  const page = useNextPage(data?.auditLog.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = useMemo(
    () =>
      readFragment(
        AuditRow,
        (shown?.auditLog.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const change = (part: Partial<Record<keyof AuditSearch, unknown>>) =>
    void navigate({ search: (before) => auditSearch({ ...before, ...part }), replace: true });

  return (
    <div className={listClasses.screen}>
      <PageHeader title={t`Audit log`} subtitle={shown && <ChainState chain={shown.auditChain} />} />
      <AuditFilters search={search} onChange={change} actions={download.button} />
      {download.refusal}
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading the log`} rows={14} columns={phone ? 2 : 6} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && <Nothing search={search} onClear={() => void navigate({ search: {} })} />}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`Audit log`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.audit({ ...search, open: row.id })}
            rowHeight={phone ? 64 : 52}
            sort={tableSort(search.sort ?? '-time')}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            footer={<ListFooter page={page} hasNextPage={shown.auditLog.pageInfo.hasNextPage} />}
          />
        )}
      </div>
      <AuditDrawer event={rows.find((row) => row.id === search.open)} onClose={() => change({ open: undefined })} />
    </div>
  );
}

function Nothing({ search, onClear }: { search: AuditSearch; onClear: () => void }) {
  const { t } = useLingui();
  if (Object.keys(search).every((key) => key === 'open' || key === 'sort')) {
    return (
      <EmptyState icon={IconHistory} title={t`Nothing was done yet`}>
        <Trans>Each command, and each look at something sensitive, will stand here.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconHistory}
      title={t`Nothing matches`}
      action={
        <Button variant="default" onClick={onClear}>
          <Trans>Show everything</Trans>
        </Button>
      }
    >
      <Trans>Take a filter away, or look for a whole word such as card or card.freeze.</Trans>
    </EmptyState>
  );
}
