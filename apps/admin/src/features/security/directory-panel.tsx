import { DateTime, KeyValue, Link, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { DirectoryQuery as DirectoryData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { TextToCopy } from './text-to-copy.tsx';

const DirectoryQuery = graphql(`
  query Directory {
    serviceAccounts {
      id
      name
      scopes
      keys {
        id
        state
        lastUsedAt
      }
    }
  }
`);

type Account = DirectoryData['serviceAccounts'][number];

/** What the company's directory needs to keep people and teams here, and when it last did. */
export function DirectoryPanel() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(DirectoryQuery, { fetchPolicy: 'cache-and-network' });
  if (!data && !error) {
    return (
      <Panel title={t`People from your directory`}>
        <TextSkeleton label={t`Loading the directory`} lines={3} />
      </Panel>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} />;
  const accounts = data.serviceAccounts.filter(({ scopes }) => scopes.includes('SCIM'));
  return (
    <Panel title={t`People from your directory`}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          <Trans>
            By SCIM 2.0, a directory such as Entra or Okta invites people, deactivates leavers and keeps teams. Roles, and who manages a
            team, are still set here.
          </Trans>
        </Text>
        <Address />
        {accounts.length > 0 && (
          <KeyValue items={accounts.map((account) => ({ key: account.id, label: account.name, value: <LastAsked account={account} /> }))} />
        )}
        <Group>
          <Button variant="default" component={Link} href={urls.apiKeys()}>
            {accounts.length > 0 ? <Trans>See its keys</Trans> : <Trans>Make a key for it</Trans>}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

function Address() {
  const { t } = useLingui();
  const address = new URL('/scim/v2', window.location.origin).href;
  return (
    <Stack gap={4}>
      <Text size="sm">
        <Trans>Give your directory this address, and a key of a service account that may keep people and teams:</Trans>
      </Text>
      <TextToCopy text={address} copyLabel={t`Copy the address`} />
    </Stack>
  );
}

function LastAsked({ account: { keys } }: { account: Account }) {
  if (!keys.some(({ state }) => state === 'LIVE')) return <Trans>Has no key that is good</Trans>;
  const at = keys.map(({ lastUsedAt }) => lastUsedAt ?? '').reduce((last, one) => (one > last ? one : last), '');
  if (at === '') return <Trans>Has not asked yet</Trans>;
  return (
    <Trans>
      Last asked <DateTime at={at} />
    </Trans>
  );
}
