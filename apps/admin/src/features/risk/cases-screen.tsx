import { DataTable, EmptyState, Link, PageHeader, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAdjustments, IconRadar2 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { RiskCaseFilter } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type CaseSearch, caseSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useViewer } from '../../lib/viewer.tsx';
import { useCaseColumns } from './case-columns.tsx';
import { CaseFilters } from './case-filters.tsx';
import { CaseRow } from './parts/case-row.ts';

const CasesQuery = graphql(`
  query RiskCases($filter: RiskCaseFilter, $sort: RiskCaseSort, $after: String, $first: Int) {
    riskCases(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...CaseRow
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

const route = getRouteApi('/cases');

/** What the rules on purchases found, those with the newest alert first. */
export default function CasesScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { personId, permissions } = useViewer();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const columns = useCaseColumns(phone);
  const filter = useMemo(() => filterOf(search), [search]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(CasesQuery, {
    variables: { filter, sort, first: 50 },
    fetchPolicy: 'cache-and-network',
  });
  useReloadOnFeed(refetch, ['RISK'], 4000);
  const shown = data ?? previousData;
  const page = useNextPage(data?.riskCases.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = useMemo(
    () =>
      readFragment(
        CaseRow,
        (shown?.riskCases.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const change = (part: Partial<Record<keyof CaseSearch, unknown>>) =>
    void navigate({ search: (before) => caseSearch({ ...before, ...part }), replace: true });
  const total = shown?.riskCases.totalCount;
  const filtered = Object.keys(search).some((key) => key !== 'sort');

  return (
    <div className={listClasses.screen}>
      <PageHeader
        title={t`Cases`}
        subtitle={total != null && <Plural value={total} one="# case" other="# cases" />}
        actions={
          permissions.includes('SET_RISK_RULES') && (
            <Button variant="default" component={Link} href={urls.riskRules()} leftSection={<IconAdjustments size={16} aria-hidden />}>
              <Trans>What is looked for</Trans>
            </Button>
          )
        }
      />
      <CaseFilters search={search} viewerId={personId} onChange={change} />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading cases`} rows={12} columns={phone ? 2 : 5} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState
            icon={IconRadar2}
            title={filtered ? t`No case matches` : t`Nothing waits to be looked at`}
            action={
              filtered && (
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  <Trans>Clear the filters</Trans>
                </Button>
              )
            }
          >
            {filtered ? (
              <Trans>Take a filter away.</Trans>
            ) : (
              <Trans>Purchases are looked through as they come. What is unusual about one appears here, and you are told.</Trans>
            )}
          </EmptyState>
        )}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`Cases`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.riskCase(row.id)}
            rowHeight={phone ? 64 : 54}
            sort={tableSort(search.sort ?? '-last_alert')}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            footer={<ListFooter page={page} hasNextPage={shown.riskCases.pageInfo.hasNextPage} />}
          />
        )}
      </div>
    </div>
  );
}

function filterOf({ show, rule, person, assignee }: CaseSearch): RiskCaseFilter {
  return {
    ...(show === undefined && { states: ['OPEN', 'ASSIGNED'] }),
    ...(show === 'closed' && { states: ['CLOSED'] }),
    ...(rule !== undefined && { rule }),
    ...(person !== undefined && { personId: person }),
    ...(assignee !== undefined && { assigneeId: assignee }),
  };
}
