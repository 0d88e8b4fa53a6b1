import { type DataColumn, DateTime } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import type { CaseRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { riskRuleWords, useWords } from '../../lib/words.ts';
import { CaseState } from './parts/case-state.tsx';

type Row = CaseRowFragment;

export function useCaseColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const words = useWords();
  return useMemo(() => {
    const state = (row: Row) => <CaseState found={row} />;
    const named = (row: Row, second: ReactNode) => (
      <span className={classes.two}>
        <span className={classes.first}>{words(riskRuleWords[row.rule])}</span>
        <span className={classes.second}>{second}</span>
      </span>
    );
    if (phone) {
      return [
        {
          key: 'rule',
          header: t`Case`,
          width: 'minmax(0, 1fr)',
          cell: (row) => named(row, row.person?.displayName ?? t`The whole company`),
        },
        { key: 'state', header: t`State`, width: 'max-content', align: 'right', cell: state },
      ];
    }
    return [
      { key: 'rule', header: t`Case`, width: 'minmax(240px, 2fr)', cell: (row) => named(row, row.sentence) },
      {
        key: 'person',
        header: t`About`,
        width: 'minmax(140px, 1fr)',
        cell: (row) => row.person?.displayName ?? t`The whole company`,
      },
      { key: 'alerts', sortable: true, header: t`Alerts`, width: '90px', align: 'right', hideBelow: 1000, cell: (row) => row.alertCount },
      { key: 'state', header: t`State`, width: 'minmax(130px, 0.8fr)', cell: state },
      {
        key: 'assignee',
        header: t`Looked at by`,
        width: 'minmax(130px, 0.8fr)',
        hideBelow: 900,
        cell: (row) => row.assignee?.displayName ?? '—',
      },
      {
        key: 'last_alert',
        sortable: true,
        header: t`Last alert`,
        width: '140px',
        hideBelow: 700,
        cell: (row) => <DateTime at={row.lastAlertAt} />,
      },
    ];
  }, [phone, t, words]);
}
