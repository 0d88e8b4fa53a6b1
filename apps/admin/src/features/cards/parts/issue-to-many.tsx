import { Link } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import type { IssueBulkPartFragment } from '../../../gql/graphql.ts';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useBulkOutcome } from '../../../lib/bulk/bulk-outcome.tsx';
import { BulkResult } from '../../../lib/bulk/bulk-result.tsx';
import { useCommand } from '../../../lib/command.ts';
import { urls } from '../../../lib/urls.ts';
import { IssueForm, type NewCard } from './issue-form.tsx';

const IssueBulkPart = graphql(`
  fragment IssueBulkPart on IssueBulk {
    id
    action
    undoableUntil
    rows {
      holderId
      refusal
      sentence
      holder {
        id
        displayName
      }
      card {
        id
        status
        version
        issuerStatus
        waitingForIssuer
        actions
      }
    }
  }
`);

const IssueCards = graphql(`
  mutation IssueCards($input: IssueCardsInput!) {
    issueCards(input: $input) {
      ...IssueBulkPart
    }
  }
`);

const UndoIssueBulk = graphql(`
  mutation UndoIssueBulk($input: UndoIssueBulkInput!) {
    undoIssueBulk(input: $input) {
      ...IssueBulkPart
    }
  }
`);

export interface IssueToManyProps {
  opened: boolean;
  holderIds: string[];
  onClose: () => void;
  onIssued: () => void;
}

const done = (count: number, action: IssueBulkPartFragment['action']) =>
  action === 'ISSUE' ? (
    <Plural value={count} one="# card is asked for." other="# cards are asked for." />
  ) : (
    <Plural value={count} one="# card was terminated." other="# cards were terminated." />
  );

/** Asks for a card of one program for each of many people, and takes back those that were not used. */
export function IssueToMany({ opened, holderIds, onClose, onIssued }: IssueToManyProps) {
  const { t } = useLingui();
  const issue = useCommand(IssueCards);
  const undo = useCommand(UndoIssueBulk);
  const takeBack = async (bulkId: string) => {
    const undone = await undo.run({ bulkId });
    return undone === null ? null : readFragment(IssueBulkPart, undone.undoIssueBulk);
  };
  const words = {
    done: (count: number, { action }: IssueBulkPartFragment) => done(count, action),
    notUndone: t`This was not taken back. Look at the cards themselves.`,
  };
  const outcome = useBulkOutcome<IssueBulkPartFragment>(words, takeBack);
  const submit = async (card: NewCard | null) => {
    const made = card === null ? null : await issue.run({ holderIds, ...card });
    if (made === null) return;
    onClose();
    onIssued();
    outcome.settle(readFragment(IssueBulkPart, made.issueCards));
  };
  return (
    <>
      {opened && (
        <IssueForm
          title={t`Issue cards`}
          submitLabel={t`Issue cards`}
          busy={issue.busy}
          refusal={issue.refusal}
          renderHolder={() => (
            <Text size="sm">
              <strong>
                <Plural value={holderIds.length} one="# person." other="# people." />
              </strong>{' '}
              <Trans>Each gets a card of their own. For ten minutes you can take back those that nobody has used.</Trans>
            </Text>
          )}
          onSubmit={(card) => void submit(card)}
          onClose={() => {
            issue.reset();
            onClose();
          }}
        />
      )}
      <BulkResult
        rows={outcome.result?.rows ?? []}
        done={(count) => done(count, outcome.result?.action ?? 'ISSUE')}
        keyOf={({ holderId }) => holderId}
        renderName={({ holder }) =>
          holder ? <Link href={urls.person(holder.id)}>{holder.displayName}</Link> : <Trans>Somebody who is not there</Trans>
        }
        onClose={outcome.close}
      />
    </>
  );
}
