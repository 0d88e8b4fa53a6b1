import { ConfirmDialog, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';

const SuspendMutation = graphql(`
  mutation SuspendPerson($input: SuspensionInput!) {
    suspendPerson(input: $input) {
      id
      status
    }
  }
`);

const LiftMutation = graphql(`
  mutation LiftSuspension($input: SuspensionInput!) {
    liftSuspension(input: $input) {
      id
      status
    }
  }
`);

type Somebody = { id: string; displayName: string };
type Standing = 'ACTIVE' | 'SUSPENDED';

/** Whether a colleague may sign in and spend, and what changes that for now. */
export function AccessPanel({ person, status }: { person: Somebody; status: Standing }) {
  const { t } = useLingui();
  const [asks, setAsks] = useState(false);
  return (
    <Panel title={t`Access`}>
      <Stack gap="sm" align="start">
        <Text size="sm">
          {status === 'ACTIVE' ? (
            <Trans>Whoever is suspended neither signs in nor spends until it is lifted. Their cards stay as they are.</Trans>
          ) : (
            <Trans>They are suspended: they cannot sign in, and their purchases are declined.</Trans>
          )}
        </Text>
        <Button variant="default" onClick={() => setAsks(true)}>
          {status === 'ACTIVE' ? <Trans>Suspend</Trans> : <Trans>Lift suspension</Trans>}
        </Button>
      </Stack>
      {asks && <ChangeAccess person={person} status={status} onClose={() => setAsks(false)} />}
    </Panel>
  );
}

function ChangeAccess({ person, status, onClose }: { person: Somebody; status: Standing; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [reason, setReason] = useState('');
  // What was asked for stays on screen while it is closing, though the person has changed by then.
  const [suspends] = useState(status === 'ACTIVE');
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
        <Trans>They are signed out within a second, their purchases are declined from now on, and they are told by mail.</Trans>
      ) : (
        <Trans>They may sign in and spend again at once, and are told by mail.</Trans>
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
