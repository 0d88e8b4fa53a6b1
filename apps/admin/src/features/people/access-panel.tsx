import { ConfirmDialog, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PersonAccessFragment, SuspensionSource } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';

const PersonAccess = graphql(`
  fragment PersonAccess on Person {
    id
    displayName
    role
    status
    suspendedBy
  }
`);

const SuspendMutation = graphql(`
  mutation SuspendPerson($input: SuspensionInput!) {
    suspendPerson(input: $input) {
      ...PersonAccess
    }
  }
`);

const LiftMutation = graphql(`
  mutation LiftSuspension($input: SuspensionInput!) {
    liftSuspension(input: $input) {
      ...PersonAccess
    }
  }
`);

/** Whether a colleague may sign in and spend, and what changes that for now. */
export function AccessPanel({ person: row }: { person: FragmentType<typeof PersonAccess> }) {
  const { t } = useLingui();
  const person = readFragment(PersonAccess, row);
  const [asks, setAsks] = useState<'suspend' | 'lift' | null>(null);
  const suspendedBy = person.suspendedBy ?? [];
  const isSuspended = person.status === 'SUSPENDED';
  return (
    <Panel title={t`Access`}>
      <Stack gap="sm" align="start">
        <Text size="sm">
          {isSuspended ? (
            <Trans>They are suspended: they cannot sign in, and their purchases are declined.</Trans>
          ) : (
            <Trans>Whoever is suspended neither signs in nor spends until it is lifted. Their cards stay as they are.</Trans>
          )}
        </Text>
        {isSuspended && (
          <Text size="sm" c="dimmed">
            <BySource suspendedBy={suspendedBy} />
          </Text>
        )}
        <Group gap="xs">
          {isSuspended && (
            <Button variant="default" onClick={() => setAsks('lift')}>
              <Trans>Lift suspension</Trans>
            </Button>
          )}
          {!suspendedBy.includes('ADMIN') && (
            <Button variant="default" onClick={() => setAsks('suspend')}>
              {isSuspended ? <Trans>Suspend them yourself too</Trans> : <Trans>Suspend</Trans>}
            </Button>
          )}
        </Group>
      </Stack>
      {asks && <ChangeAccess person={person} suspends={asks === 'suspend'} onClose={() => setAsks(null)} />}
    </Panel>
  );
}

function BySource({ suspendedBy }: { suspendedBy: readonly SuspensionSource[] }) {
  if (!suspendedBy.includes('DIRECTORY')) return <Trans>An admin suspended them: only an admin lifts it.</Trans>;
  if (!suspendedBy.includes('ADMIN'))
    return <Trans>Your directory deactivated them, and lifts it itself when they are active there again.</Trans>;
  return <Trans>An admin suspended them, and your directory deactivated them too. Whoever lifts it lifts both.</Trans>;
}

function ChangeAccess({ person, suspends, onClose }: { person: PersonAccessFragment; suspends: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [reason, setReason] = useState('');
  const suspend = useCommand(SuspendMutation, { refetch: ['Leaving'] });
  const lift = useCommand(LiftMutation, { refetch: ['Leaving'] });
  const { run, busy, refusal } = suspends ? suspend : lift;
  const { displayName } = person;

  const act = async () => {
    if ((await run({ personId: person.id, reason: reason.trim() === '' ? null : reason.trim() })) === null) return;
    tell({ message: suspends ? t`${displayName} is suspended.` : t`${displayName} may sign in and spend again.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger={suspends}
      title={suspends ? t`Suspend ${displayName}?` : t`Lift the suspension of ${displayName}?`}
      confirmLabel={suspends ? t`Suspend` : t`Lift suspension`}
      cancelLabel={t`Cancel`}
      busy={busy}
      error={refusal && sentence(refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      {suspends ? (
        <>
          <Trans>They are signed out within a second, their purchases are declined from now on, and they are told by mail.</Trans>
          {person.role === 'ADMIN' && (
            <Text size="sm" mt="xs">
              <Trans>API keys that they made go on: they are the company’s. Renew those that they may have kept, under API keys.</Trans>
            </Text>
          )}
        </>
      ) : (
        <>
          <Trans>They may sign in and spend again at once, and are told by mail.</Trans>
          {person.suspendedBy?.includes('DIRECTORY') === true && (
            <Text size="sm" mt="xs">
              <Trans>Your directory has deactivated them: if they have left, they should stay suspended.</Trans>
            </Text>
          )}
        </>
      )}
      <TextInput
        mt="md"
        label={t`Reason (optional)`}
        description={t`For the audit log. They are not told.`}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
