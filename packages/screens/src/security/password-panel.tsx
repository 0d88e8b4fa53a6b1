import { newIdempotencyKey, refusalOf } from '@afc/client';
import { Panel } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

const ChangeMyPassword = graphql(`
  mutation ChangeMyPassword($input: ChangeMyPasswordInput!) {
    changeMyPassword(input: $input) {
      id
    }
  }
`);

/** Another password, for who is signed in. */
export function PasswordPanel() {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [password, setPassword] = useState('');
  const [change, { loading, error, data }] = useMutation(ChangeMyPassword, { refetchQueries: ['Sessions'] });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (password === '') return;
    // A refusal is in `error`.
    const done = await change({ variables: { input: { idempotencyKey: newIdempotencyKey(), password } } }).catch(() => null);
    if (done?.data) setPassword('');
  };
  return (
    <Panel title={t`Password`}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm" align="start">
          <PasswordInput
            w="100%"
            label={t`New password`}
            description={t`At least 12 characters, and none that has leaked. Three or four unusual words do well.`}
            name="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={error && sentence(refusalOf(error))}
          />
          <Button type="submit" loading={loading} disabled={password === ''}>
            <Trans>Set the password</Trans>
          </Button>
          {data && password === '' && (
            <Text size="sm" role="status">
              <Trans>Your password is changed, and your other sessions have ended.</Trans>
            </Text>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
