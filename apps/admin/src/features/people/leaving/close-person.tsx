import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useTell } from '../../../lib/tell.ts';

const CloseMutation = graphql(`
  mutation ClosePerson($input: ClosePersonInput!) {
    closePerson(input: $input) {
      id
      status
    }
  }
`);

export function ClosePerson({ person, onClose }: { person: { id: string; displayName: string }; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const close = useCommand(CloseMutation, { refetch: ['Leaving'] });
  const act = async () => {
    if ((await close.run({ personId: person.id })) === null) return;
    tell({ message: t`${person.displayName} has left the company.` });
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Take ${person.displayName} out of the company?`}
      confirmLabel={t`Take out`}
      cancelLabel={t`Cancel`}
      busy={close.busy}
      error={close.refusal && sentence(close.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>Within a second they can neither sign in nor spend. What they bought, and who they were, stays.</Trans>
    </ConfirmDialog>
  );
}
