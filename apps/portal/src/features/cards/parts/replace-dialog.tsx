import { newIdempotencyKey, refusalOf } from '@afc/client';
import { ConfirmDialog } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Radio, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReplacementReason } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';

const ReplaceCard = graphql(`
  mutation ReplaceCard($input: ReplaceCardInput!) {
    replaceCard(input: $input) {
      id
      cardType
      replaces {
        id
        status
        waitingForIssuer
        version
      }
    }
  }
`);

interface ReplaceDialogProps {
  card: { id: string; name: string; version: number; replaceableFor: readonly ReplacementReason[] };
  onClose: () => void;
}

/** Asks what happened to a card, says what follows, and goes on to the new one. */
export function ReplaceDialog({ card, onClose }: ReplaceDialogProps) {
  const { t } = useLingui();
  const router = useRouter();
  const sentence = useRefusalSentence();
  const [key] = useState(newIdempotencyKey);
  const [reason, setReason] = useState<ReplacementReason | null>(null);
  const [note, setNote] = useState('');
  const [replace, { loading, error }] = useMutation(ReplaceCard, { refetchQueries: ['CardDetail', 'Home'] });
  const { name } = card;
  const reasons: Readonly<Record<ReplacementReason, { label: string; effect: string }>> = {
    LOST: { label: t`I lost it`, effect: t`It is stopped at once and for good. You get a new card with a new number.` },
    STOLEN: { label: t`It was stolen`, effect: t`It is stopped at once and for good. You get a new card with a new number.` },
    DAMAGED: { label: t`It is damaged`, effect: t`You get a new card with the same number. Use this one until you activate the new one.` },
    EXPIRING: {
      label: t`It expires soon`,
      effect: t`You get a new card with the same number and a later date. Use this one until the new one is active.`,
    },
  };
  const confirm = async () => {
    if (reason === null) return;
    const text = note.trim();
    const input = { idempotencyKey: key, cardId: card.id, expectedVersion: card.version, reason, ...(text === '' ? {} : { note: text }) };
    // Told in the dialog, from the state of the mutation.
    const { data } = await replace({ variables: { input } }).catch(() => ({ data: null }));
    if (!data) return;
    onClose();
    notifications.show({ title: t`A new card is on its way to you`, message: t`It takes the place of ${name}, with the same limits.` });
    router.history.push(urls.card(data.replaceCard.id));
  };
  return (
    <ConfirmDialog
      opened
      title={t`What happened to ${name}?`}
      confirmLabel={reason === 'LOST' || reason === 'STOLEN' ? t`Stop it, send a new one` : t`Send a new one`}
      cancelLabel={t`Cancel`}
      danger={reason === 'LOST' || reason === 'STOLEN'}
      busy={loading}
      disabled={reason === null}
      error={error && sentence(refusalOf(error))}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Radio.Group value={reason} onChange={setReason} aria-label={t`What happened`}>
          <Stack gap="xs">
            {card.replaceableFor.map((possible) => (
              <Radio key={possible} value={possible} label={reasons[possible].label} description={reasons[possible].effect} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t`Anything to add?`}
          description={<Trans>Kept in the history of the card.</Trans>}
          autosize
          minRows={2}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
