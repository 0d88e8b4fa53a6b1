import { refusalOf, useSession } from '@afc/client';
import { ConfirmDialog, DateTime, KeyValue, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { useCommand } from '../../lib/command.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';
import { useViewer } from '../../lib/viewer.tsx';
import { DomainProofs } from './domain-proofs.tsx';
import { EditProvider } from './edit-provider.tsx';
import { CompanySignInQuery, type Provider } from './identity-provider.ts';
import { RequireProvider } from './require-provider.tsx';

const RemoveProvider = graphql(`
  mutation RemoveIdentityProvider($input: RemoveIdentityProviderInput!) {
    removeIdentityProvider(input: $input) {
      redirectUri
    }
  }
`);

/** How the company's people sign in: by themselves, or by its own provider, tried and then perhaps required. */
export function CompanySignInPanel() {
  const { t } = useLingui();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery(CompanySignInQuery, { fetchPolicy: 'cache-and-network' });
  if (!data && !error) {
    return (
      <Panel title={t`Sign-in of the company`}>
        <TextSkeleton label={t`Loading the sign-in of the company`} lines={3} />
      </Panel>
    );
  }
  if (!data) return <QueryError error={error} onRetry={refetch} />;
  const { provider, redirectUri } = data.companySignIn;
  return (
    <Panel title={t`Sign-in of the company`}>
      {provider ? (
        <SetUp provider={provider} onLookAgain={refetch} onEdit={() => setEditing(true)} />
      ) : (
        <NotSetUp onSetUp={() => setEditing(true)} />
      )}
      {editing && (
        <EditProvider provider={provider ?? null} redirectUri={redirectUri} onLookAgain={refetch} onClose={() => setEditing(false)} />
      )}
    </Panel>
  );
}

function NotSetUp({ onSetUp }: { onSetUp: () => void }) {
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" c="dimmed">
        <Trans>
          Your people sign in by themselves. With an identity provider of your own, such as Entra, Okta, Google or Keycloak, they sign in
          with their company account by OpenID Connect.
        </Trans>
      </Text>
      <Button onClick={onSetUp}>
        <Trans>Set it up</Trans>
      </Button>
    </Stack>
  );
}

interface SetUpProps {
  provider: Provider;
  onLookAgain: () => Promise<unknown>;
  onEdit: () => void;
}

function SetUp({ provider, onLookAgain, onEdit }: SetUpProps) {
  const { t } = useLingui();
  const [doing, setDoing] = useState<'requiring' | 'removing' | null>(null);
  const { issuer, clientId, domainProofs, required, provenAt } = provider;
  const leadsHere = domainProofs.some((proof) => proof.provenAt !== null);
  return (
    <Stack gap="sm">
      <KeyValue
        items={[
          { key: 'issuer', label: t`Issuer`, value: <Code>{issuer}</Code> },
          { key: 'client', label: t`Client ID`, value: <Code>{clientId}</Code> },
          { key: 'tried', label: t`First used`, value: provenAt === null ? t`Not yet` : <DateTime at={provenAt} /> },
          { key: 'required', label: t`Only way in`, value: required ? t`Yes, but for the admins you named` : t`No` },
        ]}
      />
      <DomainProofs proofs={domainProofs} onLookAgain={onLookAgain} />
      {leadsHere && provenAt === null && (
        <Text size="sm" c="dimmed">
          <Trans>Try it: sign in by it once yourself. After that you can require it of all.</Trans>
        </Text>
      )}
      <Group gap="xs">
        {leadsHere && <TryIt />}
        <Button variant="default" onClick={onEdit}>
          <Trans>Change it</Trans>
        </Button>
        <Button variant="default" disabled={provenAt === null} onClick={() => setDoing('requiring')}>
          {required ? <Trans>Who is spared</Trans> : <Trans>Require it</Trans>}
        </Button>
        <Button variant="default" color="red" onClick={() => setDoing('removing')}>
          <Trans>Turn it off</Trans>
        </Button>
      </Group>
      {doing === 'requiring' && <RequireProvider provider={provider} onClose={() => setDoing(null)} />}
      {doing === 'removing' && <Remove onClose={() => setDoing(null)} />}
    </Stack>
  );
}

/** Signs the admin in anew, by the provider, and leads back here. */
function TryIt() {
  const { email } = useViewer();
  const { entrance } = useSession();
  const sentence = useRefusalSentence();
  const [refused, setRefused] = useState<string | null>(null);
  const go = () =>
    entrance.company(email, urls.security()).then(
      (address) => window.location.assign(address),
      (error: unknown) => setRefused(sentence(refusalOf(error))),
    );
  return (
    <>
      {refused !== null && (
        <Alert color="red" role="alert">
          {refused}
        </Alert>
      )}
      <Button onClick={() => void go()}>
        <Trans>Try it</Trans>
      </Button>
    </>
  );
}

function Remove({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const remove = useCommand(RemoveProvider, { refetch: ['CompanySignIn'] });
  const onConfirm = async () => {
    if ((await remove.run({})) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Turn the sign-in of the company off?`}
      confirmLabel={t`Turn it off`}
      cancelLabel={t`Cancel`}
      busy={remove.busy}
      error={remove.refusal && <CommandRefusal refusal={remove.refusal} onLookAgain={() => Promise.resolve(onClose())} />}
      onConfirm={() => void onConfirm()}
      onCancel={onClose}
    >
      <Trans>
        Whoever was signed in by it is signed out. Who has no password here can set one by “Forgot your password?”. To use it again, it has
        to be set up anew.
      </Trans>
    </ConfirmDialog>
  );
}
