import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PeopleBulkAction, PeopleBulkPartFragment, PersonRowFragment } from '../../../gql/graphql.ts';
import classes from '../../../lib/list-screen.module.css';
import { ChooseTeam } from './choose-team.tsx';
import { MOST_PEOPLE, usePeopleBulk } from './people-bulk-commands.ts';
import { PeopleBulkResult } from './people-bulk-result.tsx';
import { useTellPeopleBulk } from './tell-people-bulk.tsx';

export interface PeopleSelectionBarProps {
  rows: readonly PersonRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** How many people are selected, and what can be done with them. */
export function PeopleSelectionBar({ rows, selected, onClear }: PeopleSelectionBarProps) {
  const [asking, setAsking] = useState<PeopleBulkAction | null>(null);
  const [result, setResult] = useState<PeopleBulkPartFragment | null>(null);
  const { change, undo } = usePeopleBulk();
  const tell = useTellPeopleBulk();
  const chosen = rows.filter((row) => selected.has(row.id));
  const takeBack = async (bulkId: string) => {
    const undone = await undo.run(bulkId);
    setResult(undone);
    tell(undone, null);
  };
  const act = async (action: PeopleBulkAction, teamId: string) => {
    const ids = chosen.map(({ id }) => id);
    const bulk = await change.run(action, ids, teamId);
    if (bulk === null) return;
    setAsking(null);
    setResult(bulk);
    onClear();
    tell(bulk, () => void takeBack(bulk.id));
  };
  return (
    <>
      {chosen.length > 0 && <Bar count={chosen.length} onAsk={setAsking} onClear={onClear} />}
      {asking !== null && (
        <ChooseTeam
          action={asking}
          count={chosen.length}
          busy={change.busy}
          refusal={change.refusal}
          onConfirm={(teamId) => void act(asking, teamId)}
          onCancel={() => {
            change.reset();
            setAsking(null);
          }}
        />
      )}
      <PeopleBulkResult bulk={result} onClose={() => setResult(null)} />
    </>
  );
}

interface BarProps {
  count: number;
  onAsk: (action: PeopleBulkAction) => void;
  onClear: () => void;
}

function Bar({ count, onAsk, onClear }: BarProps) {
  return (
    <div className={classes.selection} role="status">
      <span>
        <Plural value={count} one="# person selected" other="# people selected" />
      </span>
      {count > MOST_PEOPLE ? (
        <span>
          <Trans>Choose {MOST_PEOPLE} at most to change them</Trans>
        </span>
      ) : (
        <>
          <Button size="compact-sm" variant="default" onClick={() => onAsk('ADD_TO_TEAM')}>
            <Trans>Add to a team</Trans>
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => onAsk('REMOVE_FROM_TEAM')}>
            <Trans>Remove from a team</Trans>
          </Button>
        </>
      )}
      <Button size="compact-sm" variant="default" onClick={onClear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  );
}
