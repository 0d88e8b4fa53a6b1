import { EmptyState, PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { graphql, readFragment } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { AccountPanel } from './account-panel.tsx';
import { ServiceAccountRow } from './account-row.ts';
import { EditAccount } from './edit-account.tsx';

const ServiceAccountsQuery = graphql(`
  query ServiceAccounts {
    serviceAccounts {
      id
      ...ServiceAccountRow
    }
  }
`);

/** Programs that act in the company, what each may, and the keys under which they ask. */
export default function ApiKeysScreen() {
  const { t } = useLingui();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(ServiceAccountsQuery, { fetchPolicy: 'cache-and-network' });
  const accounts = readFragment(ServiceAccountRow, data?.serviceAccounts ?? []);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      <Trans>New service account</Trans>
    </Button>
  );
  return (
    <Stack gap="lg" maw={920}>
      <PageHeader
        title={t`API keys`}
        subtitle={t`Programs act in your company as service accounts. No key moves money, shows a card’s number or gives anybody a role.`}
        actions={accounts.length > 0 && add}
      />
      {!data && !error && (
        <Panel>
          <TextSkeleton label={t`Loading service accounts`} lines={4} />
        </Panel>
      )}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && accounts.length === 0 && (
        <Panel>
          <EmptyState icon={IconKey} title={t`No program has access`} action={add}>
            <Trans>A service account is a program with a name of its own. Give it no more than it needs, then make a key for it.</Trans>
          </EmptyState>
        </Panel>
      )}
      {accounts.map((account) => (
        <AccountPanel key={account.id} account={account} onLookAgain={refetch} />
      ))}
      {adding && <EditAccount onLookAgain={refetch} onClose={() => setAdding(false)} />}
    </Stack>
  );
}
