import { newIdempotencyKey, refusalOf } from '@afc/client';
import { QrCode, TextSkeleton } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { KeepCodes } from './keep-codes.tsx';

const BeginSecondFactor = graphql(`
  mutation BeginSecondFactor($input: BeginSecondFactorInput!) {
    beginSecondFactor(input: $input) {
      secret
      uri
    }
  }
`);

const ConfirmSecondFactor = graphql(`
  mutation ConfirmSecondFactor($input: SecondFactorCodeInput!) {
    confirmSecondFactor(input: $input) {
      codes
    }
  }
`);

/** From the QR code over the first code to the recovery codes. What was begun and left changes nothing. */
export function SetUpFactor({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={codes ? t`Keep your recovery codes` : t`Set up a second factor`}
      closeButtonProps={{ 'aria-label': t`Close` }}
      // Codes that are shown once are not lost by a press beside them.
      closeOnClickOutside={codes === null}
    >
      {codes ? <KeepCodes codes={codes} onKept={onClose} /> : <Enrol onEnrolled={setCodes} onClose={onClose} />}
    </Modal>
  );
}

function Enrol({ onEnrolled, onClose }: { onEnrolled: (codes: readonly string[]) => void; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [code, setCode] = useState('');
  const [begin, begun] = useMutation(BeginSecondFactor);
  const [confirm, confirming] = useMutation(ConfirmSecondFactor, { refetchQueries: ['SecondFactor', 'Passkeys'] });
  // One intention, however often React mounts this.
  const key = useRef(newIdempotencyKey());
  useEffect(() => {
    begin({ variables: { input: { idempotencyKey: key.current } } }).catch(() => undefined);
  }, [begin]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '') return;
    const done = await confirm({ variables: { input: { code: code.trim() } } }).catch(() => null);
    if (done?.data) onEnrolled(done.data.confirmSecondFactor.codes);
  };

  if (begun.error) {
    return (
      <Stack gap="md">
        <Alert color="red" role="alert">
          {sentence(refusalOf(begun.error))}
        </Alert>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t`Close`}</Button>
        </Group>
      </Stack>
    );
  }
  if (!begun.data) return <TextSkeleton label={t`Making a secret`} lines={6} />;
  const { secret, uri } = begun.data.beginSecondFactor;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          <Trans>Read this with an authenticator app, then give the code that it shows.</Trans>
        </Text>
        <QrCode text={uri} label={t`QR code for your authenticator app`} />
        <Text size="xs" c="dimmed" ta="center">
          <Trans>
            No camera? Type this in: <Code>{secret.replaceAll(/(.{4})/g, '$1 ').trim()}</Code>
          </Trans>
        </Text>
        <TextInput
          label={t`Code`}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={10}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={confirming.error && sentence(refusalOf(confirming.error))}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" loading={confirming.loading} disabled={code.trim() === ''}>{t`Turn it on`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
