import { type DataColumn, Money } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import type { CardRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { cardTypeWords, useWords } from '../../lib/words.ts';
import { CardSwatch } from './parts/card-swatch.tsx';
import { CardState } from './parts/card-state.tsx';

type Row = CardRowFragment;

/** Six columns on a desktop; on a phone two, with two lines each. */
export function useCardColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const words = useWords();
  return useMemo(() => {
    const spent = (row: Row) => <Money value={row.spentThisMonth} />;
    if (phone) {
      return [
        {
          key: 'name',
          sortable: true,
          header: t`Card`,
          width: 'minmax(0, 1fr)',
          cell: (row) => <Named row={row} second={row.holder.displayName} />,
        },
        {
          key: 'spent',
          header: t`Spent this month`,
          align: 'right',
          width: 'minmax(112px, max-content)',
          cell: (row) => (
            <span className={classes.two}>
              <span>{spent(row)}</span>
              <span className={classes.second}>
                <CardState card={row} />
              </span>
            </span>
          ),
        },
      ];
    }
    return [
      {
        key: 'name',
        sortable: true,
        header: t`Card`,
        width: 'minmax(190px, 1.6fr)',
        cell: (row) => <Named row={row} second={row.program.name} />,
      },
      { key: 'holder', sortable: true, header: t`Holder`, width: 'minmax(120px, 1fr)', cell: (row) => row.holder.displayName },
      {
        key: 'number',
        header: t`Number`,
        width: '110px',
        hideBelow: 760,
        cell: (row) => (row.lastFour == null ? '—' : `•••• ${row.lastFour}`),
      },
      { key: 'type', header: t`Type`, width: '100px', hideBelow: 860, cell: (row) => words(cardTypeWords[row.cardType]) },
      { key: 'state', header: t`State`, width: 'minmax(130px, 200px)', cell: (row) => <CardState card={row} /> },
      { key: 'spent', header: t`Spent this month`, width: '150px', align: 'right', cell: spent },
    ];
  }, [phone, t, words]);
}

function Named({ row, second }: { row: Row; second: string }) {
  return (
    <span className={classes.lead}>
      <CardSwatch color={row.color} />
      <span className={classes.two}>
        <span className={classes.first}>{row.name}</span>
        <span className={classes.second}>{second}</span>
        {second !== row.holder.displayName && <VisuallyHidden>{row.holder.displayName}</VisuallyHidden>}
      </span>
    </span>
  );
}
