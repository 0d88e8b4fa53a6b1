import { DateTime, formatMoney, useSurroundings } from '@afc/ui';
import { Trans } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import classes from './subscriptions-above.module.css';

const SubscriptionAbove = graphql(`
  fragment SubscriptionAbove on RunningSubscription {
    transactionId
    merchantName
    chargedAt
    amount {
      minor
      currency
    }
    card {
      id
      name
      lastFour
    }
  }
`);

export type SubscriptionsAboveProps = { subscriptions: readonly FragmentType<typeof SubscriptionAbove>[] };

/** Regular charges that a limit would decline the next time, a sentence each. */
export function SubscriptionsAbove({ subscriptions }: SubscriptionsAboveProps) {
  const { locale } = useSurroundings();
  return (
    <ul className={classes.list}>
      {readFragment(SubscriptionAbove, subscriptions).map(({ transactionId, merchantName, amount, chargedAt, card }) => {
        const charged = formatMoney(amount, locale);
        const cardName = card.lastFour == null ? card.name : `${card.name} ••${card.lastFour}`;
        return (
          <li key={transactionId}>
            <Trans>
              {merchantName} charged {charged} to the card {cardName}, last on <DateTime at={chargedAt} format="date" />.
            </Trans>
          </li>
        );
      })}
    </ul>
  );
}
