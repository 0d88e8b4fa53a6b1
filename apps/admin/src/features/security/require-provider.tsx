import { TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { useCommand } from '../../lib/command.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { useViewer } from '../../lib/viewer.tsx';
import type { Provider } from './identity-provider.ts';

const AdminsQuery = graphql(`
  query AdminsToSpare {
    people(filter: { role: ADMIN }, first: 200) {
      edges {
        node {
          id
          displayName
          status
        }
      }
    }
  }
`);

const RequireMutation = graphql(`
  mutation RequireIdentityProvider($input: RequireIdentityProviderInput!) {
    requireIdentityProvider(input: $input) {
      redirectUri
    }
  }
`);

/** Has all sign in by the provider alone, but for the admins named: somebody has to come in when it fails. */
export function RequireProvider({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useLingui();
  const { personId } = useViewer();
  const { data, error, refetch } = useQuery(AdminsQuery, { fetchPolicy: 'network-only' });
  const require = useCommand(RequireMutation, { refetch: ['CompanySignIn'] });
  const { required } = provider;
  const own = personId === null ? [] : [personId];
  const [spared, setSpared] = useState<readonly string[]>(required ? provider.sparedAdminIds : own);
  const set = async (wanted: boolean) => {
    const done = await require.run({ required: wanted, sparedAdminIds: wanted ? [...spared] : [] });
    if (done !== null) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set(true);
  };
  const admins = data?.people.edges.map(({ node }) => node).filter(({ status }) => status === 'ACTIVE');
  return (
    <Modal opened onClose={onClose} title={t`Require the sign-in of the company`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            <Trans>Everybody else signs in by your provider alone, and who is signed in by a password is signed out.</Trans>
          </Text>
          {!data && !error && <TextSkeleton label={t`Loading the admins`} lines={3} />}
          {!data && error && <QueryError error={error} onRetry={refetch} />}
          {admins && (
            <Checkbox.Group
              label={t`Admins who may still use their password`}
              description={t`At least one who has a password, for the day on which the provider fails.`}
              value={[...spared]}
              onChange={setSpared}
            >
              <Stack gap="xs" mt="xs">
                {admins.map(({ id, displayName }) => (
                  <Checkbox key={id} value={id} label={displayName} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
          {require.refusal && (
            <Alert color="red" role="alert">
              <CommandRefusal refusal={require.refusal} onLookAgain={refetch} />
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            {required && (
              <Button variant="default" color="red" loading={require.busy} onClick={() => void set(false)}>
                <Trans>Require it no more</Trans>
              </Button>
            )}
            <Button variant="default" onClick={onClose} disabled={require.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={require.busy} disabled={spared.length === 0}>
              {required ? <Trans>Save</Trans> : <Trans>Require it</Trans>}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
