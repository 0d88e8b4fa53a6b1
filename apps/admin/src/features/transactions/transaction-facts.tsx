import { DateTime, KeyValue, Link, Money, Panel } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';

const TransactionFactsPart = graphql(`
  fragment TransactionFacts on Transaction {
    authorizationCode
    heldUntil
    conversionRate
    networkFees {
      kind
      name
      isCredit
      amount {
        minor
        currency
      }
    }
    requestedAmount {
      minor
      currency
    }
    held {
      minor
      currency
    }
    cleared {
      minor
      currency
    }
    refunded {
      minor
      currency
    }
    originalAmount {
      minor
      currency
    }
    merchant {
      mcc
      category
    }
    card {
      id
      name
      lastFour
    }
    holder {
      id
      displayName
    }
  }
`);

/** What was asked, held, cleared and given back, by whom and on which card. Nothing is said of what is nothing. */
export function TransactionFacts({ transaction }: { transaction: FragmentType<typeof TransactionFactsPart> }) {
  const { t } = useLingui();
  const facts = readFragment(TransactionFactsPart, transaction);
  const amount = (value: { minor: string; currency: string } | null | undefined) =>
    value == null || value.minor === '0' ? null : <Money value={value} />;
  return (
    <Panel>
      <KeyValue
        items={[
          { key: 'holder', label: t`Person`, value: <Link href={urls.person(facts.holder.id)}>{facts.holder.displayName}</Link> },
          {
            key: 'card',
            label: t`Card`,
            value: (
              <Link href={urls.card(facts.card.id)}>
                {facts.card.name} {facts.card.lastFour && `••${facts.card.lastFour}`}
              </Link>
            ),
          },
          { key: 'requested', label: t`Asked for`, value: amount(facts.requestedAmount) },
          { key: 'held', label: t`Still held`, value: amount(facts.held) },
          { key: 'until', label: t`Held until`, value: facts.heldUntil ? <DateTime at={facts.heldUntil} /> : null },
          { key: 'cleared', label: t`Cleared`, value: amount(facts.cleared) },
          { key: 'refunded', label: t`Refunded`, value: amount(facts.refunded) },
          { key: 'original', label: t`Charged as`, value: amount(facts.originalAmount) },
          {
            key: 'rate',
            label: t`Exchange rate`,
            value:
              facts.originalAmount && facts.conversionRate
                ? `1 ${facts.originalAmount.currency} = ${facts.conversionRate} ${facts.held.currency}`
                : null,
          },
          ...facts.networkFees.map((fee) => ({
            key: `fee ${fee.kind} ${fee.amount.currency} ${fee.isCredit}`,
            label: fee.name,
            value: <Money value={fee.amount} sign={fee.isCredit ? 'always' : 'auto'} tone={fee.isCredit ? 'credit' : undefined} />,
          })),
          { key: 'mcc', label: t`Merchant category`, value: `${facts.merchant.mcc} ${facts.merchant.category}` },
          { key: 'code', label: t`Authorization code`, value: facts.authorizationCode ?? null },
        ]}
      />
    </Panel>
  );
}
