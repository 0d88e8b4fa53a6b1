import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { LIST } from './account-row.ts';

const CreateKeyMutation = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      key
      apiKey {
        id
        ...ApiKeyRow
      }
    }
  }
`);

const RotateKeyMutation = graphql(`
  mutation RotateApiKey($input: RotateApiKeyInput!) {
    rotateApiKey(input: $input) {
      key
      apiKey {
        id
        ...ApiKeyRow
      }
    }
  }
`);

export interface MakeKeyProps {
  /** The service account of a first key, or the key that the new one replaces. */
  of: { accountId: string; name: string } | { replaces: string; start: string };
  onClose: () => void;
}

/** Makes a key and shows it, this once. */
export function MakeKey({ of, onClose }: MakeKeyProps) {
  const { t } = useLingui();
  const [key, setKey] = useState<string | null>(null);
  const title = 'replaces' in of ? t`Rotate the key` : t`New key for ${of.name}`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      // What is shown once is not lost by a click beside it.
      closeOnClickOutside={key === null}
      closeOnEscape={key === null}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {key === null ? <Choose of={of} onMade={setKey} onClose={onClose} /> : <ShownOnce value={key} onClose={onClose} />}
    </Modal>
  );
}

function Choose({ of, onMade, onClose }: MakeKeyProps & { onMade: (key: string) => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const create = useCommand(CreateKeyMutation, { refetch: [LIST] });
  const rotate = useCommand(RotateKeyMutation, { refetch: [LIST] });
  const [days, setDays] = useState('365');
  const [overlap, setOverlap] = useState('1440');
  const [isLost, setLost] = useState(false);
  const { busy, refusal } = 'replaces' in of ? rotate : create;
  const act = async () => {
    setLost(false);
    const expiresInDays = Number(days);
    const made =
      'replaces' in of
        ? (await rotate.run({ id: of.replaces, overlapMinutes: Number(overlap), expiresInDays }))?.rotateApiKey
        : (await create.run({ serviceAccountId: of.accountId, expiresInDays }))?.createApiKey;
    // The answer that had the key did not arrive, and the command was sent again: a key is shown once.
    if (made?.key === null) setLost(true);
    else if (made?.key !== undefined) onMade(made.key);
  };
  return (
    <Stack gap="md">
      <Select
        label={t`The new key is good for`}
        allowDeselect={false}
        value={days}
        onChange={(value) => setDays(value ?? days)}
        data={[
          { value: '30', label: t`30 days` },
          { value: '90', label: t`90 days` },
          { value: '365', label: t`A year` },
          { value: '730', label: t`Two years` },
        ]}
      />
      {'replaces' in of && (
        <Select
          label={t`The old key still works for`}
          description={t`Long enough to give the program the new one.`}
          allowDeselect={false}
          value={overlap}
          onChange={(value) => setOverlap(value ?? overlap)}
          data={[
            { value: '0', label: t`No longer` },
            { value: '60', label: t`An hour` },
            { value: '1440', label: t`A day` },
            { value: '10080', label: t`A week` },
          ]}
        />
      )}
      {refusal && (
        <Text size="sm" c="red" role="alert">
          {sentence(refusal)}
        </Text>
      )}
      {isLost && (
        <Text size="sm" c="red" role="alert">
          <Trans>
            A key was made, but the answer that had it was lost, and it is never shown again. Revoke it in the list, then make another.
          </Trans>
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} disabled={busy}>
          <Trans>Cancel</Trans>
        </Button>
        <Button loading={busy} onClick={() => void act()}>
          <Trans>Make the key</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

function ShownOnce({ value, onClose }: { value: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Stack gap="md">
      <Alert color="yellow" title={t`Copy it now`}>
        <Trans>This is the only time that the key is shown. Keep it where your program reads its secrets, and nowhere else.</Trans>
      </Alert>
      <TextInput
        data-autofocus
        label={t`The key`}
        readOnly
        value={value}
        autoComplete="off"
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group justify="flex-end" gap="xs">
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} aria-live="polite">
              {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
