import { newIdempotencyKey, passkeysHere, refusalOf } from '@afc/client';
import { ConfirmDialog, DateTime, Panel, PasskeyList, type PasskeyListItem, TextSkeleton } from '@afc/ui';
import { useMutation, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { PasskeysQuery as PasskeysData } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { QueryError } from '../refusals/query-error.tsx';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { AddPasskey } from './add-passkey.tsx';
import { RenamePasskey } from './rename-passkey.tsx';
import { RenewCodes } from './renew-codes.tsx';

const PasskeysQuery = graphql(`
  query Passkeys {
    viewer {
      id
      signedInByCompany
      recoveryCodesLeft
      secondFactor {
        confirmedAt
      }
      passkeys {
        id
        name
        backedUp
        createdAt
        lastUsedAt
      }
    }
  }
`);

const RemovePasskeyMutation = graphql(`
  mutation RemovePasskey($input: RemovePasskeyInput!) {
    removePasskey(input: $input) {
      id
    }
  }
`);

type Viewer = NonNullable<PasskeysData['viewer']>;

/** The passkeys that sign me in, and how they come and go. */
export function PasskeysPanel() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(PasskeysQuery, { fetchPolicy: 'cache-and-network' });
  const [adding, setAdding] = useState(false);
  if (!data && !error) {
    return (
      <Panel title={t`Passkeys`}>
        <TextSkeleton label={t`Loading your passkeys`} lines={3} />
      </Panel>
    );
  }
  if (!data?.viewer) return <QueryError error={error} onRetry={refetch} />;
  // What the second factor says of them goes for passkeys as well.
  if (data.viewer.signedInByCompany) return null;
  const { passkeys } = data.viewer;
  return (
    <Panel title={t`Passkeys`}>
      <Stack gap="md" align="stretch">
        {passkeys.length === 0 ? (
          <Text size="sm" c="dimmed">
            <Trans>
              Sign in with your finger, your face or the PIN of your device, without a password: nobody can guess it or have you give it
              away.
            </Trans>
          </Text>
        ) : (
          <Passkeys viewer={data.viewer} />
        )}
        {passkeysHere() ? (
          <Group>
            <Button variant={passkeys.length === 0 ? 'filled' : 'default'} onClick={() => setAdding(true)}>
              <Trans>Add a passkey</Trans>
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            <Trans>This browser cannot add passkeys here: they need a domain name and https.</Trans>
          </Text>
        )}
      </Stack>
      {adding && <AddPasskey number={passkeys.length + 1} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function Passkeys({ viewer: { passkeys, secondFactor, recoveryCodesLeft } }: { viewer: Viewer }) {
  const { t } = useLingui();
  const [doing, setDoing] = useState<{ what: 'renaming' | 'removing'; passkey: PasskeyListItem } | 'renewing' | null>(null);
  const onClose = () => setDoing(null);
  return (
    <>
      <PasskeyList
        label={t`Passkeys`}
        items={passkeys.map(itemOf)}
        backedUpLabel={t`Backed up`}
        renameLabel={t`Rename`}
        removeLabel={t`Remove`}
        renameLabelOf={({ name }) => t`Rename ${name}`}
        removeLabelOf={({ name }) => t`Remove ${name}`}
        onRename={(passkey) => setDoing({ what: 'renaming', passkey })}
        onRemove={(passkey) => setDoing({ what: 'removing', passkey })}
      />
      {/* Who has an authenticator finds them there. */}
      {secondFactor === null && (
        <Group justify="space-between">
          <Text size="sm">
            <Trans>Recovery codes left: {recoveryCodesLeft}</Trans>
          </Text>
          <Button variant="default" size="compact-sm" onClick={() => setDoing('renewing')}>
            <Trans>New recovery codes</Trans>
          </Button>
        </Group>
      )}
      {doing === 'renewing' && <RenewCodes byCode={false} onClose={onClose} />}
      {doing !== null && doing !== 'renewing' && doing.what === 'renaming' && <RenamePasskey passkey={doing.passkey} onClose={onClose} />}
      {doing !== null && doing !== 'renewing' && doing.what === 'removing' && <Remove passkey={doing.passkey} onClose={onClose} />}
    </>
  );
}

function itemOf({ id, name, backedUp, createdAt, lastUsedAt }: Viewer['passkeys'][number]): PasskeyListItem {
  const detail =
    lastUsedAt === null ? (
      <Trans>
        Added <DateTime at={createdAt} />, not used yet
      </Trans>
    ) : (
      <Trans>
        Added <DateTime at={createdAt} />, last used <DateTime at={lastUsedAt} />
      </Trans>
    );
  return { id, name, backedUp, detail };
}

function Remove({ passkey, onClose }: { passkey: PasskeyListItem; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [remove, { loading, error }] = useMutation(RemovePasskeyMutation, { refetchQueries: ['Passkeys', 'SecondFactor'] });
  const onConfirm = () =>
    remove({ variables: { input: { idempotencyKey, passkeyId: passkey.id } } }).then(
      () => onClose(),
      () => undefined,
    );
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Remove ${passkey.name}?`}
      confirmLabel={t`Remove it`}
      cancelLabel={t`Cancel`}
      busy={loading}
      error={error && sentence(refusalOf(error))}
      onConfirm={() => void onConfirm()}
      onCancel={onClose}
    >
      <Trans>
        It signs you in no more. Without another passkey or an authenticator, your password alone is enough again. Remove it on your device
        as well.
      </Trans>
    </ConfirmDialog>
  );
}
