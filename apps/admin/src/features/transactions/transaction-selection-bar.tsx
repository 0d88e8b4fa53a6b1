import { Money } from '@afc/ui';
import { Plural } from '@lingui/react/macro';
import type { TransactionRowFragment } from '../../gql/graphql.ts';
import { SelectionBar } from '../../lib/bulk/selection-bar.tsx';
import { sumsOf } from './selection-sum.ts';

export interface TransactionSelectionBarProps {
  rows: readonly TransactionRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** How many are selected, and what they come to in each currency. */
export function TransactionSelectionBar({ rows, selected, onClear }: TransactionSelectionBarProps) {
  const chosen = rows.filter((row) => selected.has(row.id));
  if (chosen.length === 0) return null;
  const label = (
    <>
      <span>
        <Plural value={chosen.length} one="# selected" other="# selected" />
      </span>
      {sumsOf(chosen).map((sum) => (
        <strong key={sum.currency}>
          <Money value={sum} />
        </strong>
      ))}
    </>
  );
  return <SelectionBar label={label} onClear={onClear} />;
}
