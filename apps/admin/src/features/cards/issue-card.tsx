import { useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useTell } from '../../lib/tell.ts';
import { urls } from '../../lib/urls.ts';
import { PersonPicker } from '../people/parts/person-picker.tsx';
import { IssueForm, type NewCard } from './parts/issue-form.tsx';

const IssueCardMutation = graphql(`
  mutation IssueCard($input: IssueCardInput!) {
    issueCard(input: $input) {
      id
      ...CardRow
    }
  }
`);

/** Asks for a card of one person. */
export default function IssueCard({ holderId: given, onClose }: { holderId: string | undefined; onClose: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  const tell = useTell();
  const issue = useCommand(IssueCardMutation, { refetch: ['Cards'] });
  const [holderId, setHolderId] = useState(given);

  const submit = async (card: NewCard | null) => {
    if (card === null || holderId === undefined) return;
    const done = await issue.run({ holderId, ...card });
    if (done === null) return;
    tell({ message: t`${card.name} is asked for. It can be used once the issuer confirms.` });
    router.history.push(urls.card(done.issueCard.id));
  };

  return (
    <IssueForm
      title={t`Issue a card`}
      submitLabel={t`Issue card`}
      busy={issue.busy}
      refusal={issue.refusal}
      renderHolder={(tried) => (
        <PersonPicker
          label={t`Holder`}
          focusFirst={given === undefined}
          required
          value={holderId}
          onChange={setHolderId}
          error={tried && holderId === undefined ? t`Fill this in` : undefined}
        />
      )}
      onSubmit={(card) => void submit(card)}
      onClose={onClose}
    />
  );
}
