import { CardArtSkeleton, EmptyState, PageHeader, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconCreditCardOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { CardDetailQuery as CardDetailData } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { ControlsPanel } from '../controls/parts/controls-panel.tsx';
import { LimitList } from '../controls/parts/limit-list.tsx';
import { ExceptionsPanel } from '../exceptions/parts/exceptions-panel.tsx';
import { CardStopNotice, StopCard } from '../emergency-stop/parts/card-stop.tsx';
import { CardFacts } from './card-facts.tsx';
import { CardHistory } from './card-history.tsx';
import { CardPurchases } from './card-purchases.tsx';
import { ReplaceCard } from './replace-card.tsx';
import classes from './card-screen.module.css';
import { CardActions } from './parts/card-actions.tsx';
import { CardFace } from './parts/card-face.tsx';
import { CardRow } from './parts/card-row.ts';
import { CardState } from './parts/card-state.tsx';
import { WillItWork } from './parts/will-it-work.tsx';

const CardDetailQuery = graphql(`
  query CardDetail($id: ID!) {
    card(id: $id) {
      id
      ...CardRow
      ...CardFacts
      ...CardReplacement
      ...CardStop
      ...CardExceptions
      ...CardHistory
      ...CardPurchases
      limits {
        ...LimitRow
      }
    }
  }
`);

const route = getRouteApi('/cards/$cardId');

/** One card: its face and state, what binds it, who holds it, what it bought, what happened to it. */
export default function CardScreen() {
  const { t } = useLingui();
  const { cardId } = route.useParams();
  const { data, error, refetch } = useQuery(CardDetailQuery, { variables: { id: cardId }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['CARD', 'CONTROL', 'TRANSACTION'], 2500);
  const back = { href: urls.cards(), label: t`Cards` };

  if (!data && !error) return <Loading back={back} />;
  if (!data) return <QueryError error={error} onRetry={refetch} page />;
  if (!data.card) {
    return (
      <EmptyState icon={IconCreditCardOff} title={t`No such card`}>
        <Trans>It is not there, or it belongs to people whose cards you may not see.</Trans>
      </EmptyState>
    );
  }
  return <Card card={data.card} back={back} />;
}

type Back = { href: string; label: string };

function Card({ card, back }: { card: NonNullable<CardDetailData['card']>; back: Back }) {
  const { t } = useLingui();
  const row = readFragment(CardRow, card);
  return (
    <div className={classes.screen}>
      <PageHeader
        back={back}
        title={row.name}
        subtitle={row.holder.displayName}
        badge={<CardState card={row} variant="pill" />}
        actions={
          <>
            <ReplaceCard card={card} />
            <CardActions card={row} />
            <StopCard card={card} />
          </>
        }
      />
      <CardStopNotice card={card} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <CardFace card={row} />
          <CardFacts card={card} />
        </div>
        <div className={classes.main}>
          <Panel title={t`Limits`}>
            <LimitList limits={card.limits} />
          </Panel>
          {row.status !== 'TERMINATED' && (
            <ControlsPanel
              scope="CARD"
              subjectId={card.id}
              holderId={row.holder.id}
              currency={row.spentThisMonth.currency}
              title={t`Controls of this card`}
            />
          )}
          {row.status !== 'TERMINATED' && <ExceptionsPanel card={card} />}
          {row.status !== 'TERMINATED' && <WillItWork cardId={card.id} currency={row.spentThisMonth.currency} />}
          <CardPurchases card={card} />
          <CardHistory card={card} />
        </div>
      </div>
    </div>
  );
}

function Loading({ back }: { back: Back }) {
  const { t } = useLingui();
  return (
    <div className={classes.screen}>
      <PageHeader back={back} title={t`Card`} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <CardArtSkeleton label={t`Loading the card`} />
        </div>
        <div className={classes.main}>
          <Panel>
            <TextSkeleton label={t`Loading the card`} lines={8} />
          </Panel>
        </div>
      </div>
    </div>
  );
}
