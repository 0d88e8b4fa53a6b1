import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ControlRowFragment } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { ReplaySummary } from './replay-summary.tsx';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';

const RemoveControlMutation = graphql(`
  mutation RemoveControl($input: RemoveSpendingControlInput!) {
    removeSpendingControl(input: $input) {
      id
    }
  }
`);

export interface RemoveControlProps {
  control: ControlRowFragment;
  onLookAgain: () => Promise<unknown>;
  onClose: () => void;
}

export function RemoveControl({ control, onLookAgain, onClose }: RemoveControlProps) {
  const { t } = useLingui();
  const remove = useCommand(RemoveControlMutation, { refetch: ['Controls', 'CardDetail'] });
  const act = async () => {
    if ((await remove.run({ id: control.id, expectedVersion: control.version })) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Remove this control?`}
      confirmLabel={t`Remove`}
      cancelLabel={t`Cancel`}
      busy={remove.busy}
      error={remove.refusal && <CommandRefusal refusal={remove.refusal} onLookAgain={onLookAgain} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <strong>{control.sentence}</strong>
      <br />
      <Trans>From the next purchase on it no longer applies. Decisions already made keep their record of it.</Trans>
      <ReplaySummary remove={control.id} />
    </ConfirmDialog>
  );
}
