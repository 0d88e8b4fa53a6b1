import { type DataColumn, DateTime, MerchantAvatar } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import type { TransactionRowFragment } from '../../gql/graphql.ts';
import classes from '../../lib/list-screen.module.css';
import { TransactionAmount } from './parts/transaction-amount.tsx';
import { TransactionState } from './parts/transaction-state.tsx';

type Row = TransactionRowFragment;

/** Six columns on a desktop; on a phone two, with two lines each. */
export function useTransactionColumns(phone: boolean): ReadonlyArray<DataColumn<Row>> {
  const { t } = useLingui();
  return useMemo(() => {
    const state = (row: Row) => (
      <TransactionState status={row.status} unconfirmed={row.unconfirmed} declineSentence={row.declineSentence} />
    );
    const amount = (row: Row) => <TransactionAmount transaction={row} />;
    if (phone) {
      return [
        {
          key: 'merchant',
          sortable: true,
          header: t`Merchant`,
          width: 'minmax(0, 1fr)',
          cell: (row) => <Merchant row={row} second={row.holder.displayName} />,
        },
        {
          key: 'amount',
          sortable: true,
          header: t`Amount`,
          align: 'right',
          width: 'max-content',
          cell: (row) => (
            <span className={classes.two}>
              <span>{amount(row)}</span>
              <span className={classes.second}>{row.status === 'CLEARED' ? <DateTime at={row.transactedAt} /> : state(row)}</span>
            </span>
          ),
        },
      ];
    }
    return [
      {
        key: 'merchant',
        sortable: true,
        header: t`Merchant`,
        width: 'minmax(200px, 2.2fr)',
        cell: (row) => <Merchant row={row} second={row.merchant.category} />,
      },
      { key: 'holder', header: t`Person`, width: 'minmax(110px, 1fr)', cell: (row) => row.holder.displayName },
      {
        key: 'card',
        header: t`Card`,
        width: 'minmax(110px, 1fr)',
        hideBelow: 820,
        cell: (row) => (
          <>
            {row.card.name} {row.card.lastFour && <span className={classes.second}>••{row.card.lastFour}</span>}
          </>
        ),
      },
      { key: 'date', sortable: true, header: t`Made`, width: '150px', hideBelow: 700, cell: (row) => <DateTime at={row.transactedAt} /> },
      { key: 'status', header: t`State`, width: '130px', cell: state },
      { key: 'amount', sortable: true, header: t`Amount`, width: '130px', align: 'right', cell: amount },
    ];
  }, [phone, t]);
}

function Merchant({ row, second }: { row: Row; second: string }) {
  return (
    <span className={classes.lead}>
      <MerchantAvatar name={row.merchant.name} mcc={row.merchant.mcc} size={30} faded={row.status === 'DECLINED'} />
      <span className={classes.two}>
        <span className={classes.first}>{row.merchant.name}</span>
        <span className={classes.second}>{second}</span>
        {second !== row.holder.displayName && <VisuallyHidden>{row.holder.displayName}</VisuallyHidden>}
      </span>
    </span>
  );
}
