import { DateTime, Link, MerchantAvatar, Money, StatusBadge, type Status } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { urls } from '../../../lib/urls.ts';
import { clearedWords, transactionStatusWords, useWords } from '../../../lib/words.ts';
import classes from './purchase-row.module.css';
import { shownAmount } from './shown-amount.ts';

const PurchaseRowFragment = graphql(`
  fragment PurchaseRow on Transaction {
    id
    kind
    status
    unconfirmed
    declineSentence
    transactedAt
    amount {
      minor
      currency
    }
    requestedAmount {
      minor
      currency
    }
    refunded {
      minor
      currency
    }
    merchant {
      name
      mcc
      category
    }
    card {
      id
      name
      lastFour
    }
  }
`);

interface PurchaseRowProps {
  purchase: FragmentType<typeof PurchaseRowFragment>;
  /** Just arrived or changed. */
  fresh?: boolean;
  /** `time` in a list grouped by day; `dateTime` elsewhere. */
  when?: 'time' | 'dateTime';
}

/** One purchase in a list; the whole row leads to it. */
export function PurchaseRow({ purchase: masked, fresh = false, when = 'time' }: PurchaseRowProps) {
  const { t } = useLingui();
  const words = useWords();
  const purchase = readFragment(PurchaseRowFragment, masked);
  const { merchant, card, status } = purchase;
  const amount = shownAmount(purchase);
  const refundedLater = BigInt(purchase.refunded.minor) !== 0n && purchase.kind === 'PURCHASE';
  const badge: Status = purchase.unconfirmed && status === 'PENDING' ? 'UNCONFIRMED' : status;
  return (
    <li className={classes.item} data-fresh={fresh || undefined}>
      <Link href={urls.purchase(purchase.id)} className={classes.row}>
        <MerchantAvatar name={merchant.name} mcc={merchant.mcc} size={38} faded={amount.tone === 'struck'} />
        <span className={classes.words}>
          <span className={classes.merchant}>{merchant.name}</span>
          <span className={classes.small}>
            <DateTime at={purchase.transactedAt} format={when} />
            <span aria-hidden> · </span>
            {card.name}
            {card.lastFour && <span className={classes.number}> ••{card.lastFour}</span>}
          </span>
        </span>
        <span className={classes.side}>
          <Money value={amount.value} tone={amount.tone} sign={amount.sign} />
          {refundedLater ? (
            <StatusBadge status="REFUNDED" label={t`Refunded`} variant="plain" />
          ) : status === 'CLEARED' ? (
            <span className={classes.quiet}>{words(clearedWords[purchase.kind] ?? transactionStatusWords[status])}</span>
          ) : (
            <StatusBadge
              status={badge}
              label={badge === 'UNCONFIRMED' ? t`Being confirmed` : words(transactionStatusWords[status])}
              variant="plain"
            />
          )}
        </span>
        {purchase.declineSentence && <span className={classes.reason}>{purchase.declineSentence}</span>}
      </Link>
    </li>
  );
}
