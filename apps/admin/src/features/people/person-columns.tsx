import { type DataColumn, Money, PersonAvatar } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import type { PersonRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { roleWords, useWords } from '../../lib/words.ts';
import { HolderState, PersonState } from './parts/person-state.tsx';

type Row = PersonRowFragment;

export function usePersonColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const words = useWords();
  return useMemo(() => {
    const spent = (row: Row) => (row.spentThisMonth ? <Money value={row.spentThisMonth} /> : '—');
    if (phone) {
      return [
        {
          key: 'name',
          sortable: true,
          header: t`Name`,
          width: 'minmax(0, 1fr)',
          cell: (row) => (
            <Named row={row} second={row.status === 'ACTIVE' ? words(roleWords[row.role]) : <PersonState status={row.status} />} />
          ),
        },
        { key: 'spent', header: t`Spent this month`, width: 'minmax(112px, max-content)', align: 'right', cell: spent },
      ];
    }
    return [
      {
        key: 'name',
        sortable: true,
        header: t`Name`,
        width: 'minmax(210px, 1.6fr)',
        cell: (row) => <Named row={row} second={row.email ?? ''} />,
      },
      { key: 'role', sortable: true, header: t`Role`, width: '130px', cell: (row) => words(roleWords[row.role]) },
      {
        key: 'teams',
        header: t`Teams`,
        width: 'minmax(120px, 1fr)',
        hideBelow: 700,
        cell: (row) => row.teams.map(({ name }) => name).join(', ') || '—',
      },
      { key: 'state', header: t`State`, width: '160px', hideBelow: 600, cell: (row) => <State row={row} /> },
      { key: 'spent', header: t`Spent this month`, width: '150px', align: 'right', cell: spent },
    ];
  }, [phone, t, words]);
}

/** In the company, and under it what the issuer says when that keeps them from having a card. */
function State({ row: { status, holderStatus } }: { row: Row }) {
  return (
    <span className={classes.two}>
      <span>
        <PersonState status={status} />
      </span>
      {holderStatus !== null && holderStatus !== 'ACTIVE' && (
        <span>
          <HolderState status={holderStatus} />
        </span>
      )}
    </span>
  );
}

function Named({ row, second }: { row: Row; second: ReactNode }) {
  return (
    <span className={classes.lead}>
      <PersonAvatar name={row.displayName} size={30} />
      <span className={classes.two}>
        <span className={classes.first}>{row.displayName}</span>
        <span className={classes.second}>{second}</span>
      </span>
    </span>
  );
}
