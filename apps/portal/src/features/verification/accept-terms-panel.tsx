import { newIdempotencyKey, refusalOf } from '@afc/client';
import { Panel, TermsText } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { AcceptTerms } from './parts/my-verification.ts';

/** The terms, to be read and accepted in the version that is shown. */
export function AcceptTermsPanel({ terms: { version, text } }: { terms: { version: string; text: string } }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [accept, { loading, error }] = useMutation(AcceptTerms, { refetchQueries: ['MyVerification'] });
  const onAccept = () => accept({ variables: { input: { idempotencyKey, terms: 'CARDHOLDER', version } } }).catch(() => undefined);
  return (
    <Panel title={t`Terms`}>
      <Stack gap="md">
        <TermsText text={text} />
        {error && (
          <Alert color="red" role="alert">
            {sentence(refusalOf(error))}
          </Alert>
        )}
        <Button loading={loading} onClick={() => void onAccept()}>
          <Trans>I have read and accept the terms</Trans>
        </Button>
      </Stack>
    </Panel>
  );
}
