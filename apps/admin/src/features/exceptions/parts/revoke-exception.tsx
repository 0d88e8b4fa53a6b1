import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ExceptionRowFragment } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { ExceptionLine } from './exception-line.tsx';

const RevokeMutation = graphql(`
  mutation RevokeException($input: RevokeExceptionInput!) {
    revokeException(input: $input) {
      id
      endedAt
    }
  }
`);

export function RevokeException({ exception, onClose }: { exception: ExceptionRowFragment; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const revoke = useCommand(RevokeMutation, { refetch: ['CardDetail'] });
  const act = async () => {
    if ((await revoke.run({ id: exception.id })) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Take this exception back?`}
      confirmLabel={t`Take back`}
      cancelLabel={t`Cancel`}
      busy={revoke.busy}
      error={revoke.refusal && sentence(revoke.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <strong>
        <ExceptionLine exception={exception} />
      </strong>
      <br />
      <Trans>From the next purchase on the controls bind again. What it let through stays as it was decided.</Trans>
    </ConfirmDialog>
  );
}
