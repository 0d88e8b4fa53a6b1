import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ServiceAccountRowFragment } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { LIST } from './account-row.ts';

const CloseMutation = graphql(`
  mutation CloseServiceAccount($input: CloseServiceAccountInput!) {
    closeServiceAccount(input: $input) {
      id
      closedAt
    }
  }
`);

export function CloseAccount({ account, onClose }: { account: ServiceAccountRowFragment; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const close = useCommand(CloseMutation, { refetch: [LIST] });
  const act = async () => {
    if ((await close.run({ id: account.id })) === null) return;
    tell({ message: t`${account.name} is closed.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Close ${account.name}?`}
      confirmLabel={t`Close for good`}
      cancelLabel={t`Cancel`}
      busy={close.busy}
      error={close.refusal && sentence(close.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>Within a second all of its keys are revoked, and what they follow live is cut. This cannot be taken back.</Trans>
    </ConfirmDialog>
  );
}
