import { Link } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PeopleBulkAction, PeopleBulkPartFragment, PersonRowFragment } from '../../../gql/graphql.ts';
import { useBulkOutcome } from '../../../lib/bulk/bulk-outcome.tsx';
import { BulkResult } from '../../../lib/bulk/bulk-result.tsx';
import { AtOnce, SelectionBar } from '../../../lib/bulk/selection-bar.tsx';
import { urls } from '../../../lib/urls.ts';
import { useCan } from '../../../lib/viewer.tsx';
import { IssueToMany } from '../../cards/parts/issue-to-many.tsx';
import { ChooseTeam } from './choose-team.tsx';
import { usePeopleBulk } from './people-bulk-commands.ts';

export interface PeopleSelectionBarProps {
  rows: readonly PersonRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

const changed = (count: number) => <Plural value={count} one="# person was changed." other="# people were changed." />;

/** How many people are selected, and what can be done with them. */
export function PeopleSelectionBar({ rows, selected, onClear }: PeopleSelectionBarProps) {
  const { t } = useLingui();
  const [asking, setAsking] = useState<PeopleBulkAction | null>(null);
  const [issuing, setIssuing] = useState(false);
  const { change, undo } = usePeopleBulk();
  const words = { done: changed, notUndone: t`This was not taken back. Look at the people themselves.` };
  const outcome = useBulkOutcome<PeopleBulkPartFragment>(words, undo);
  const ids = rows.filter((row) => selected.has(row.id)).map(({ id }) => id);
  const act = async (action: PeopleBulkAction, teamId: string) => {
    const bulk = await change.run(action, ids, teamId);
    if (bulk === null) return;
    setAsking(null);
    onClear();
    outcome.settle(bulk);
  };
  return (
    <>
      {ids.length > 0 && <Bar count={ids.length} onAsk={setAsking} onIssue={() => setIssuing(true)} onClear={onClear} />}
      {asking !== null && (
        <ChooseTeam
          action={asking}
          count={ids.length}
          busy={change.busy}
          refusal={change.refusal}
          onConfirm={(teamId) => void act(asking, teamId)}
          onCancel={() => {
            change.reset();
            setAsking(null);
          }}
        />
      )}
      <IssueToMany opened={issuing} holderIds={ids} onClose={() => setIssuing(false)} onIssued={onClear} />
      <BulkResult
        rows={outcome.result?.rows ?? []}
        done={changed}
        keyOf={({ personId }) => personId}
        renderName={({ person }) =>
          person ? <Link href={urls.person(person.id)}>{person.displayName}</Link> : <Trans>Somebody who is not there</Trans>
        }
        onClose={outcome.close}
      />
    </>
  );
}

interface BarProps {
  count: number;
  onAsk: (action: PeopleBulkAction) => void;
  onIssue: () => void;
  onClear: () => void;
}

function Bar({ count, onAsk, onIssue, onClear }: BarProps) {
  const issues = useCan('ISSUE_CARD');
  const label = (
    <span>
      <Plural value={count} one="# person selected" other="# people selected" />
    </span>
  );
  return (
    <SelectionBar label={label} onClear={onClear}>
      <AtOnce count={count}>
        <Button size="compact-sm" variant="default" onClick={() => onAsk('ADD_TO_TEAM')}>
          <Trans>Add to a team</Trans>
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onAsk('REMOVE_FROM_TEAM')}>
          <Trans>Remove from a team</Trans>
        </Button>
        {issues && (
          <Button size="compact-sm" variant="default" onClick={onIssue}>
            <Trans>Issue cards</Trans>
          </Button>
        )}
      </AtOnce>
    </SelectionBar>
  );
}
