import { formatMoney, useSurroundings } from '@afc/ui';
import { Plural, Trans } from '@lingui/react/macro';
import { List, Stack, Text } from '@mantine/core';
import type { LeaverHoldingsFragment } from '../../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { SubscriptionsAbove } from '../../controls/parts/subscriptions-above.tsx';

const LeaverHoldings = graphql(`
  fragment LeaverHoldings on PersonHoldings {
    cards {
      card {
        id
        name
        lastFour
        spentThisMonth {
          minor
          currency
        }
      }
      held {
        minor
        currency
      }
    }
    subscriptions {
      ...SubscriptionAbove
    }
    serviceAccounts {
      id
      name
    }
    pendingPurchases
    openDisputes
    ownRequests
    requestsToAnswer
    assignedCases
    openSessions
  }
`);

/** What somebody has in hand who is to leave, and what becomes of each. */
export function HoldingsList({ holdings }: { holdings: FragmentType<typeof LeaverHoldings> }) {
  const { cards, subscriptions, serviceAccounts, ...counts } = readFragment(LeaverHoldings, holdings);
  return (
    <Stack gap="xs">
      <List size="sm">
        {cards.map((one) => (
          <CardInHand key={one.card.id} {...one} />
        ))}
        <Counts {...counts} />
        {serviceAccounts.map(({ id, name }) => (
          <List.Item key={id}>
            <Trans>The service account {name} goes on: rotate its keys if they may have kept one</Trans>
          </List.Item>
        ))}
      </List>
      {subscriptions.length > 0 && (
        <>
          <Text size="sm" fw={500}>
            <Trans>These subscriptions stop with the cards:</Trans>
          </Text>
          <SubscriptionsAbove subscriptions={subscriptions} />
        </>
      )}
    </Stack>
  );
}

function CardInHand({ card, held }: LeaverHoldingsFragment['cards'][number]) {
  const { locale } = useSurroundings();
  const name = card.lastFour == null ? card.name : `${card.name} ••${card.lastFour}`;
  const spent = formatMoney(card.spentThisMonth, locale);
  const stillHeld = formatMoney(held, locale);
  return (
    <List.Item>
      <Trans>
        Card {name}: {spent} this month, {stillHeld} held. It is terminated; what is held can still clear.
      </Trans>
    </List.Item>
  );
}

type CountsProps = Omit<LeaverHoldingsFragment, 'cards' | 'subscriptions' | 'serviceAccounts'>;

/** Only what there is. */
function Counts({ pendingPurchases, openDisputes, ownRequests, requestsToAnswer, assignedCases, openSessions }: CountsProps) {
  return (
    <>
      {pendingPurchases > 0 && (
        <List.Item>
          <Plural value={pendingPurchases} one="# purchase has not cleared" other="# purchases have not cleared" />
        </List.Item>
      )}
      {openDisputes > 0 && (
        <List.Item>
          <Plural
            value={openDisputes}
            one="# dispute is open; an admin goes on with it"
            other="# disputes are open; an admin goes on with them"
          />
        </List.Item>
      )}
      {ownRequests > 0 && (
        <List.Item>
          <Plural value={ownRequests} one="# request of theirs is withdrawn" other="# requests of theirs are withdrawn" />
        </List.Item>
      )}
      {requestsToAnswer > 0 && (
        <List.Item>
          <Plural
            value={requestsToAnswer}
            one="# request of others waits for an answer, and other admins give it"
            other="# requests of others wait for an answer, and other admins give it"
          />
        </List.Item>
      )}
      {assignedCases > 0 && (
        <List.Item>
          <Plural
            value={assignedCases}
            one="# case that they look into goes to somebody else"
            other="# cases that they look into go to somebody else"
          />
        </List.Item>
      )}
      {openSessions > 0 && (
        <List.Item>
          <Plural value={openSessions} one="# open session ends" other="# open sessions end" />
        </List.Item>
      )}
    </>
  );
}
