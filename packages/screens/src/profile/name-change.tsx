import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';

type Name = { firstName: string; lastName: string };

interface NameChangeProps {
  /** With the issuer's code for not having taken it, where it did not. */
  name: Name & { nameRefusal?: string | null | undefined };
  /** Of the button and of the form. */
  label: string;
  title: string;
  /** Whether it is saved. */
  save: (name: Name) => Promise<boolean>;
  busy: boolean;
  /** The sentence of why it was not saved. */
  refusal: string | null;
}

/** A way to give somebody another name; and that the issuer did not take the one they have, where it did not. */
export function NameChange({ name, label, ...form }: NameChangeProps) {
  const [asks, setAsks] = useState(false);
  const { nameRefusal } = name;
  return (
    <Stack gap="sm" align="start">
      {nameRefusal != null && (
        <Alert color="yellow" w="100%">
          <Trans>The card issuer did not take this name (code {nameRefusal}) and still has the one before. Spell it in another way.</Trans>
        </Alert>
      )}
      <Button variant="default" size="compact-md" onClick={() => setAsks(true)}>
        {label}
      </Button>
      {asks && <NameForm name={name} {...form} onClose={() => setAsks(false)} />}
    </Stack>
  );
}

function NameForm({ name, title: asked, save, busy, refusal, onClose }: Omit<NameChangeProps, 'label'> & { onClose: () => void }) {
  const { t } = useLingui();
  const [firstName, setFirstName] = useState(name.firstName);
  const [lastName, setLastName] = useState(name.lastName);
  // Whose name it was stays on screen while it is closing, though they have another one by then.
  const [title] = useState(asked);
  const missing = firstName.trim() === '' || lastName.trim() === '';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!missing && (await save({ firstName, lastName }))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <TextInput
            label={t`First name`}
            maxLength={40}
            data-autofocus
            value={firstName}
            onChange={(event) => setFirstName(event.currentTarget.value)}
          />
          <TextInput label={t`Last name`} maxLength={40} value={lastName} onChange={(event) => setLastName(event.currentTarget.value)} />
          <Text size="sm" c="dimmed">
            <Trans>The card issuer is told. Cards that are there already keep the name that stands on them.</Trans>
          </Text>
          {refusal !== null && (
            <Text size="sm" c="red" role="alert">
              {refusal}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" disabled={missing} loading={busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
