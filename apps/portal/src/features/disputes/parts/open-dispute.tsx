import { newIdempotencyKey, refusalOf } from '@afc/client';
import { ConfirmDialog, formatMoney, minorOf, type MoneyValue, typedOf } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Select, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { DisputeReason } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useWords } from '../../../lib/words.ts';
import { disputeReasons, disputeReasonWords } from './dispute-words.ts';

const OpenDisputeMutation = graphql(`
  mutation OpenDispute($input: OpenDisputeInput!) {
    openDispute(input: $input) {
      id
      transaction {
        id
        ...DisputePart
      }
    }
  }
`);

interface OpenDisputeProps {
  transactionId: string;
  merchant: string;
  /** All that can be asked back. */
  most: MoneyValue;
  onClose: () => void;
}

/** Asks what is wrong with a purchase, for how much of it, and what happened. */
export function OpenDispute({ transactionId, merchant, most, onClose }: OpenDisputeProps) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const [key] = useState(newIdempotencyKey);
  const [reason, setReason] = useState<DisputeReason | null>(null);
  const [typed, setTyped] = useState(() => typedOf(most.minor.toString(), most.currency, i18n.locale));
  const [statement, setStatement] = useState('');
  const [open, { loading, error }] = useMutation(OpenDisputeMutation, { refetchQueries: ['Purchase'] });
  const minor = minorOf(typed, most.currency, i18n.locale);
  const fits = minor !== null && minor > 0n && minor <= BigInt(most.minor);
  const mostShown = formatMoney(most, i18n.locale);
  const confirm = async () => {
    if (reason === null || minor === null) return;
    const input = { idempotencyKey: key, transactionId, reason, statement: statement.trim(), amountMinor: minor.toString() };
    // Told in the dialog, from the state of the mutation.
    const { data } = await open({ variables: { input } }).catch(() => ({ data: null }));
    if (!data) return;
    onClose();
    notifications.show({ title: t`The purchase is disputed`, message: t`Add what shows that you are right: an order, a mail, a photo.` });
  };
  return (
    <ConfirmDialog
      opened
      title={t`Dispute the purchase at ${merchant}`}
      confirmLabel={t`Dispute`}
      cancelLabel={t`Cancel`}
      busy={loading}
      disabled={reason === null || !fits || statement.trim() === ''}
      error={error && sentence(refusalOf(error))}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Trans>Ask the merchant first: it is often faster. A dispute asks the money back through the card network.</Trans>
        <Select
          label={t`What is wrong?`}
          placeholder={t`Choose`}
          data={disputeReasons.map((value) => ({ value, label: words(disputeReasonWords[value]) }))}
          value={reason}
          onChange={setReason}
          allowDeselect={false}
          data-autofocus
        />
        <TextInput
          label={t`How much of it`}
          description={t`At most ${mostShown}`}
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={typed !== '' && !fits ? t`Write an amount of at most ${mostShown}` : undefined}
        />
        <Textarea
          label={t`What happened`}
          description={t`A sentence or two. The merchant may read them.`}
          autosize
          minRows={3}
          maxLength={1000}
          value={statement}
          onChange={(event) => setStatement(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
