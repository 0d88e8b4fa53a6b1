import type { Refusal } from '@afc/client';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { useProofAtCompany } from './proof-at-company.ts';
import { StepUpQuery } from './step-up-query.ts';

/** Why the company's sign-in was refused, and another try for whom it has signed in. Others were trying it, and find on the screen how. */
export default function RefusedDialog({ refusal, onClose }: { refusal: Refusal; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { data } = useQuery(StepUpQuery);
  const proof = useProofAtCompany();
  const byCompany = data?.viewer?.signedInByCompany === true;
  return (
    <Modal
      opened
      onClose={onClose}
      size="sm"
      title={byCompany ? t`That did not show that it is you` : t`Your company’s sign-in did not work`}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed" role="status">
          {byCompany && refusal.code === 'COMPANY_SIGN_IN_FAILED' ? (
            <Trans>
              Your company’s sign-in did not ask anew who you are, or somebody else signed in there. What you wanted to do was not done.
            </Trans>
          ) : (
            sentence(refusal)
          )}
        </Text>
        {proof.refusal && (
          <Alert color="red" role="alert">
            {sentence(proof.refusal)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
          {byCompany && (
            <Button loading={proof.busy} onClick={proof.go}>
              <Trans>Try again</Trans>
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
