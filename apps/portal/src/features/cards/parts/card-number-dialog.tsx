import { type Refusal, refusalOf } from '@afc/client';
import { ErrorNotice } from '@afc/ui';
import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Modal, Skeleton } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { loadMarqetaJs } from '../../../lib/marqeta-js.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import classes from './card-number-dialog.module.css';

const RevealCard = graphql(`
  mutation RevealCard($input: CardAccessInput!) {
    revealCard(input: $input) {
      clientAccessToken
      scriptUrl
    }
  }
`);

/** Nobody reads a number for longer; who looks away leaves nothing on the screen. */
const SHOWN_MS = 60_000;

interface CardNumberDialogProps {
  cardId: string;
  name: string;
  onClose: () => void;
}

/** The number, the date and the code of a card, in frames of the issuer's that this page cannot look into. */
export function CardNumberDialog({ cardId, name, onClose }: CardNumberDialogProps) {
  const { t } = useLingui();
  const [attempt, setAttempt] = useState(1);
  return (
    <Modal opened onClose={onClose} title={name} size="sm" closeButtonProps={{ 'aria-label': t`Close` }}>
      <Numbers key={attempt} cardId={cardId} onOver={onClose} onRetry={() => setAttempt(attempt + 1)} />
    </Modal>
  );
}

type Stage = 'loading' | 'shown' | { readonly refusal: Refusal };

function Numbers({ cardId, onOver, onRetry }: { cardId: string; onOver: () => void; onRetry: () => void }) {
  const { t } = useLingui();
  const client = useApolloClient();
  const sentence = useRefusalSentence();
  const id = useId();
  const [stage, setStage] = useState<Stage>('loading');
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    let over = false;
    const then = (next: Stage) => {
      if (!over) setStage(next);
    };
    const show = async () => {
      const { data } = await client.mutate({ mutation: RevealCard, variables: { input: { cardId } }, refetchQueries: ['CardDetail'] });
      if (data === undefined) throw new Error('The server did not say how to show the card');
      const { clientAccessToken, scriptUrl } = data.revealCard;
      const marqeta = await loadMarqetaJs(scriptUrl);
      if (over) return;
      const ink = getComputedStyle(document.body).color;
      const text = { color: ink, 'font-family': 'ui-monospace, Menlo, monospace', 'font-size': '18px' };
      const piece = (part: Part) => ({ domId: id + part, format: true, styles: { span: text } });
      const copier = (part: Part) => ({
        domId: `${id}copy${part}`,
        mode: 'icon' as const,
        styles: { button: { color: ink } },
        onCopySuccess: () => setCopied(true),
        onCopyFailure: () => setCopied(false),
      });
      marqeta.bootstrap({
        clientAccessToken,
        component: {
          showPan: {
            cardPan: piece('pan'),
            cardExp: piece('exp'),
            cardCvv: piece('cvv'),
            copyCardPan: copier('pan'),
            copyCardExp: copier('exp'),
            copyCardCvv: copier('cvv'),
          },
        },
        callbackEvents: {
          onSuccess: () => then('shown'),
          onFailure: ({ message }) => then({ refusal: refusalOf(new Error(message)) }),
        },
      });
    };
    show().catch((error: unknown) => then({ refusal: refusalOf(error) }));
    return () => {
      over = true;
    };
  }, [client, cardId, id]);

  useEffect(() => {
    if (stage !== 'shown') return;
    const timer = setTimeout(onOver, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [stage, onOver]);

  if (typeof stage === 'object') {
    return (
      <ErrorNotice title={t`The card cannot be shown`} sentence={sentence(stage.refusal)} onRetry={onRetry} retryLabel={t`Try again`} />
    );
  }
  const rows: readonly (readonly [part: Part, label: string])[] = [
    ['pan', t`Card number`],
    ['exp', t`Valid until`],
    ['cvv', t`Security code`],
  ];
  return (
    <div className={classes.numbers} aria-busy={stage === 'loading'}>
      {rows.map(([part, label]) => (
        <div key={part} className={classes.row}>
          <span className={classes.label}>{label}</span>
          <span className={classes.place}>
            {stage === 'loading' && <Skeleton className={classes.skeleton} />}
            <span id={id + part} className={classes.frame} />
          </span>
          <span id={`${id}copy${part}`} className={classes.copy} />
        </div>
      ))}
      <p className={classes.note} role="status">
        {copied ? (
          <Trans>Copied. Paste it soon: other apps can read what is copied.</Trans>
        ) : (
          <Trans>Closes by itself after a minute.</Trans>
        )}
      </p>
    </div>
  );
}

type Part = 'pan' | 'exp' | 'cvv';
