import type { Refusal } from '@afc/client';
import { ConfirmDialog } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { CardBulkAction } from '../../gql/graphql.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { cardActionWords, useWords } from '../../lib/words.ts';

export interface ConfirmBulkProps {
  action: CardBulkAction;
  count: number;
  busy: boolean;
  refusal: Refusal | null;
  onConfirm: (reason: string) => void;
  onCancel: () => void;
}

/** Asks before something is done with many cards, and why. */
export function ConfirmBulk({ action, count, busy, refusal, onConfirm, onCancel }: ConfirmBulkProps) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const [reason, setReason] = useState('');
  const effects = {
    FREEZE: <Trans>The very next purchase is declined. What is already approved still clears. You can take this back.</Trans>,
    UNFREEZE: <Trans>Purchases are possible again as soon as the issuer confirms, mostly within seconds. You can take this back.</Trans>,
    TERMINATE: <Trans>This is final and cannot be taken back: these cards never work again.</Trans>,
  } satisfies Record<CardBulkAction, unknown>;
  return (
    <ConfirmDialog
      opened
      title={words(cardActionWords[action])}
      confirmLabel={words(cardActionWords[action])}
      cancelLabel={t`Cancel`}
      danger={action === 'TERMINATE'}
      busy={busy}
      error={refusal && sentence(refusal)}
      onConfirm={() => onConfirm(reason.trim())}
      onCancel={onCancel}
    >
      <strong>
        <Plural value={count} one="# card." other="# cards." />
      </strong>{' '}
      {effects[action]}
      <Textarea
        mt="md"
        label={t`Reason`}
        description={t`Kept in the history of each card.`}
        autosize
        minRows={2}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
