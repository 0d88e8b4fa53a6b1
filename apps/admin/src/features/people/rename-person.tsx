import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RenamedPersonFragment } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';

const RenamedPerson = graphql(`
  fragment RenamedPerson on Person {
    id
    firstName
    lastName
    displayName
    nameRefusal
  }
`);

const RenameMutation = graphql(`
  mutation RenamePerson($input: RenamePersonInput!) {
    renamePerson(input: $input) {
      ...RenamedPerson
    }
  }
`);

/** A way to call somebody by another name; and that the issuer did not take the one they have, where it did not. */
export function RenamePerson({ person }: { person: FragmentType<typeof RenamedPerson> }) {
  const renamed = readFragment(RenamedPerson, person);
  const { nameRefusal } = renamed;
  const [asks, setAsks] = useState(false);
  return (
    <Stack gap="sm" align="start" mt="sm">
      {nameRefusal != null && (
        <Alert color="yellow" w="100%">
          <Trans>The card issuer did not take this name (code {nameRefusal}) and still has the one before. Spell it in another way.</Trans>
        </Alert>
      )}
      <Button variant="default" size="compact-md" onClick={() => setAsks(true)}>
        <Trans>Change name</Trans>
      </Button>
      {asks && <RenameForm person={renamed} onClose={() => setAsks(false)} />}
    </Stack>
  );
}

function RenameForm({ person, onClose }: { person: RenamedPersonFragment; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const [firstName, setFirstName] = useState(person.firstName);
  const [lastName, setLastName] = useState(person.lastName);
  const rename = useCommand(RenameMutation);
  const missing = firstName.trim() === '' || lastName.trim() === '';

  const act = async () => {
    if (missing || (await rename.run({ personId: person.id, firstName, lastName })) === null) return;
    tell({ message: t`The name is changed. The card issuer is told.` });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t`Change the name of ${person.displayName}`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void act();
        }}
      >
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
            <Trans>Cards that they have keep the name that stands on them.</Trans>
          </Text>
          {rename.refusal && (
            <Text size="sm" c="red" role="alert">
              {sentence(rename.refusal)}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={rename.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" disabled={missing} loading={rename.busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
