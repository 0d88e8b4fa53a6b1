import { Plural } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DeadLetterAction, MessageRowFragment } from '../../gql/graphql.ts';
import { SelectionBar } from '../../lib/bulk/selection-bar.tsx';
import { deadLetterActionWords, useWords } from '../../lib/words.ts';
import { DecideMessages } from './decide-messages.tsx';

export interface MessageSelectionBarProps {
  rows: readonly MessageRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

const ACTIONS: readonly DeadLetterAction[] = ['REPLAY', 'DISMISS', 'RESTORE'];

/** How many messages are selected, and what can be done with all of them. */
export function MessageSelectionBar({ rows, selected, onClear }: MessageSelectionBarProps) {
  const words = useWords();
  const [asking, setAsking] = useState<DeadLetterAction | null>(null);
  const chosen = rows.filter((row) => selected.has(row.id));
  if (chosen.length === 0) return null;
  const possible = ACTIONS.filter((action) => chosen.every(({ actions }) => actions.includes(action)));
  return (
    <>
      <SelectionBar label={<Plural value={chosen.length} one="# selected" other="# selected" />} onClear={onClear}>
        {possible.map((action) => (
          <Button key={action} size="compact-sm" variant={action === 'REPLAY' ? 'filled' : 'default'} onClick={() => setAsking(action)}>
            {words(deadLetterActionWords[action])}
          </Button>
        ))}
      </SelectionBar>
      {asking !== null && (
        <DecideMessages action={asking} ids={chosen.map(({ id }) => id)} onClose={() => setAsking(null)} onDone={onClear} />
      )}
    </>
  );
}
