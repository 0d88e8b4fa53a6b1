import { newIdempotencyKey, refusalOf } from '@afc/client';
import { useMutation } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

const RenamePasskeyMutation = graphql(`
  mutation RenamePasskey($input: RenamePasskeyInput!) {
    renamePasskey(input: $input) {
      id
      name
    }
  }
`);

/** Another name for one of my passkeys. */
export function RenamePasskey({ passkey, onClose }: { passkey: { id: string; name: string }; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [name, setName] = useState(passkey.name);
  const [rename, { loading, error }] = useMutation(RenamePasskeyMutation);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    const input = { idempotencyKey: newIdempotencyKey(), passkeyId: passkey.id, name: name.trim() };
    // A refusal is in `error`.
    const done = await rename({ variables: { input } }).catch(() => null);
    if (done?.data) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t`Rename ${passkey.name}`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={t`Name`}
            name="passkey"
            autoComplete="off"
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={error && sentence(refusalOf(error))}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t`Cancel`}</Button>
            <Button type="submit" loading={loading} disabled={name.trim() === ''}>{t`Save`}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
