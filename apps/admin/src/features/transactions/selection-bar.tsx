import { Money } from '@afc/ui';
import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { TransactionRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { sumsOf } from './selection-sum.ts';

export interface SelectionBarProps {
  rows: readonly TransactionRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** How many are selected, and what they come to in each currency. */
export function SelectionBar({ rows, selected, onClear }: SelectionBarProps) {
  const chosen = rows.filter((row) => selected.has(row.id));
  if (chosen.length === 0) return null;
  return (
    <div className={classes.selection} role="status">
      <span>
        <Plural value={chosen.length} one="# selected" other="# selected" />
      </span>
      {sumsOf(chosen).map((sum) => (
        <strong key={sum.currency}>
          <Money value={sum} />
        </strong>
      ))}
      <Button size="compact-sm" variant="default" onClick={onClear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  );
}
