import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import type { FormEvent } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useReason } from '../../lib/use-reason.tsx';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import type { Queued } from './queue.ts';

const VouchMutation = graphql(`
  mutation VouchForHolder($input: VouchForHolderInput!) {
    vouchForHolder(input: $input)
  }
`);

/** Asks why, before an operator has the issuer take somebody as verified. */
export function VouchDialog({ queued, onClose }: { queued: Queued; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  // Marqeta's notes are no longer (wire-format §3.6).
  const reason = useReason(255);
  const vouch = useCommand(VouchMutation, { refetch: ['VerificationQueue'] });
  const { companyId, personId } = queued;
  const name = queued.personName ?? queued.companyName;

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const given = reason.take();
    if (given === null) return;
    const done = await vouch.run({ companyId, personId: personId ?? null, reason: given });
    if (done === null) return;
    tell({ message: t`The issuer is told that ${name} is verified.` });
    onClose();
  };

  return (
    <Modal opened onClose={onClose} title={t`Vouch for ${name}?`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void onSubmit(event)} noValidate>
        <Text size="sm">
          <Trans>
            The issuer takes them as verified without a check of its own. It uses up an attempt, and stands in the company’s audit log with
            your name.
          </Trans>
        </Text>
        {reason.field}
        {vouch.refusal && (
          <Alert color="red" role="alert" mt="md">
            {sentence(vouch.refusal)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={onClose} disabled={vouch.busy}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={vouch.busy}>
            <Trans>Vouch</Trans>
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
