import { ConfirmDialog, formatMoney } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FundQueueQuery as FundQueueData, FundSettlement } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { fundSettlementWords, useWords } from '../../lib/words.ts';

const SettleFundsMutation = graphql(`
  mutation SettleFunds($input: SettleFundsInput!) {
    settleFunds(input: $input)
  }
`);

interface SettleFundsProps {
  queued: FundQueueData['fundQueue'][number];
  action: FundSettlement;
  onClose: () => void;
  onLookAgain: () => Promise<unknown>;
}

/** What nobody wished for is explained to the company. */
const explained: ReadonlySet<FundSettlement> = new Set(['RETURN', 'REFUSE']);

/** Asks once more before an operator says what became of a bank transfer. */
export function SettleFunds({ queued, action, onClose, onLookAgain }: SettleFundsProps) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const [reason, setReason] = useState('');
  const settle = useCommand(SettleFundsMutation, { refetch: ['FundQueue'] });
  const { id: movementId, companyId, companyName, version, state } = queued;
  const amount = formatMoney(queued.amount, i18n.locale);
  const needsReason = explained.has(action);
  const consequences: Readonly<Record<FundSettlement, string>> = {
    ARRIVE: t`${companyName} can spend ${amount} from now on.`,
    RETURN:
      state === 'ARRIVED'
        ? t`${amount} is taken from ${companyName} again, also what was spent already: that is then owed.`
        : state === 'PAID'
          ? t`${amount} is available to ${companyName} again.`
          : t`${amount} is no longer in transit to ${companyName}.`,
    START: t`From now on ${companyName} cannot take it back. Say so before you send the payment of ${amount}.`,
    PAY: t`${amount} has left the programme’s account for ${companyName}.`,
    REFUSE: t`${amount} is not paid out and is available to ${companyName} again.`,
  };
  const act = async () => {
    const why = reason.trim();
    const input = { companyId, movementId, action, expectedVersion: version, ...(why === '' ? {} : { reason: why }) };
    if ((await settle.run(input)) !== null) onClose();
  };
  const lookAgain = async () => {
    await onLookAgain();
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger={needsReason}
      title={`${words(fundSettlementWords[action])}: ${queued.reference}`}
      confirmLabel={words(fundSettlementWords[action])}
      cancelLabel={t`Cancel`}
      busy={settle.busy}
      disabled={needsReason && reason.trim() === ''}
      error={settle.refusal && <CommandRefusal refusal={settle.refusal} onLookAgain={lookAgain} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        {consequences[action]}
        {needsReason && (
          <Textarea
            label={t`Why`}
            description={t`The company reads it.`}
            autosize
            minRows={2}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Stack>
    </ConfirmDialog>
  );
}
