import { type DataSelection, DataTable, EmptyState, PageHeader, TableSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Group } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { PersonFilter, PersonRowFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { ListFooter } from '../../lib/list-footer.tsx';
import listClasses from '../../lib/list-screen.module.css';
import { useNextPage } from '../../lib/pages.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { type PeopleSearch, peopleSearch } from '../../lib/search.ts';
import { sortedAs, sortOf, tableSort } from '../../lib/sort.ts';
import { urls } from '../../lib/urls.ts';
import { useCan } from '../../lib/viewer.tsx';
import { PeopleSelectionBar } from './bulk/people-selection-bar.tsx';
import { InvitePerson } from './invitations/invite-person.tsx';
import { OpenInvitations } from './invitations/open-invitations.tsx';
import { PeopleFilters } from './people-filters.tsx';
import { usePersonColumns } from './person-columns.tsx';
import { PersonRow } from './parts/person-row.ts';

const PeopleQuery = graphql(`
  query People($filter: PersonFilter, $sort: PersonSort, $after: String, $first: Int) {
    people(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          ...PersonRow
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

const route = getRouteApi('/people');

/** Who belongs to the company, with what they spent this month. */
export default function PeopleScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const manages = useCan('MANAGE_PEOPLE');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const columns = usePersonColumns(phone);
  const filter = useMemo(() => filterOf(search), [search]);
  const sort = useMemo(() => sortOf(search.sort), [search.sort]);
  const { data, previousData, error, refetch, fetchMore } = useQuery(PeopleQuery, { variables: { filter, sort, first: 50 } });
  const shown = data ?? previousData;
  const page = useNextPage(data?.people.pageInfo, (after) => fetchMore({ variables: { after } }));
  const rows = useMemo(
    () =>
      readFragment(
        PersonRow,
        (shown?.people.edges ?? []).map(({ node }) => node),
      ),
    [shown],
  );
  const change = (part: Partial<Record<keyof PeopleSearch, unknown>>) =>
    void navigate({ search: (before) => peopleSearch({ ...before, ...part }), replace: true });
  const total = shown?.people.totalCount;
  const filtered = Object.keys(filter).length > 0;
  const selection: DataSelection<PersonRowFragment> = {
    selected,
    onChange: setSelected,
    allLabel: t`Select all that are loaded`,
    rowLabel: (row) => t`Select ${row.displayName}`,
  };

  return (
    <div className={listClasses.screen}>
      <PageHeader
        title={t`People`}
        subtitle={total != null && <Plural value={total} one="# person" other="# people" />}
        actions={
          manages && (
            <Group gap="xs">
              <Button variant="default" onClick={() => router.history.push(urls.inviteMany())}>
                <Trans>Invite several</Trans>
              </Button>
              <InvitePerson />
            </Group>
          )
        }
      />
      {manages && <OpenInvitations />}
      <PeopleFilters search={search} onChange={change} />
      <div className={listClasses.table}>
        {!shown && !error && <TableSkeleton label={t`Loading people`} rows={12} columns={phone ? 2 : 5} />}
        {!shown && error && <QueryError error={error} onRetry={refetch} />}
        {shown && rows.length === 0 && (
          <EmptyState
            icon={IconUsers}
            title={filtered ? t`Nobody matches` : t`Nobody here yet`}
            action={
              filtered && (
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  <Trans>Clear the filters</Trans>
                </Button>
              )
            }
          >
            {filtered ? (
              <Trans>Look for another name, or take a filter away.</Trans>
            ) : (
              <Trans>Whom you invite shows up here as soon as they have come.</Trans>
            )}
          </EmptyState>
        )}
        {shown && rows.length > 0 && (
          <DataTable
            label={t`People`}
            rows={rows}
            columns={columns}
            rowKey={(row) => row.id}
            rowHref={(row) => urls.person(row.id)}
            rowHeight={phone ? 64 : 46}
            sort={tableSort(search.sort ?? 'name')}
            onSort={(chosen) => change({ sort: sortedAs(chosen) })}
            onEndReached={page.onEndReached}
            {...(manages && !phone && { selection })}
            footer={<ListFooter page={page} hasNextPage={shown.people.pageInfo.hasNextPage} />}
          />
        )}
      </div>
      <PeopleSelectionBar rows={rows} selected={selected} onClear={() => setSelected(new Set())} />
    </div>
  );
}

function filterOf({ q, role, team }: PeopleSearch): PersonFilter {
  return { ...(q !== undefined && { search: q }), ...(role !== undefined && { role }), ...(team !== undefined && { teamId: team }) };
}
