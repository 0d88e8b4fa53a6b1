import { ConfirmDialog, formatMoney, type MoneyValue } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Select, Stack, Textarea } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { DisputeReason } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { options } from '../../../lib/search.ts';
import { urls } from '../../../lib/urls.ts';
import { disputeReasonWords, useWords } from '../../../lib/words.ts';
import { MoneyInput } from '../../money/parts/money-input.tsx';

const OpenDisputeMutation = graphql(`
  mutation OpenDispute($input: OpenDisputeInput!) {
    openDispute(input: $input) {
      id
      transaction {
        id
        ...TransactionDispute
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

/** Disputes a purchase for its holder, and goes on to the dispute. */
export function OpenDispute({ transactionId, merchant, most, onClose }: OpenDisputeProps) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const router = useRouter();
  const [reason, setReason] = useState<DisputeReason | null>(null);
  const [minor, setMinor] = useState<string | null | undefined>(most.minor.toString());
  const [statement, setStatement] = useState('');
  const open = useCommand(OpenDisputeMutation, { refetch: ['Transaction', 'Disputes'] });
  const fits = minor != null && BigInt(minor) > 0n && BigInt(minor) <= BigInt(most.minor);
  const mostShown = formatMoney(most, i18n.locale);
  const act = async () => {
    if (reason === null || !fits) return;
    const opened = await open.run({ transactionId, reason, amountMinor: minor, statement: statement.trim() });
    if (opened === null) return;
    onClose();
    router.history.push(urls.dispute(opened.openDispute.id));
  };
  return (
    <ConfirmDialog
      opened
      title={t`Dispute the purchase at ${merchant}`}
      confirmLabel={t`Dispute`}
      cancelLabel={t`Cancel`}
      busy={open.busy}
      disabled={reason === null || !fits || statement.trim() === ''}
      error={open.refusal && <CommandRefusal refusal={open.refusal} onLookAgain={() => Promise.resolve(onClose())} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        <Select
          label={t`What is wrong?`}
          placeholder={t`Choose`}
          data={options.disputeReasons.map((value) => ({ value, label: words(disputeReasonWords[value]) }))}
          value={reason}
          onChange={setReason}
          allowDeselect={false}
          data-autofocus
        />
        <MoneyInput
          label={t`How much of it`}
          description={t`At most ${mostShown}`}
          currency={most.currency}
          value={minor}
          onChange={setMinor}
          error={minor != null && !fits ? t`At most ${mostShown}` : undefined}
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
