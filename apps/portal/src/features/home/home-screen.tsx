import { CardArtSkeleton, EmptyState, Link, ListSkeleton, PageHeader, Panel } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { IconCreditCardOff, IconReceiptOff } from '@tabler/icons-react';
import type { HomeQuery as HomeData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useHolder } from '../../lib/holder.tsx';
import { useFresh, useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { CardTile } from '../cards/parts/card-tile.tsx';
import { WasThisYou } from '../risk/parts/was-this-you.tsx';
import { PurchaseRow } from '../transactions/parts/purchase-row.tsx';
import { VerificationNotice } from '../verification/parts/verification-notice.tsx';
import classes from './home-screen.module.css';

const HomeQuery = graphql(`
  query Home($holderId: ID!) {
    cards(first: 20, filter: { holderId: $holderId }) {
      edges {
        node {
          id
          status
          ...CardTile
        }
      }
    }
    myRiskQuestions {
      id
      ...WasThisYou
    }
    transactions(first: 8, filter: { holderId: $holderId }) {
      edges {
        node {
          id
          ...PurchaseRow
        }
      }
    }
  }
`);

/** My cards, and what I bought last. */
export default function HomeScreen() {
  const { t } = useLingui();
  const { personId, displayName } = useHolder();
  const { data, error, refetch } = useQuery(HomeQuery, { variables: { holderId: personId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['TRANSACTION', 'CARD', 'CONTROL']);
  const firstName = displayName.split(' ', 1)[0] ?? displayName;
  if (error && !data) {
    return (
      <>
        <PageHeader title={t`Hello, ${firstName}`} />
        <QueryError error={error} onRetry={refetch} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t`Hello, ${firstName}`} />
      <VerificationNotice />
      {data && data.myRiskQuestions.length > 0 && (
        <Stack gap="lg" mb="lg">
          {data.myRiskQuestions.map((question) => (
            <WasThisYou key={question.id} question={question} />
          ))}
        </Stack>
      )}
      <div className={classes.home}>
        <section aria-labelledby="my-cards">
          <h2 className={classes.heading} id="my-cards">
            <Trans>My cards</Trans>
          </h2>
          {data ? <Cards data={data} /> : <CardArtSkeleton label={t`Loading your cards`} />}
        </section>
        <Panel title={t`Latest purchases`} action={<Link href={urls.purchases()}>{t`See all`}</Link>} flush className={classes.latest}>
          {data ? <Latest data={data} /> : <ListSkeleton label={t`Loading your purchases`} rows={5} />}
        </Panel>
      </div>
    </>
  );
}

function Cards({ data }: { data: HomeData }) {
  const { t } = useLingui();
  const cards = data.cards.edges.map(({ node }) => node);
  if (cards.length === 0) {
    return (
      <EmptyState icon={IconCreditCardOff} title={t`You have no card yet`}>
        <Trans>Ask an admin of your company for one. It appears here by itself.</Trans>
      </EmptyState>
    );
  }
  // Closed cards last: they are history.
  const sorted = [...cards].sort((one, other) => Number(one.status === 'TERMINATED') - Number(other.status === 'TERMINATED'));
  return (
    <ul className={classes.cards}>
      {sorted.map((card) => (
        <li key={card.id}>
          <CardTile card={card} />
        </li>
      ))}
    </ul>
  );
}

function Latest({ data }: { data: HomeData }) {
  const { t } = useLingui();
  const fresh = useFresh();
  const purchases = data.transactions.edges.map(({ node }) => node);
  if (purchases.length === 0) {
    return (
      <EmptyState icon={IconReceiptOff} title={t`Nothing bought yet`}>
        <Trans>Your purchases appear here the moment they are made.</Trans>
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list}>
      {purchases.map((purchase) => (
        <PurchaseRow key={purchase.id} purchase={purchase} fresh={fresh.has(purchase.id)} when="dateTime" />
      ))}
    </ul>
  );
}
