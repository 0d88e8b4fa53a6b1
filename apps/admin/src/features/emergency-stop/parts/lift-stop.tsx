import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import type { StopRowFragment } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';
import { useReason } from '../../../lib/use-reason.tsx';
import { useStopped } from './stop-words.ts';

const LiftMutation = graphql(`
  mutation LiftEmergencyStop($input: LiftEmergencyStopInput!) {
    liftEmergencyStop(input: $input) {
      id
      ...StopRow
    }
  }
`);

/** Asks why, then lets purchases be decided by cards and controls again. */
export function LiftStop({ stop, onClose }: { stop: StopRowFragment; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const stopped = useStopped();
  const tell = useTell();
  const reason = useReason();
  const lift = useCommand(LiftMutation, { refetch: ['StopBanner', 'EmergencyStops', 'CardDetail'] });
  const what = stopped(stop);
  const act = async () => {
    const given = reason.take();
    if (given === null || (await lift.run({ id: stop.id, reason: given })) === null) return;
    tell({ message: t`The stop is lifted.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Lift the stop of ${what}?`}
      confirmLabel={t`Lift the stop`}
      cancelLabel={t`Cancel`}
      busy={lift.busy}
      error={lift.refusal && sentence(lift.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>From the next question on, cards and controls decide again.</Trans>
      {reason.field}
    </ConfirmDialog>
  );
}
