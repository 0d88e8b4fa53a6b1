import { DateTime, KeyValue, Link, Money, Panel } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { CardFactsFragment } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { urls } from '../../lib/urls.ts';
import { cardTypeWords, fulfillmentWords, issuerStatusWords, useWords } from '../../lib/words.ts';

const CardFactsPart = graphql(`
  fragment CardFacts on Card {
    id
    cardType
    issuerStatus
    issuerRefusal
    waitingForIssuer
    fulfillmentStatus
    expiresAt
    createdAt
    holder {
      id
      displayName
    }
    program {
      id
      name
    }
    spentThisMonth {
      minor
      currency
    }
    replaces {
      id
      lastFour
    }
    replacedBy {
      id
      lastFour
    }
  }
`);

/** Who holds it, of which program, and what the issuer says of it. */
export function CardFacts({ card }: { card: FragmentType<typeof CardFactsPart> }) {
  const { t } = useLingui();
  const words = useWords();
  const facts = readFragment(CardFactsPart, card);
  const physical = facts.cardType === 'PHYSICAL';
  const issuer = useIssuerWords(facts);
  return (
    <Panel>
      <KeyValue
        items={[
          { key: 'holder', label: t`Holder`, value: <Link href={urls.person(facts.holder.id)}>{facts.holder.displayName}</Link> },
          { key: 'program', label: t`Program`, value: <Link href={urls.cards({ program: facts.program.id })}>{facts.program.name}</Link> },
          { key: 'type', label: t`Type`, value: words(cardTypeWords[facts.cardType]) },
          { key: 'issuer', label: t`At the issuer`, value: issuer },
          {
            key: 'fulfillment',
            label: t`Delivery`,
            value: physical && facts.fulfillmentStatus ? words(fulfillmentWords[facts.fulfillmentStatus]) : null,
          },
          {
            key: 'spent',
            label: t`Spent this month`,
            value: (
              <Link href={urls.transactions({ card: facts.id })}>
                <Money value={facts.spentThisMonth} />
              </Link>
            ),
          },
          { key: 'expires', label: t`Expires`, value: facts.expiresAt == null ? null : <DateTime at={facts.expiresAt} format="date" /> },
          {
            key: 'replaces',
            label: t`Takes the place of`,
            value: facts.replaces && <CardLink id={facts.replaces.id} lastFour={facts.replaces.lastFour ?? null} />,
          },
          {
            key: 'replacedBy',
            label: t`Replaced by`,
            value: facts.replacedBy && <CardLink id={facts.replacedBy.id} lastFour={facts.replacedBy.lastFour ?? null} />,
          },
          { key: 'created', label: t`Issued`, value: <DateTime at={facts.createdAt} format="date" /> },
        ]}
      />
    </Panel>
  );
}

function CardLink({ id, lastFour }: { id: string; lastFour: string | null }) {
  const { t } = useLingui();
  return <Link href={urls.card(id)}>{lastFour === null ? t`A card without a number yet` : `•••• ${lastFour}`}</Link>;
}

/** The card's state at the issuer, and what stands between that and ours. */
function useIssuerWords({ issuerStatus, issuerRefusal, waitingForIssuer }: CardFactsFragment): string {
  const { t } = useLingui();
  const words = useWords();
  const issuer = words(issuerStatusWords[issuerStatus]);
  if (waitingForIssuer) return t`${issuer}, waiting for the issuer`;
  return issuerRefusal === null ? issuer : t`${issuer}, refused what was asked for last (${issuerRefusal})`;
}
