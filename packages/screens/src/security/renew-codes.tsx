import { refusalOf } from '@afc/client';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { KeepCodes } from './keep-codes.tsx';

const RenewRecoveryCodes = graphql(`
  mutation RenewRecoveryCodes($input: SecondFactorCodeInput!) {
    renewRecoveryCodes(input: $input) {
      codes
    }
  }
`);

/** Ten new recovery codes: against one code, or for who has passkeys alone against a fresh proof. */
export function RenewCodes({ byCode, onClose }: { byCode: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [code, setCode] = useState('');
  const [renew, { data, loading, error }] = useMutation(RenewRecoveryCodes, { refetchQueries: ['SecondFactor', 'Passkeys'] });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (byCode && code.trim() === '') return;
    await renew({ variables: { input: byCode ? { code: code.trim() } : {} } }).catch(() => undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t`New recovery codes`}
      closeButtonProps={{ 'aria-label': t`Close` }}
      closeOnClickOutside={data === undefined}
    >
      {data ? (
        <KeepCodes codes={data.renewRecoveryCodes.codes} onKept={onClose} />
      ) : (
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Stack gap="md">
            <Text size="sm" c="dimmed">
              {byCode ? (
                <Trans>The codes that you have are good no more. Give a code of your authenticator, or one of them.</Trans>
              ) : (
                <Trans>The codes that you have are good no more.</Trans>
              )}
            </Text>
            {byCode && (
              <TextInput
                label={t`Code`}
                name="code"
                autoComplete="one-time-code"
                maxLength={40}
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
            )}
            {error && (
              <Alert color="red" role="alert">
                {sentence(refusalOf(error))}
              </Alert>
            )}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>{t`Cancel`}</Button>
              <Button type="submit" loading={loading} disabled={byCode && code.trim() === ''}>{t`Give me new ones`}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
