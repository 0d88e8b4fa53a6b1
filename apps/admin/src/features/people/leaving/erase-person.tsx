import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { List, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';

const EraseMutation = graphql(`
  mutation ErasePerson($input: ErasePersonInput!) {
    erasePerson(input: $input) {
      id
      displayName
      firstName
      lastName
      email
    }
  }
`);

/** Nothing of this can be taken back, so the name has to be typed. */
export function ErasePerson({ person, onClose }: { person: { id: string; displayName: string }; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [confirm, setConfirm] = useState('');
  const erase = useCommand(EraseMutation, { refetch: ['Leaving', 'PersonDetail'] });
  const act = async () => {
    if ((await erase.run({ personId: person.id, confirm })) === null) return;
    tell({ message: t`The person is erased.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Erase ${person.displayName} for good?`}
      confirmLabel={t`Erase`}
      cancelLabel={t`Cancel`}
      busy={erase.busy}
      disabled={confirm.trim() === ''}
      error={erase.refusal && sentence(erase.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Trans>This goes, and nobody can bring it back:</Trans>
        <List size="sm">
          <List.Item>{t`name, address, phone, birth date and identity numbers`}</List.Item>
          <List.Item>{t`passwords, codes, sessions and devices`}</List.Item>
          <List.Item>{t`notifications, and their name wherever others wrote it`}</List.Item>
        </List>
        <Trans>This stays, because the law asks the company for it, without a name:</Trans>
        <List size="sm">
          <List.Item>{t`purchases, disputes, files and the ledger, for ten years`}</List.Item>
          <List.Item>{t`decisions and the chain of the audit log, as proof`}</List.Item>
        </List>
        <TextInput
          label={t`Type ${person.displayName} to confirm`}
          autoComplete="off"
          required
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
