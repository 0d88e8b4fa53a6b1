import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, PasswordInput, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { useCommand } from '../../lib/command.ts';
import { useViewer } from '../../lib/viewer.tsx';
import type { Provider } from './identity-provider.ts';
import { TextToCopy } from './text-to-copy.tsx';

const SetProvider = graphql(`
  mutation SetIdentityProvider($input: SetIdentityProviderInput!) {
    setIdentityProvider(input: $input) {
      redirectUri
    }
  }
`);

export interface EditProviderProps {
  /** Null while there is none. */
  provider: Provider | null;
  redirectUri: string;
  onLookAgain: () => Promise<unknown>;
  onClose: () => void;
}

/** What the company's provider is called, and what it calls us. */
export function EditProvider({ provider, redirectUri, onLookAgain, onClose }: EditProviderProps) {
  const { t } = useLingui();
  const { email } = useViewer();
  const set = useCommand(SetProvider, { refetch: ['CompanySignIn'] });
  const [issuer, setIssuer] = useState(provider?.issuer ?? '');
  const [clientId, setClientId] = useState(provider?.clientId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const [domains, setDomains] = useState<readonly string[]>(provider?.domains ?? [email.slice(email.indexOf('@') + 1)]);
  const [tried, setTried] = useState(false);
  const missing = (text: string) => (tried && text.trim() === '' ? t`Fill this in` : undefined);
  const needsSecret = provider === null && clientSecret === '';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (issuer.trim() === '' || clientId.trim() === '' || needsSecret || domains.length === 0) return;
    const secret = clientSecret === '' ? {} : { clientSecret };
    const done = await set.run({ issuer, clientId, ...secret, domains: [...domains], expectedVersion: provider?.version ?? 0 });
    if (done !== null) onClose();
  };

  return (
    <Modal opened onClose={onClose} title={t`Sign-in of the company`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <Stack gap={4}>
            <Text size="sm">
              <Trans>Register this product at your provider as a web application, with this address to send people back to:</Trans>
            </Text>
            <TextToCopy text={redirectUri} copyLabel={t`Copy the address`} />
          </Stack>
          <TextInput
            data-autofocus
            label={t`Issuer`}
            description={t`Letter by letter as the provider shows it, e.g. https://login.example.com`}
            value={issuer}
            onChange={(event) => setIssuer(event.currentTarget.value)}
            error={missing(issuer)}
          />
          <TextInput
            label={t`Client ID`}
            maxLength={300}
            value={clientId}
            onChange={(event) => setClientId(event.currentTarget.value)}
            error={missing(clientId)}
          />
          <PasswordInput
            label={t`Client secret`}
            description={provider === null ? undefined : t`Left empty, it stays as it is.`}
            autoComplete="off"
            maxLength={1000}
            value={clientSecret}
            onChange={(event) => setClientSecret(event.currentTarget.value)}
            error={tried && needsSecret ? t`Fill this in` : undefined}
          />
          <TagsInput
            label={t`Domains`}
            description={t`The part after the @ of your people’s addresses. You then show by a record in its DNS that each is yours.`}
            value={[...domains]}
            onChange={setDomains}
            maxTags={20}
            error={tried && domains.length === 0 ? t`Fill this in` : undefined}
          />
          {provider?.required === true && (
            <Text size="sm" c="dimmed">
              <Trans>With another issuer or client ID it is no longer required until somebody has signed in by it again.</Trans>
            </Text>
          )}
          {set.refusal && (
            <Alert color="red" role="alert">
              {/* Of a provider that does not answer right, the server says what is wrong. */}
              {set.refusal.code === 'IDENTITY_PROVIDER' ? (
                set.refusal.message
              ) : (
                <CommandRefusal refusal={set.refusal} onLookAgain={onLookAgain} />
              )}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={set.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={set.busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
