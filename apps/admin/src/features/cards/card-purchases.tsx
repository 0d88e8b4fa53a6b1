import { EmptyState, Link, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconReceipt } from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import { TransactionList } from '../transactions/parts/transaction-list.tsx';
import classes from './card-screen.module.css';

const CardPurchasesPart = graphql(`
  fragment CardPurchases on Card {
    id
    recentTransactions(first: 8) {
      id
      ...TransactionRow
    }
  }
`);

export function CardPurchases({ card }: { card: FragmentType<typeof CardPurchasesPart> }) {
  const { t } = useLingui();
  const { id, recentTransactions } = readFragment(CardPurchasesPart, card);
  return (
    <Panel
      title={t`Purchases`}
      flush
      action={
        <Link className={classes.all} href={urls.transactions({ card: id })}>
          <Trans>All purchases of this card</Trans>
        </Link>
      }
    >
      {recentTransactions.length === 0 ? (
        <EmptyState icon={IconReceipt} title={t`Nothing bought yet`}>
          <Trans>The first purchase shows up here the second it is made.</Trans>
        </EmptyState>
      ) : (
        <TransactionList label={t`Purchases of this card`} transactions={recentTransactions} hideHolder />
      )}
    </Panel>
  );
}
