import { type Refusal, refusalOf } from '@afc/client';
import { ErrorNotice } from '@afc/ui';
import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Modal, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import classes from './pin-dialog.module.css';

const OpenPinFrame = graphql(`
  mutation OpenPinFrame($input: CardAccessInput!) {
    openPinFrame(input: $input) {
      url
    }
  }
`);

interface PinDialogProps {
  cardId: string;
  name: string;
  onClose: () => void;
}

/** Sets a card's PIN in a frame of the issuer's: nothing that is typed there reaches this page. */
export function PinDialog({ cardId, name, onClose }: PinDialogProps) {
  const { t } = useLingui();
  const [attempt, setAttempt] = useState(1);
  return (
    <Modal opened onClose={onClose} title={t`PIN of ${name}`} size="sm" closeButtonProps={{ 'aria-label': t`Close` }}>
      <PinFrame key={attempt} cardId={cardId} onRetry={() => setAttempt(attempt + 1)} />
      <Button mt="md" fullWidth variant="default" onClick={onClose}>
        <Trans>Done</Trans>
      </Button>
    </Modal>
  );
}

function PinFrame({ cardId, onRetry }: { cardId: string; onRetry: () => void }) {
  const { t } = useLingui();
  const client = useApolloClient();
  const sentence = useRefusalSentence();
  const [frame, setFrame] = useState<{ url: string } | { refusal: Refusal } | null>(null);
  useEffect(() => {
    let over = false;
    client
      .mutate({ mutation: OpenPinFrame, variables: { input: { cardId } }, refetchQueries: ['CardDetail'] })
      .then(({ data }) => {
        if (!over && data !== undefined) setFrame({ url: data.openPinFrame.url });
      })
      .catch((error: unknown) => {
        if (!over) setFrame({ refusal: refusalOf(error) });
      });
    return () => {
      over = true;
    };
  }, [client, cardId]);
  if (frame === null) return <Skeleton height={180} />;
  if ('refusal' in frame)
    return <ErrorNotice title={t`The PIN cannot be set`} sentence={sentence(frame.refusal)} onRetry={onRetry} retryLabel={t`Try again`} />;
  // Of another origin, which the browser keeps apart from ours. Without its own origin it could not ask its own server.
  // oxlint-disable-next-line react/iframe-missing-sandbox -- see above
  return <iframe className={classes.frame} src={frame.url} title={t`Set the PIN, at the card issuer`} />;
}
