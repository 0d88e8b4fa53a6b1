import { type DataColumn, DateTime, MerchantAvatar, Money } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import type { OrphanRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { OrphanState } from './orphan-state.tsx';

type Row = OrphanRowFragment;

export function useOrphanColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  return useMemo(() => {
    const amount: DataColumn<Row> = {
      ...{ key: 'amount', sortable: true, header: t`Approved`, width: phone ? 'minmax(104px, max-content)' : '130px', align: 'right' },
      cell: (row) => <Money value={row.amount} />,
    };
    const named = (second: (row: Row) => ReactNode, width: string): DataColumn<Row> => ({
      ...{ key: 'merchant', header: t`Merchant`, width },
      cell: (row) => <Named row={row} second={second(row)} />,
    });
    if (phone) return [named((row) => <OrphanState state={row.state} variant="plain" />, 'minmax(0, 1fr)'), amount];
    return [
      named((row) => row.transaction.holder.displayName, 'minmax(180px, 1fr)'),
      { key: 'state', header: t`How it stands`, width: 'minmax(150px, 180px)', cell: (row) => <OrphanState state={row.state} /> },
      { key: 'what', header: t`What happened`, width: 'minmax(220px, 2fr)', hideBelow: 900, cell: (row) => row.sentence },
      {
        key: 'decided',
        sortable: true,
        header: t`Decided`,
        width: '160px',
        hideBelow: 700,
        cell: (row) => <DateTime at={row.decidedAt} />,
      },
      amount,
    ];
  }, [phone, t]);
}

function Named({ row, second }: { row: Row; second: ReactNode }) {
  const { merchant } = row.transaction;
  return (
    <span className={classes.lead}>
      <MerchantAvatar name={merchant.name} mcc={merchant.mcc} size={30} />
      <span className={classes.two}>
        <span className={classes.first}>{merchant.name}</span>
        <span className={classes.second}>{second}</span>
      </span>
    </span>
  );
}
