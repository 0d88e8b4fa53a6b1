import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FundMovementRowFragment } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';

const CancelFundsMutation = graphql(`
  mutation CancelFunds($input: CancelFundsInput!) {
    cancelFunds(input: $input) {
      id
      ...FundMovementRow
    }
  }
`);

interface CancelFundsProps {
  movement: FundMovementRowFragment;
  onLookAgain: () => Promise<unknown>;
}

/** Takes a top-up or a withdrawal back, after a question. */
export function CancelFunds({ movement, onLookAgain }: CancelFundsProps) {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const cancel = useCommand(CancelFundsMutation, { refetch: ['FundMovement', 'FundMovements', 'Balances'] });
  const act = async () => {
    const why = reason.trim();
    const input = { movementId: movement.id, expectedVersion: movement.version, ...(why === '' ? {} : { reason: why }) };
    if ((await cancel.run(input)) !== null) setAsking(false);
  };
  const lookAgain = async () => {
    await onLookAgain();
    setAsking(false);
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        <Trans>Take it back</Trans>
      </Button>
      <ConfirmDialog
        opened={asking}
        danger
        title={movement.kind === 'TOP_UP' ? t`Take the top-up back?` : t`Take the withdrawal back?`}
        confirmLabel={t`Take it back`}
        cancelLabel={t`Leave it`}
        busy={cancel.busy}
        error={cancel.refusal && <CommandRefusal refusal={cancel.refusal} onLookAgain={lookAgain} />}
        onConfirm={() => void act()}
        onCancel={() => setAsking(false)}
      >
        <Stack gap="sm">
          {movement.kind === 'TOP_UP'
            ? t`Do so when the money is not on its way. If it arrives all the same, announce it anew.`
            : t`The money is available again.`}
          <Textarea
            label={t`Why`}
            autosize
            minRows={2}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      </ConfirmDialog>
    </>
  );
}
