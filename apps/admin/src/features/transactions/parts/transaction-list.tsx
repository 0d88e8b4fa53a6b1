import { DateTime, Link, MerchantAvatar } from '@afc/ui';
import type { FragmentType } from '../../../gql/index.ts';
import { readFragment } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';
import { TransactionAmount } from './transaction-amount.tsx';
import classes from './transaction-list.module.css';
import { TransactionRow } from './transaction-row.ts';
import { TransactionState } from './transaction-state.tsx';

export interface TransactionListProps {
  label: string;
  transactions: ReadonlyArray<FragmentType<typeof TransactionRow> & { id: string }>;
  /** Leaves the holder out, on a screen of one person or card. */
  hideHolder?: boolean;
  freshKeys?: ReadonlySet<string>;
}

/** A short list of purchases in a panel; the long one is the table of the Transactions screen. */
export function TransactionList({ label, transactions, hideHolder = false, freshKeys }: TransactionListProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {readFragment(TransactionRow, transactions).map((row) => (
        <li key={row.id} data-fresh={freshKeys?.has(row.id) || undefined} className={classes.item}>
          <Link className={classes.row} href={urls.transaction(row.id)}>
            <MerchantAvatar name={row.merchant.name} mcc={row.merchant.mcc} faded={row.status === 'DECLINED'} />
            <span className={classes.words}>
              <span className={classes.merchant}>{row.merchant.name}</span>
              <span className={classes.detail}>
                {[hideHolder ? null : row.holder.displayName, row.card.lastFour && `••${row.card.lastFour}`].filter(Boolean).join(' · ')}
                {row.declineSentence && <span className={classes.reason}> {row.declineSentence}</span>}
              </span>
            </span>
            <span className={classes.right}>
              <TransactionAmount transaction={row} />
              <span className={classes.state}>
                {row.status === 'CLEARED' ? (
                  <DateTime at={row.transactedAt} />
                ) : (
                  <TransactionState status={row.status} unconfirmed={row.unconfirmed} />
                )}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
