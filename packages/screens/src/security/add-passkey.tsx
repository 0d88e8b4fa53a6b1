import { makePasskey, newIdempotencyKey, refusalOf } from '@afc/client';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { KeepCodes } from './keep-codes.tsx';

const BeginPasskey = graphql(`
  mutation BeginPasskey($input: BeginPasskeyInput!) {
    beginPasskey(input: $input) {
      options
    }
  }
`);

const AddPasskeyMutation = graphql(`
  mutation AddPasskey($input: AddPasskeyInput!) {
    addPasskey(input: $input) {
      recoveryCodes
      passkey {
        id
      }
    }
  }
`);

/** From a name over the browser's own dialog to the recovery codes, for whom it is the first second factor. */
export function AddPasskey({ number, onClose }: { number: number; onClose: () => void }) {
  const { t } = useLingui();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={codes ? t`Keep your recovery codes` : t`Add a passkey`}
      closeButtonProps={{ 'aria-label': t`Close` }}
      // Codes that are shown once are not lost by a press beside them.
      closeOnClickOutside={codes === null}
    >
      {codes ? <KeepCodes codes={codes} onKept={onClose} /> : <Make number={number} onCodes={setCodes} onClose={onClose} />}
    </Modal>
  );
}

function Make({ number, onCodes, onClose }: { number: number; onCodes: (codes: readonly string[]) => void; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [name, setName] = useState(t`Passkey ${number}`);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [begin] = useMutation(BeginPasskey);
  const [add] = useMutation(AddPasskeyMutation, { refetchQueries: ['Passkeys', 'SecondFactor'] });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || name.trim() === '') return;
    setBusy(true);
    setError(null);
    try {
      // Another challenge with each try: one is good once.
      const begun = await begin({ variables: { input: { idempotencyKey: newIdempotencyKey() } } });
      const credential = await makePasskey(begun.data?.beginPasskey.options ?? '');
      const { data } = await add({ variables: { input: { name: name.trim(), credential } } });
      if (data?.addPasskey.recoveryCodes) onCodes(data.addPasskey.recoveryCodes);
      else onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          <Trans>Your browser asks where to keep it: on this device, in a password manager, on your phone or on a security key.</Trans>
        </Text>
        <TextInput
          data-autofocus
          label={t`Name`}
          description={t`What you will know it by.`}
          name="passkey"
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {error !== null && (
          <Alert color="red" role="alert">
            {sentence(refusalOf(error))}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" loading={busy} disabled={name.trim() === ''}>{t`Go on`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
