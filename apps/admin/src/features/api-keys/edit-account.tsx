import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ApiScope, ServiceAccountRowFragment } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { useCommand } from '../../lib/command.ts';
import { LIST } from './account-row.ts';
import { scopes as allScopes, useScopeWords } from './scope-words.ts';

const CreateAccountMutation = graphql(`
  mutation CreateServiceAccount($input: CreateServiceAccountInput!) {
    createServiceAccount(input: $input) {
      id
      ...ServiceAccountRow
    }
  }
`);

const UpdateAccountMutation = graphql(`
  mutation UpdateServiceAccount($input: UpdateServiceAccountInput!) {
    updateServiceAccount(input: $input) {
      id
      ...ServiceAccountRow
    }
  }
`);

export interface EditAccountProps {
  /** A new one when absent. */
  account?: ServiceAccountRowFragment;
  onLookAgain: () => Promise<unknown>;
  onClose: () => void;
}

/** Name, scopes and addresses of a service account. */
export function EditAccount({ account, onLookAgain, onClose }: EditAccountProps) {
  const { t } = useLingui();
  const words = useScopeWords();
  const create = useCommand(CreateAccountMutation, { refetch: [LIST] });
  const update = useCommand(UpdateAccountMutation, { refetch: [LIST] });
  const [name, setName] = useState(account?.name ?? '');
  const [scopes, setScopes] = useState<readonly ApiScope[]>(account?.scopes ?? []);
  const [addresses, setAddresses] = useState(account?.allowedIps.join('\n') ?? '');
  const [tried, setTried] = useState(false);
  const { refusal, busy } = account ? update : create;
  const isNameless = name.trim() === '';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isNameless) return;
    const wish = { name, scopes: [...scopes], allowedIps: addresses.split(/[\s,]+/).filter((text) => text !== '') };
    const done = account ? await update.run({ ...wish, id: account.id, expectedVersion: account.version }) : await create.run(wish);
    if (done !== null) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={account ? t`Change the service account` : t`New service account`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={t`Name`}
            description={t`Shown wherever the program did something.`}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={tried && isNameless ? t`Fill in a name` : undefined}
          />
          <Checkbox.Group label={t`What it may`} value={[...scopes]} onChange={(chosen) => setScopes(chosen)}>
            <Stack gap="xs" mt="xs">
              {allScopes.map((scope) => (
                <Checkbox key={scope} value={scope} label={words(scope).name} description={words(scope).meaning} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Textarea
            label={t`Network addresses`}
            description={t`From which its keys are good: addresses or ranges such as 203.0.113.0/24, one a line. Empty: any.`}
            autosize
            minRows={2}
            value={addresses}
            onChange={(event) => setAddresses(event.currentTarget.value)}
          />
          {refusal && (
            <Alert color="red" role="alert">
              <CommandRefusal refusal={refusal} onLookAgain={onLookAgain} />
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
