import { Money } from '@afc/ui';
import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { CardRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { totalsOf } from '../money/parts/totals.ts';

export interface CardSelectionBarProps {
  rows: readonly CardRowFragment[];
  selected: ReadonlySet<string>;
  onClear: () => void;
}

/** How many cards are selected, and what they have spent together this month. */
export function CardSelectionBar({ rows, selected, onClear }: CardSelectionBarProps) {
  const chosen = rows.filter((row) => selected.has(row.id));
  if (chosen.length === 0) return null;
  return (
    <div className={classes.selection} role="status">
      <span>
        <Plural value={chosen.length} one="# card selected" other="# cards selected" />
      </span>
      {totalsOf(chosen.map(({ spentThisMonth }) => spentThisMonth)).map((sum) => (
        <span key={sum.currency}>
          <Trans>
            <strong>
              <Money value={sum} />
            </strong>{' '}
            this month
          </Trans>
        </span>
      ))}
      <Button size="compact-sm" variant="default" onClick={onClear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  );
}
