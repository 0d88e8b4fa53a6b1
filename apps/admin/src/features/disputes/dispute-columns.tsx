import { type DataColumn, DateTime, MerchantAvatar, Money } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useMemo } from 'react';
import type { DisputeRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { disputeReasonWords, useWords } from '../../lib/words.ts';
import { DisputeState } from './parts/dispute-state.tsx';

type Row = DisputeRowFragment;

export function useDisputeColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  const words = useWords();
  return useMemo(() => {
    const amount = (row: Row) => <Money value={row.amount} />;
    if (phone) {
      return [
        {
          key: 'merchant',
          header: t`Merchant`,
          width: 'minmax(0, 1fr)',
          cell: (row) => <Named row={row} second={<DisputeState state={row.state} />} />,
        },
        { key: 'amount', sortable: true, header: t`Asked back`, width: 'minmax(104px, max-content)', align: 'right', cell: amount },
      ];
    }
    return [
      {
        key: 'merchant',
        header: t`Merchant`,
        width: 'minmax(200px, 1.4fr)',
        cell: (row) => <Named row={row} second={row.transaction.holder.displayName} />,
      },
      {
        key: 'reason',
        header: t`Reason`,
        width: 'minmax(150px, 1fr)',
        hideBelow: 900,
        cell: (row) => words(disputeReasonWords[row.reason]),
      },
      { key: 'state', header: t`State`, width: 'minmax(190px, 1fr)', cell: (row) => <DisputeState state={row.state} /> },
      {
        key: 'due',
        sortable: true,
        header: t`Decide by`,
        width: '130px',
        hideBelow: 700,
        cell: (row) => (row.deadline?.waitsFor === 'COMPANY' ? <DateTime at={row.deadline.at} format="date" /> : '—'),
      },
      {
        key: 'opened',
        sortable: true,
        header: t`Opened`,
        width: '130px',
        hideBelow: 1000,
        cell: (row) => <DateTime at={row.openedAt} format="date" />,
      },
      { key: 'amount', sortable: true, header: t`Asked back`, width: '130px', align: 'right', cell: amount },
    ];
  }, [phone, t, words]);
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
