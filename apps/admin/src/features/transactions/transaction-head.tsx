import { DateTime, MerchantAvatar } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Alert } from '@mantine/core';
import { IconCircleX } from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { transactionKindWords, useWords } from '../../lib/words.ts';
import { TransactionAmount } from './parts/transaction-amount.tsx';
import { TransactionRow } from './parts/transaction-row.ts';
import { TransactionState } from './parts/transaction-state.tsx';
import classes from './transaction-detail.module.css';

const TransactionHeadPart = graphql(`
  fragment TransactionHead on Transaction {
    ...TransactionRow
  }
`);

/** Merchant, amount, state; and of a decline, why, in the words that the holder reads too. */
export function TransactionHead({ transaction, page }: { transaction: FragmentType<typeof TransactionHeadPart>; page: boolean }) {
  const { t } = useLingui();
  const words = useWords();
  const row = readFragment(TransactionRow, readFragment(TransactionHeadPart, transaction));
  const Title = page ? 'h1' : 'h2';
  return (
    <header className={classes.head}>
      <MerchantAvatar name={row.merchant.name} mcc={row.merchant.mcc} size={48} faded={row.status === 'DECLINED'} />
      <div className={classes.headWords}>
        <Title className={classes.merchant}>{row.merchant.name}</Title>
        <p className={classes.where}>{[row.merchant.category, row.merchant.city, row.merchant.country].filter(Boolean).join(' · ')}</p>
        <p className={classes.where}>
          {row.kind !== 'PURCHASE' && `${words(transactionKindWords[row.kind])} · `}
          <DateTime at={row.transactedAt} format="full" />
        </p>
      </div>
      <div className={classes.headAmount}>
        <TransactionAmount transaction={row} large />
        <TransactionState status={row.status} unconfirmed={row.unconfirmed} variant="pill" />
      </div>
      {row.declineSentence && (
        <Alert className={classes.reason} color="red" icon={<IconCircleX size={18} />} title={t`Why it was declined`}>
          {row.declineSentence}
        </Alert>
      )}
    </header>
  );
}
