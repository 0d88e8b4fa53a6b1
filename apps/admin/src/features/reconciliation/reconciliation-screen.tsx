import { PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Stack, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { reconciliationSearch, type ReconciliationSearch } from '../../lib/search.ts';
import { Differences } from './differences.tsx';
import { Passes } from './parts/passes.tsx';
import { SettlementDays } from './settlement-days.tsx';

const ReconciliationQuery = graphql(`
  query Reconciliation {
    reconciliation {
      counts {
        what
        open
      }
      ...ReconciliationPasses
    }
  }
`);

const route = getRouteApi('/reconciliation');

/** Whether Marqeta and we say the same of each purchase, and of what was settled each day. */
export default function ReconciliationScreen() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(ReconciliationQuery, {
    fetchPolicy: 'cache-and-network',
    pollInterval: 60_000,
    skipPollAttempt: () => document.hidden,
  });
  const change = (part: Partial<Record<keyof ReconciliationSearch, unknown>>) =>
    void navigate({ search: (before) => reconciliationSearch({ ...before, ...part }), replace: true });
  const open = data?.reconciliation.counts.reduce((sum, count) => sum + count.open, 0) ?? 0;
  return (
    <Stack gap="lg" maw={1100}>
      <PageHeader
        title={t`Reconciliation`}
        subtitle={t`What we have, compared with what Marqeta has. A difference mostly heals by itself.`}
      />
      <Panel title={t`Compared`}>
        {!data && !error && <TextSkeleton label={t`Loading the comparison`} lines={3} />}
        {!data && error && <QueryError error={error} onRetry={refetch} />}
        {data && <Passes reconciliation={data.reconciliation} />}
      </Panel>
      <Tabs
        value={search.tab ?? 'differences'}
        onChange={(tab) => change({ tab: tab === 'differences' ? undefined : tab })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="differences">{open > 0 ? t`Differences (${open} open)` : t`Differences`}</Tabs.Tab>
          <Tabs.Tab value="settlement">{t`Settlement`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="differences">
          <Differences
            openOnly={search.show !== 'all'}
            sorted={search.sort}
            onShow={(show) => change({ show: show === 'all' ? 'all' : undefined })}
            onSort={(sort) => change({ sort })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="settlement">
          <SettlementDays />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
