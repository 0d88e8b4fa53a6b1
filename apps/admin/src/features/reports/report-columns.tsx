import { type DataColumn, Money } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { ReportRowFragment, SpendGrouping } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { noSubjectWords, spendGroupingWords, useWords } from '../../lib/words.ts';
import { Change } from './change.tsx';

type Row = ReportRowFragment;

/** Five columns on a desktop; on a phone two, with two lines each. Budgets are of teams alone. */
export function useReportColumns(by: SpendGrouping, phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const words = useWords();
  return useMemo(() => {
    const name = (row: Row) => (row.name === '' ? words(noSubjectWords[by]) : row.name);
    const change = (row: Row) => <Change spent={row.spent} before={row.spentBefore} />;
    const header = words(spendGroupingWords[by]);
    if (phone) {
      return [
        { key: 'subject', header, width: 'minmax(0, 1fr)', cell: name },
        {
          key: 'spent',
          header: t`Spent`,
          align: 'right',
          width: 'max-content',
          cell: (row) => (
            <span className={classes.two}>
              <span>
                <Money value={row.spent} />
              </span>
              <span className={classes.second}>{change(row)}</span>
            </span>
          ),
        },
      ];
    }
    return [
      { key: 'subject', header, width: 'minmax(180px, 2fr)', cell: name },
      { key: 'purchases', header: t`Purchases`, align: 'right', width: '100px', hideBelow: 760, cell: (row) => row.purchases },
      { key: 'spent', header: t`Spent`, align: 'right', width: '140px', cell: (row) => <Money value={row.spent} /> },
      {
        key: 'before',
        header: t`Before`,
        align: 'right',
        width: '140px',
        hideBelow: 680,
        cell: (row) => <Money value={row.spentBefore} />,
      },
      { key: 'change', header: t`Difference`, align: 'right', width: '180px', cell: change },
      ...(by === 'TEAM'
        ? [
            {
              key: 'budget',
              header: t`Budget`,
              align: 'right' as const,
              width: '140px',
              hideBelow: 860,
              cell: (row: Row) => (row.budget ? <Money value={row.budget} /> : '—'),
            },
          ]
        : []),
    ];
  }, [by, phone, t, words]);
}
