import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import type { FormEvent } from 'react';
import type { SanctionsHitDecision } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { useReason } from '../../lib/use-reason.tsx';
import type { Hit } from './hit.ts';

const DecideHitMutation = graphql(`
  mutation DecideSanctionsHit($input: DecideSanctionsHitInput!) {
    decideSanctionsHit(input: $input) {
      id
      state
      decidedByName
      decidedAt
      reason
      version
    }
  }
`);

/** Asks why, before a hit is decided. */
export function DecideHit({ hit, decision, onClose }: { hit: Hit; decision: SanctionsHitDecision; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const reason = useReason(2_000);
  const decide = useCommand(DecideHitMutation, { refetch: ['SanctionsHits'] });
  const same = decision === 'CONFIRMED';
  const name = hit.personName ?? hit.companyName;

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const given = reason.take();
    if (given === null) return;
    const done = await decide.run({ hitId: hit.id, decision, reason: given, expectedVersion: hit.version });
    if (done === null) return;
    tell({ message: t`Decided about ${name}.` });
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={same ? t`Is ${name} on the sanctions list?` : t`Dismiss the match of ${name}?`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form onSubmit={(event) => void onSubmit(event)} noValidate>
        <Text size="sm">
          {same ? (
            <Trans>
              Nothing is blocked by this: freeze the cards or suspend the person next, and tell who has to be told. Do not warn them.
            </Trans>
          ) : (
            <Trans>The two are not compared again, whichever list comes.</Trans>
          )}
        </Text>
        {reason.field}
        {decide.refusal && (
          <Alert color="red" role="alert" mt="md">
            {sentence(decide.refusal)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={onClose} disabled={decide.busy}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={decide.busy}>
            {same ? <Trans>Match</Trans> : <Trans>No match</Trans>}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
