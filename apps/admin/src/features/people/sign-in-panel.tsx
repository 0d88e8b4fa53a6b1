import { ConfirmDialog, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { useReason } from '../../lib/use-reason.tsx';

const EndFactorMutation = graphql(`
  mutation EndColleaguesSecondFactor($input: EndColleaguesSecondFactorInput!) {
    endColleaguesSecondFactor(input: $input) {
      id
    }
  }
`);

/** For a colleague who has lost the authenticator and the recovery codes. */
export function SignInPanel({ person }: { person: { id: string; displayName: string } }) {
  const { t } = useLingui();
  const [asks, setAsks] = useState(false);
  return (
    <Panel title={t`Sign-in`}>
      <Stack gap="sm" align="start">
        <Text size="sm">
          <Trans>Who has lost their authenticator, their passkeys and the recovery codes can be let in by the password alone.</Trans>
        </Text>
        <Button variant="default" onClick={() => setAsks(true)}>
          <Trans>End lost second factor</Trans>
        </Button>
      </Stack>
      {asks && <EndFactor person={person} onClose={() => setAsks(false)} />}
    </Panel>
  );
}

function EndFactor({ person, onClose }: { person: { id: string; displayName: string }; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const reason = useReason();
  const end = useCommand(EndFactorMutation);
  const act = async () => {
    const why = reason.take();
    if (why === null || (await end.run({ personId: person.id, reason: why })) === null) return;
    tell({ message: t`${person.displayName} signs in by the password alone now.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`End the second factor of ${person.displayName}?`}
      confirmLabel={t`End it`}
      cancelLabel={t`Cancel`}
      busy={end.busy}
      error={end.refusal && sentence(end.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>
        Be sure that it is them who asks: somebody else could pretend to. They are signed out everywhere, are told by mail, and should set
        up a new one at once.
      </Trans>
      {reason.field}
    </ConfirmDialog>
  );
}
