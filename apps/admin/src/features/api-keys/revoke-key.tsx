import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ApiKeyRowFragment } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { LIST } from './account-row.ts';

const RevokeMutation = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      id
      ...ApiKeyRow
    }
  }
`);

export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKeyRowFragment; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const revoke = useCommand(RevokeMutation, { refetch: [LIST] });
  const act = async () => {
    if ((await revoke.run({ id: apiKey.id })) === null) return;
    tell({ message: t`The key is revoked.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Revoke this key?`}
      confirmLabel={t`Revoke`}
      cancelLabel={t`Cancel`}
      busy={revoke.busy}
      error={revoke.refusal && sentence(revoke.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>Within a second nothing can be asked with it any more, and what it follows live is cut. This cannot be taken back.</Trans>
    </ConfirmDialog>
  );
}
