import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Radio, Stack, Textarea } from '@mantine/core';
import { IconReplace } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { CardReplacementFragment, ReplacementReason } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { urls } from '../../lib/urls.ts';

const CardReplacement = graphql(`
  fragment CardReplacement on Card {
    id
    name
    version
    replaceableFor
    holder {
      id
      displayName
    }
  }
`);

const ReplaceCardMutation = graphql(`
  mutation ReplaceCard($input: ReplaceCardInput!) {
    replaceCard(input: $input) {
      id
    }
  }
`);

/** Gives the holder another card in place of this one; nothing where the card, or the viewer, cannot. */
export function ReplaceCard({ card: masked }: { card: FragmentType<typeof CardReplacement> }) {
  const card = readFragment(CardReplacement, masked);
  const [open, setOpen] = useState(false);
  if (card.replaceableFor.length === 0) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconReplace size={16} aria-hidden />} onClick={() => setOpen(true)}>
        <Trans>Replace</Trans>
      </Button>
      {open && <Question card={card} onClose={() => setOpen(false)} />}
    </>
  );
}

function Question({ card, onClose }: { card: CardReplacementFragment; onClose: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  const tell = useTell();
  const sentence = useRefusalSentence();
  const [reason, setReason] = useState<ReplacementReason | null>(null);
  const [note, setNote] = useState('');
  const command = useCommand(ReplaceCardMutation, { refetch: ['CardDetail'] });
  const { name } = card;
  const holder = card.holder.displayName;
  const stopped = t`It is stopped at once and for good. The new card has another number.`;
  const kept = t`The new card has the same number. This one goes on until the new one is active.`;
  const reasons: Readonly<Record<ReplacementReason, { label: string; effect: string }>> = {
    LOST: { label: t`Lost`, effect: stopped },
    STOLEN: { label: t`Stolen`, effect: stopped },
    DAMAGED: { label: t`Damaged`, effect: kept },
    EXPIRING: { label: t`About to expire`, effect: kept },
  };
  const act = async () => {
    if (reason === null) return;
    const text = note.trim();
    const done = await command.run({ cardId: card.id, expectedVersion: card.version, reason, ...(text === '' ? {} : { note: text }) });
    if (done === null) return;
    tell({ message: t`${holder} gets another card in place of ${name}.` });
    onClose();
    router.history.push(urls.card(done.replaceCard.id));
  };
  return (
    <ConfirmDialog
      opened
      title={t`Replace ${name}?`}
      confirmLabel={t`Replace`}
      cancelLabel={t`Cancel`}
      danger={reason === 'LOST' || reason === 'STOLEN'}
      busy={command.busy}
      disabled={reason === null}
      error={command.refusal && sentence(command.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Trans>The new card is of the same program and under the same controls, which go on counting.</Trans>
        <Radio.Group value={reason} onChange={setReason} aria-label={t`What happened`}>
          <Stack gap="xs">
            {card.replaceableFor.map((possible) => (
              <Radio key={possible} value={possible} label={reasons[possible].label} description={reasons[possible].effect} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t`Reason`}
          description={t`Kept in the card’s history.`}
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
