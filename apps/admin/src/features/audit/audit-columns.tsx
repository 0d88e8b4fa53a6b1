import { type DataColumn, DateTime } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import type { AuditRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { ActorName } from './actor-name.tsx';

type Row = AuditRowFragment;

export function useAuditColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  return useMemo(() => {
    const at: DataColumn<Row> = {
      ...{
        key: 'time',
        sortable: true,
        header: t`When`,
        width: phone ? 'minmax(112px, max-content)' : '170px',
        align: phone ? 'right' : 'left',
      },
      cell: (row) => <DateTime at={row.at} />,
    };
    if (phone) {
      return [
        {
          key: 'what',
          header: t`What`,
          width: 'minmax(0, 1fr)',
          cell: (row) => <Two first={row.command} second={<ActorName event={row} />} />,
        },
        at,
      ];
    }
    return [
      { key: 'what', header: t`What`, width: 'minmax(180px, 1fr)', cell: (row) => <Two first={row.command} second={row.subjectType} /> },
      { key: 'who', header: t`Who`, width: 'minmax(140px, 1fr)', cell: (row) => <ActorName event={row} /> },
      at,
      { key: 'why', header: t`Why`, width: 'minmax(160px, 2fr)', hideBelow: 860, cell: (row) => row.reason ?? '—' },
      { key: 'where', header: t`From where`, width: '140px', hideBelow: 980, cell: (row) => row.ip ?? '—' },
      { key: 'number', header: t`Number`, width: '96px', align: 'right', hideBelow: 700, cell: (row) => row.number ?? t`waits` },
    ];
  }, [phone, t]);
}

function Two({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className={classes.two}>
      <span className={classes.first}>{first}</span>
      <span className={classes.second}>{second}</span>
    </span>
  );
}
